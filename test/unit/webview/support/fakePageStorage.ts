import type { PageStorage } from '../../../../src/webview/shared/draftSync';

/** The browser storage that pages share, in memory. */
export function fakePageStorage(texts = new Map<string, string>()): PageStorage {
  return {
    read: (name) => texts.get(name),
    write: (name, text) => void texts.set(name, text),
    remove: (name) => void texts.delete(name),
  };
}
