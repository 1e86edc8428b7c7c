import type { Account, Credential } from '../../core/domain/account';
import type { LiveChatConnection } from '../../core/domain/connection';
import type { WithAccount } from '../../core/events/status/listenerTypes';
import { webhookPort } from './editorEventService';

interface Accounts {
  readonly accounts: readonly Account[];
  secretOf(account: Account): Promise<string | undefined>;
}

/** Works with the webhooks of an account that is not the active one, on a connection of its own. */
export function withAccount(
  accounts: Accounts,
  open: (credential: Credential) => Promise<LiveChatConnection>,
): WithAccount {
  return async (id, work) => {
    const account = accounts.accounts.find((one) => one.id === id);
    const secret = account && (await accounts.secretOf(account));
    if (!account || secret === undefined) return false;
    const connection = await open({ account, secret });
    try {
      return await work(webhookPort((call) => call(connection)));
    } finally {
      connection.dispose();
    }
  };
}
