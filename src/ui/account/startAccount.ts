import { accountId, accountKinds, type Account } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import { originsOf } from '../../core/stores/accounts/keyOrigins';
import type { App } from '../shell/app';
import { checkedAddress } from '../shell/settings';
import type { AccountNotices } from './accountNotices';
import { addressesOf } from './connector';

/**
 * Signs in to the sandbox that `npm start` runs on this machine, whose account arrives in environment variables. Does
 * nothing unless every address in the settings points to that sandbox and no account is signed in, so it can neither
 * replace an account nor send a key to another host.
 * @returns the account if it was added
 */
export async function signInFromEnvironment(
  { accounts, settings, log }: App,
  notices: AccountNotices,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Account | undefined> {
  const {
    LIVECHAT_DESK_SANDBOX_URL: url,
    LIVECHAT_DESK_SANDBOX_KIND: kindName = 'classic',
    LIVECHAT_DESK_SANDBOX_LOGIN: login,
    LIVECHAT_DESK_SANDBOX_NAME: name = login,
    LIVECHAT_DESK_SANDBOX_KEY: secret,
  } = env;
  const kind = accountKinds.find((known) => known === kindName);
  if (!url || !kind || !login || !name || !secret) return undefined;
  try {
    await accounts.load();
    if (accounts.accounts.length > 0) return undefined;
    const address = checkedAddress(url, 'LIVECHAT_DESK_SANDBOX_URL');
    const used = Object.values(addressesOf[kind](settings));
    if (!address.startsWith('http://') || address !== settings.apiUrl()) return undefined;
    if (!used.every((one) => new URL(one).origin === new URL(address).origin)) return undefined;
    // Notices and menus show the login.
    const account: Account = {
      ...{ id: accountId(kind, name), kind, name, origins: originsOf(used) },
      ...(login !== name && { login }),
    };
    await notices.suppressMigration(account);
    await accounts.add({ account, secret });
    return account;
  } catch (thrown) {
    log.warn(`The sandbox account was not added: ${failureOf(thrown)?.code ?? String(thrown)}`);
    return undefined;
  }
}
