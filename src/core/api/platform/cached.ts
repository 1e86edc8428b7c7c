import type { CallOptions } from '../../domain/connection';
import { omitUndefined } from '../../domain/input/inputReader';

/** Names and ids change a few times a year. */
const maxAgeMs = 5 * 60_000;

type FetchOptions = Pick<CallOptions, 'priority' | 'callsOfRun'>;

/** A list that is fetched on first use and cached for 5 minutes. A failure is not cached. */
export class Cached<T> {
  private at = -Infinity;
  private value: Promise<T> | undefined;
  /** Whether `value` is being fetched in the background, where the budget may delay it. */
  private isBackground = false;

  constructor(
    private readonly fetch: (options: FetchOptions) => Promise<T>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The last fetched value, however old. Fetches nothing. */
  get lastValue(): Promise<T> | undefined {
    return this.value;
  }

  /** A person does not wait for a fetch in the background: a new one is started. */
  async get(options: FetchOptions = {}): Promise<T> {
    const mayWait = !this.isBackground || options.priority === 'background';
    if (this.value && mayWait && this.now() - this.at < maxAgeMs) return await this.value;
    return await this.refresh(options);
  }

  /** Fetches a new value, for example because an expected item is missing in the cached one. */
  async refresh({ priority, callsOfRun }: FetchOptions = {}): Promise<T> {
    const value = this.fetch(omitUndefined({ priority, callsOfRun }));
    this.at = this.now();
    this.value = value;
    this.isBackground = priority === 'background';
    try {
      return await value;
    } catch (thrown) {
      if (this.value === value) this.value = undefined;
      throw thrown;
    } finally {
      if (this.value === value || this.value === undefined) this.isBackground = false;
    }
  }
}
