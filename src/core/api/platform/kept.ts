/** How long names and ids of others are taken as they are: they change a few times a year. */
const keptMs = 5 * 60_000;

/** A list that is fetched when first wanted and kept for a while. A failure is not kept. */
export class Kept<T> {
  private at = -Infinity;
  private value: Promise<T> | undefined;

  constructor(
    private readonly fetch: () => Promise<T>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What was fetched last, however old; nothing is fetched for it. */
  get last(): Promise<T> | undefined {
    return this.value;
  }

  async get(): Promise<T> {
    if (this.value && this.now() - this.at < keptMs) return await this.value;
    return await this.anew();
  }

  /** Fetches it now, such as where something is not in it that must be somewhere. */
  async anew(): Promise<T> {
    const value = this.fetch();
    this.at = this.now();
    this.value = value;
    try {
      return await value;
    } catch (thrown) {
      if (this.value === value) this.value = undefined;
      throw thrown;
    }
  }
}
