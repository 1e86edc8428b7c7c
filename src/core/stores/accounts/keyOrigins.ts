import type { Log } from '../../base/log';
import { errorName } from '../../base/log';
import type { Account } from '../../domain/account';
import { fail } from '../../domain/failure';
import type { AccountStore } from './accountStore';

/** The user has to decide whether the key of an account may be sent to another host. */
export interface OriginQuestion {
  readonly account: Account;
  /** Names the host. */
  readonly setting: string;
  readonly host: string;
}

export interface KeyOriginsOptions {
  readonly accounts: Pick<AccountStore, 'accounts' | 'setOrigins'>;
  readonly log: Log;
  /** @returns `undefined` if the user was not asked, and is to be asked next time */
  readonly ask: (question: OriginQuestion) => Promise<boolean | undefined>;
}

/**
 * Binds the key of an account to the origins for which it was entered, so that a changed setting alone sends it nowhere
 * else.
 */
export class KeyOrigins {
  private readonly asked = new Set<string>();

  constructor(private readonly options: KeyOriginsOptions) {}

  /**
   * Called before each use of a stored key. The key of an account that has no origins yet is bound to those of
   * `addresses`.
   * @param addresses URLs by the settings that name them
   * @throws FailureError `invalid-input` with `otherHost`; the user is asked once then
   */
  async check(given: Account, addresses: Readonly<Record<string, string>>): Promise<void> {
    const { accounts } = this.options;
    const account = accounts.accounts.find(({ id }) => id === given.id) ?? given;
    const wanted = originsOf(Object.values(addresses));
    if (account.origins === undefined) {
      await accounts.setOrigins(account, wanted);
      return;
    }
    const { origins } = account;
    const [other] = Object.entries(addresses).filter(([, url]) => !origins.includes(new URL(url).origin));
    if (!other) return;
    const [setting, url] = other;
    const { host } = new URL(url);
    void this.askOnce({ account, setting, host }, [...new Set([...origins, ...wanted])]);
    fail({ code: 'invalid-input', field: setting, otherHost: host, reasons: [] });
  }

  private async askOnce(question: OriginQuestion, origins: readonly string[]): Promise<void> {
    const { accounts, log, ask } = this.options;
    const key = JSON.stringify([question.account.id, origins]);
    if (this.asked.has(key)) return;
    this.asked.add(key);
    try {
      const mayUse = await ask(question);
      if (mayUse === undefined) this.asked.delete(key);
      if (mayUse === true) await accounts.setOrigins(question.account, origins);
    } catch (thrown) {
      log.error(`The question about another address failed (${errorName(thrown)}).`);
    }
  }
}

/** Distinct origins of URLs. */
export function originsOf(urls: readonly string[]): readonly string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))];
}
