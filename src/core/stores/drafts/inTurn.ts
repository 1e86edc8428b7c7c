/** Runs work on the same key one after another, in the order in which it came. */
export class InTurn {
  /** The last work on each key. */
  private readonly last = new Map<string, Promise<void>>();

  /** Waits for all work on a key. */
  async end(key: string): Promise<void> {
    await this.last.get(key);
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const done = before.then(work);
    const settled = done.then(nothing, nothing);
    this.last.set(key, settled);
    try {
      return await done;
    } finally {
      if (this.last.get(key) === settled) this.last.delete(key);
    }
  }
}

const nothing = (): void => undefined;
