import { accountId, accountKinds } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import type { App } from '../shell/app';
import { checkedAddress } from '../shell/settings';
import type { AccountNotices } from './accountNotices';
import { addressesOf } from './connector';

/**
 * `npm start` opens a fresh editor that is signed in to a sandbox on this machine, and has no other way to
 * hand it the account. Only a sandbox to which every address in the settings leads is taken, and only where no
 * account is signed in: this can never replace an account or send a key to another host.
 */
export async function signInFromEnvironment(
  { accounts, settings, log }: App,
  notices: AccountNotices,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const {
    LIVECHAT_DESK_SANDBOX_URL: url,
    LIVECHAT_DESK_SANDBOX_KIND: kindName = 'classic',
    LIVECHAT_DESK_SANDBOX_LOGIN: login,
    LIVECHAT_DESK_SANDBOX_NAME: name = login,
    LIVECHAT_DESK_SANDBOX_KEY: secret,
  } = env;
  const kind = accountKinds.find((known) => known === kindName);
  if (!url || !kind || !login || !name || !secret || accounts.accounts.length > 0) return;
  try {
    const address = checkedAddress(url, 'LIVECHAT_DESK_SANDBOX_URL');
    const used = Object.values(addressesOf[kind](settings));
    if (!address.startsWith('http://') || address !== settings.apiUrl()) return;
    if (!used.every((one) => new URL(one).origin === new URL(address).origin)) return;
    // People know it by the login, also where it has another name.
    const account = { id: accountId(kind, name), kind, name, ...(login !== name && { login }) };
    notices.settle(account);
    await accounts.add({ account, secret });
  } catch (thrown) {
    log.warn(`sandbox account not taken: ${failureOf(thrown)?.code ?? String(thrown)}`);
  }
}
