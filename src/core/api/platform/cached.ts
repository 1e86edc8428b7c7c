import type { CallOptions } from '../../domain/connection';

/** How long names and ids of others are taken as they are: they change a few times a year. */
const keptMs = 5 * 60_000;

type Haste = Pick<CallOptions, 'priority'>;

/** A list that is fetched when first wanted and kept for a while. A failure is not kept. */
export class Cached<T> {
  private at = -Infinity;
  private value: Promise<T> | undefined;
  /** Whether `value` is on its way in the background, where a budget may hold it back. */
  private isHeld = false;

  constructor(
    private readonly fetch: (options: Haste) => Promise<T>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What was fetched last, however old; nothing is fetched for it. */
  get last(): Promise<T> | undefined {
    return this.value;
  }

  /** A person does not wait for what the background asked for: the call under way is theirs then. */
  async get(options: Haste = {}): Promise<T> {
    const mayWait = !this.isHeld || options.priority === 'background';
    if (this.value && mayWait && this.now() - this.at < keptMs) return await this.value;
    return await this.anew(options);
  }

  /** Fetches it now, such as where something is not in it that must be somewhere. */
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
