import { errorName, type Log } from '../../core/base/log';
import type { Account } from '../../core/domain/account';
import { fail, failureOf } from '../../core/domain/failure';
import type { App } from '../shell/app';

/**
 * Looks the login of a platform account up if it was stored without one, and keeps it: without it no chat is the
 * person's. Never rejects.
 */
export async function keepLogin(
  { session, accounts, log }: Pick<App, 'session' | 'accounts'> & { readonly log: Log },
  account: Account,
): Promise<void> {
  if (account.kind !== 'platform' || account.login !== undefined) return;
  try {
    const login = await session.run(({ liveChats }) =>
      liveChats ? liveChats.login({ priority: 'background' }) : fail({ code: 'unsupported', field: 'chats' }),
    );
    await accounts.amend(account, (known) => ({ ...known, login }));
  } catch (thrown) {
    log.warn(`Chats: this account's login is not known (${failureOf(thrown)?.code ?? errorName(thrown)}).`);
  }
}
