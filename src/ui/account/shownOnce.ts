import type { Account } from '../../core/domain/account';
import type { StateValues } from '../../core/storage/stateStore';

/** Of the names of its values, followed by the account's id. */
export const shownPrefix = 'shown.';

/** Remembers which notices of an account were shown, across windows. */
export class ShownOnce {
  /** Shown or being shown in this window, where the database may not be usable. */
  private readonly here = new Set<string>();

  constructor(private readonly values: StateValues) {}

  /**
   * Whether to show a notice: not yet shown for this account, which is not the demo account. Records it at once, so
   * that a notice the user ignores is not repeated. Never rejects: where nothing can be stored, the next window shows it
   * once more.
   */
  async claim({ id, demo }: Account, notice: string): Promise<boolean> {
    const key = shownPrefix + id;
    const inWindow = `${key} ${notice}`;
    if (demo || this.here.has(inWindow)) return false;
    this.here.add(inWindow);
    try {
      const stored = await this.values.read(key);
      const shown = Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
      if (shown.includes(notice)) return false;
      await this.values.write(key, [...shown, notice]);
    } catch {
      return true;
    }
    return true;
  }
}
