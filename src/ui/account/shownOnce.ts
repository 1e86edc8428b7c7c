import type { KeyValues } from '../../core/actions/learnedCapabilities';
import type { Account } from '../../core/domain/account';

const prefix = 'livechat.told.';

/** What was told of an account and is not told again, in this window or a later one. */
export class ShownOnce {
  /** Beside the memory, which is written later and may fail. */
  private readonly here = new Set<string>();

  constructor(private readonly memory: KeyValues) {}

  /**
   * Whether this is still to be told of the account; never of the demo account. Remembers it at once, so that a
   * notice that is left standing does not come again.
   */
  isNews({ id, demo }: Account, what: string): boolean {
    const key = prefix + id;
    const stored = this.memory.get(key);
    const told = Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
    const inside = `${key} ${what}`;
    if (demo || told.includes(what) || this.here.has(inside)) return false;
    this.here.add(inside);
    // Where it cannot be written the next window tells it once more.
    this.memory.update(key, [...told, what]).then(undefined, () => undefined);
    return true;
  }
}
