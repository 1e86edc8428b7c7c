import type { CallOptions } from '../../domain/connection';

/** Names and ids change a few times a year. */
const keptMs = 5 * 60_000;

type Haste = Pick<CallOptions, 'priority'>;

/** A list that is fetched on first use and cached for 5 minutes. A failure is not cached. */
export class Cached<T> {
  private at = -Infinity;
  private value: Promise<T> | undefined;
  /** Whether `value` is being fetched in the background, where the budget may delay it. */
  private isHeld = false;

  constructor(
    private readonly fetch: (options: Haste) => Promise<T>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The last fetched value, however old. Fetches nothing. */
  get last(): Promise<T> | undefined {
    return this.value;
  }

  /** A person does not wait for a fetch in the background: a new one is started. */
  async get(options: Haste = {}): Promise<T> {
    const mayWait = !this.isHeld || options.priority === 'background';
    if (this.value && mayWait && this.now() - this.at < keptMs) return await this.value;
    return await this.anew(options);
  }

  /** Fetches a new value, for example because an expected item is missing in the cached one. */
  async anew({ priority }: Haste = {}): Promise<T> {
    const value = this.fetch(priority ? { priority } : {});
    this.at = this.now();
    this.value = value;
    this.isHeld = priority === 'background';
    try {
      return await value;
    } catch (thrown) {
      if (this.value === value) this.value = undefined;
      throw thrown;
    } finally {
      if (this.value === value || this.value === undefined) this.isHeld = false;
    }
  }
}
