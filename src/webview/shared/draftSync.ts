import { savedState, type SavedState, type TypedInput } from '../../protocol/form';

/**
 * Text that survives a page. The editor gives all panels of one type the same origin and so the same browser storage,
 * also under a new extension host.
 */
export interface PageStorage {
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  remove(name: string): void;
}

export interface DraftSyncEnvironment {
  readonly pageStorage: PageStorage;
  /** Epoch milliseconds. */
  now(): number;
  /** Sets a timer. Returns a function that cancels it. */
  later(run: () => void, ms: number): () => void;
}

/** A host that has not responded for this long counts as dead until it responds. */
export const responseTimeoutMs = 1500;

/**
 * Sends input from a page to the host, which stores it. Until the host acknowledges the write, the input is in page
 * storage, where a page of a later host finds it: whichever process is killed, one of the two has it.
 */
export class DraftSync {
  private pending = 0;
  private stopTimer: (() => void) | undefined;

  /**
   * @param typedAt time of the page's last edit
   * @param setWaiting called when the host stops responding, and when it responds again
   */
  constructor(
    private readonly around: DraftSyncEnvironment,
    private typedAt: number,
    private readonly setWaiting: (waiting: boolean) => void,
  ) {}

  /**
   * Input of an earlier page that no host has stored.
   * @param lastEditAt time of the last edit known to the host
   */
  recover(key: string, lastEditAt: number): TypedInput | undefined {
    const left = this.inPageStorage(key);
    // The host's clock may be ahead of the page's.
    this.typedAt = Math.max(this.typedAt, lastEditAt, left?.at ?? 0);
    if (!left) return undefined;
    if (left.at > lastEditAt) return left;
    this.around.pageStorage.remove(key);
    return undefined;
  }

  /** Writes the input to page storage. Returns the time of the edit. */
  typed(key: string, input: TypedInput): number {
    this.typedAt = Math.max(this.around.now(), this.typedAt + 1);
    const left: SavedState = { key, at: this.typedAt, ...input };
    this.around.pageStorage.write(key, JSON.stringify(left));
    return this.typedAt;
  }

  /** Watches a request: no answer means that the host is dead. */
  async follow<T>(request: Promise<T>): Promise<T> {
    this.pending += 1;
    this.stopTimer ??= this.around.later(() => this.setWaiting(true), responseTimeoutMs);
    try {
      return await request;
    } finally {
      this.pending -= 1;
      this.stopTimer();
      this.stopTimer =
        this.pending > 0 ? this.around.later(() => this.setWaiting(true), responseTimeoutMs) : undefined;
      this.setWaiting(false);
    }
  }

  /** The host has stored the input up to this time. */
  stored(key: string, at: number): void {
    const left = this.inPageStorage(key);
    if (left && left.at <= at) this.forget(key);
  }

  /** The input was discarded. */
  forget(key: string): void {
    this.around.pageStorage.remove(key);
  }

  private inPageStorage(key: string): SavedState | undefined {
    try {
      const text = this.around.pageStorage.read(key);
      const left = text === undefined ? undefined : savedState(JSON.parse(text));
      return left?.key === key ? left : undefined;
    } catch {
      // Malformed content is not input of this page.
      return undefined;
    }
  }
}

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
