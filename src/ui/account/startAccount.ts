import { accountId } from '../../core/domain/account';
import type { Log } from '../../core/base/log';
import type { AccountStore } from '../../core/stores/accountStore';
import { failureOf } from '../../core/domain/failure';
import { checkedAddress, type Settings } from '../shell/settings';

/**
 * `npm start` opens a fresh editor that is signed in to a sandbox on this machine, and has no other way to
 * hand it the account. Only a loopback sandbox that the settings point at is taken, and only where no
 * account is signed in: this can never replace an account or send a key to another host.
 */
export async function signInFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  accounts: AccountStore,
  settings: Settings,
  log: Log,
): Promise<void> {
  const {
    LIVECHAT_DESK_SANDBOX_URL: url,
    LIVECHAT_DESK_SANDBOX_LOGIN: name,
    LIVECHAT_DESK_SANDBOX_KEY: secret,
  } = env;
  if (!url || !name || !secret || accounts.accounts.length > 0) return;
  try {
    const address = checkedAddress(url, 'LIVECHAT_DESK_SANDBOX_URL');
    if (!address.startsWith('http://') || address !== settings.apiUrl()) return;
    await accounts.add({ account: { id: accountId('classic', name), kind: 'classic', name }, secret });
  } catch (thrown) {
    log.warn(`sandbox account not taken: ${failureOf(thrown)?.code ?? String(thrown)}`);
  }
}
