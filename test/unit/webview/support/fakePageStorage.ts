import type { PageStorage } from '../../../../src/webview/shared/draftSync';

/** What pages leave for each other, in memory. */
export function fakePageStorage(texts = new Map<string, string>()): PageStorage {
  return {
    read: (name) => texts.get(name),
    write: (name, text) => void texts.set(name, text),
    remove: (name) => void texts.delete(name),
  };
}
