import { keptState, type FormValues, type KeptState } from '../../protocol/form';

/**
 * Texts that outlive a page: pages of the same kind find them, whichever host they belong to. The editor gives all
 * panels of one type the same origin, and with it the same storage of the browser.
 */
export interface PageStorage {
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  remove(name: string): void;
}

export interface DraftSyncEnvironment {
  readonly pageStorage: PageStorage;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs something a little later; gives what cancels it. */
  later(run: () => void, ms: number): () => void;
}

/** A host that has not answered for so long is gone, until it does. */
export const patienceMs = 1500;

/**
 * The way of what is typed from a page to the disk. Until the host says that it is there, it stands on the shelf,
 * where the page that a later host opens finds it: whatever is killed, what stood in a field is in one of both.
 */
export class DraftSync {
  private unanswered = 0;
  private stopPatience: (() => void) | undefined;

  /**
   * @param typedAt when the newest text that the page has was typed
   * @param setWaiting told when the host falls silent, and when it answers again
   */
  constructor(
    private readonly around: DraftSyncEnvironment,
    private typedAt: number,
    private readonly setWaiting: (waiting: boolean) => void,
  ) {}

  /**
   * What an earlier page left behind and no host has.
   * @param lastEditAt time of the last edit that the host knows of
   */
  leftBehind(key: string, lastEditAt: number): FormValues | undefined {
    const left = this.inPageStorage(key);
    // The host's clock may be ahead of the page's.
    this.typedAt = Math.max(this.typedAt, lastEditAt, left?.at ?? 0);
    if (!left) return undefined;
    if (left.at > lastEditAt) return left.values;
    this.around.pageStorage.remove(key);
    return undefined;
  }

  /** Something was typed: puts all of it where it outlives the page, and says when it was. */
  typed(key: string, values: FormValues): number {
    this.typedAt = Math.max(this.around.now(), this.typedAt + 1);
    const left: KeptState = { key, at: this.typedAt, values };
    this.around.pageStorage.write(key, JSON.stringify(left));
    return this.typedAt;
  }

  /** Follows a request: without an answer there is no host. */
  async follow<T>(request: Promise<T>): Promise<T> {
    this.unanswered += 1;
    this.stopPatience ??= this.around.later(() => this.setWaiting(true), patienceMs);
    try {
      return await request;
    } finally {
      this.unanswered -= 1;
      this.stopPatience();
      this.stopPatience =
        this.unanswered > 0 ? this.around.later(() => this.setWaiting(true), patienceMs) : undefined;
      this.setWaiting(false);
    }
  }

  /** What was typed until then is on disk. */
  stored(key: string, at: number): void {
    const left = this.inPageStorage(key);
    if (left && left.at <= at) this.forget(key);
  }

  /** It was thrown away. */
  forget(key: string): void {
    this.around.pageStorage.remove(key);
  }

  private inPageStorage(key: string): KeptState | undefined {
    try {
      const text = this.around.pageStorage.read(key);
      const left = text === undefined ? undefined : keptState(JSON.parse(text));
      return left?.key === key ? left : undefined;
    } catch {
      // Whoever wrote that, it is nothing that was typed here.
      return undefined;
    }
  }
}
