import type { Shelf } from '../../../../src/webview/shared/handover';

/** What pages leave for each other, in memory. */
export function fakeShelf(texts = new Map<string, string>()): Shelf {
  return {
    read: (name) => texts.get(name),
    write: (name, text) => void texts.set(name, text),
    remove: (name) => void texts.delete(name),
  };
}
