import type { KeyValues } from '../../core/actions/learnedCapabilities';
import type { Account } from '../../core/domain/account';

const prefix = 'livechat.told.';

/** Remembers which notices of an account were shown, across windows. */
export class ShownOnce {
  /** The memento is written asynchronously, and that may fail. */
  private readonly here = new Set<string>();

  constructor(private readonly memento: KeyValues) {}

  /**
   * Whether to show a notice: not yet shown for this account, which is not the demo account. Records it at once, so
   * that a notice the user ignores is not repeated.
   */
  claim({ id, demo }: Account, notice: string): boolean {
    const key = prefix + id;
    const stored = this.memento.get(key);
    const shown = Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
    const inWindow = `${key} ${notice}`;
    if (demo || shown.includes(notice) || this.here.has(inWindow)) return false;
    this.here.add(inWindow);
    // If the write fails, the next window shows it once more.
    this.memento.update(key, [...shown, notice]).then(undefined, () => undefined);
    return true;
  }
}
