/** Enough for the repetitions of a busy account after a reconnect. */
const maxEntries = 5_000;

/** A map of the newest entries: the oldest ones are removed. */
export class BoundedMap<V = true> {
  private readonly entries = new Map<string, V>();

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  /** @returns whether the key is new; the value of a known key stays */
  add(key: string, value: V): boolean {
    if (this.entries.has(key)) return false;
    this.entries.set(key, value);
    if (this.entries.size > maxEntries) {
      const [oldest = ''] = this.entries.keys();
      this.entries.delete(oldest);
    }
    return true;
  }
}
