import type { DraftSyncEnvironment, PageStorage } from './draftSync';

const prefix = 'livechat-desk/';

/** What the way of a text to the disk needs of the browser. */
export function browserEnvironment(): DraftSyncEnvironment {
  return {
    pageStorage: browserPageStorage(),
    now: () => Date.now(),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** A browser may keep its storage from a page, or be full: then pages have what their host keeps, and no more. */
function browserPageStorage(): PageStorage {
  return {
    read: (name) => orNothing(() => localStorage.getItem(prefix + name) ?? undefined),
    write: (name, text) => orNothing(() => localStorage.setItem(prefix + name, text)),
    remove: (name) => orNothing(() => localStorage.removeItem(prefix + name)),
  };
}

function orNothing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof DOMException) return undefined;
    throw thrown;
  }
}
