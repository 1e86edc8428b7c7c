import type { DraftSyncEnvironment, PageStorage } from './draftSync';

const prefix = 'livechat-desk/';

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

/** Browser storage may be unavailable or full; then only the host stores drafts. */
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
