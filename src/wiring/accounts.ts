import type { Account } from '../core/domain/account';
import { registerAccount } from '../ui/account/register';
import { registerDemo } from '../ui/demo/register';
import type { Listening } from '../ui/listening/listening';
import type { Base } from './base';

/** Signing in and out, the status bar and the demo account. */
export function wireAccounts(base: Base, listening: Listening): void {
  const { own, accounts, session, connector, notices, calls, clock, commands, keys, server } = base;
  const { grants, log } = base;
  const signOut = async (account: Account): Promise<void> => {
    await listening.leave(account);
    await grants.forget(account);
    await accounts.remove(account);
  };
  own(grants.onDidKeep((id) => listening.signedInInBrowser(id)));
  const parts = { accounts, session, connector, grants, notices, calls, clock, commands, keys, log };
  own(registerAccount({ ...parts, signOut, status: listening.status }));
  own(registerDemo({ accounts, server, commands }));
}
