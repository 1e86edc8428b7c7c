import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { keepLogin } from '../../../src/ui/chats/ownLogin';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';
import { signedIn, type SignedIn } from '../stores/support/signedIn';

describe('the login of a platform account that was stored without one', () => {
  let account: AnyAccount;
  let window: SignedIn;

  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    const { connection, credential } = account;
    const { login: _, ...stored } = credential.account;
    window = await signedIn(() => connection, { ...credential, account: stored });
    account.sandbox.calls.reset();
  });
  afterEach(async () => {
    window.dispose();
    await account.dispose();
  });

  const keep = async (): Promise<string | undefined> => {
    const { accounts, session } = window;
    const { active } = accounts;
    assert.ok(active);
    await keepLogin({ accounts, session, log: silentLog }, active);
    return accounts.active?.login;
  };

  it('is looked up once and kept', async () => {
    assert.equal(window.accounts.active?.login, undefined);
    assert.equal(await keep(), account.login);
    const { length } = account.sandbox.calls.recent;
    assert.ok(length > 0);
    assert.equal(await keep(), account.login);
    assert.equal(account.sandbox.calls.recent.length, length);
    assert.equal(window.session.current.kind, 'signed-in');
  });

  it('stays unknown if it cannot be read', async () => {
    account.sandbox.faults.next({ match: { path: /./ }, status: 403, times: 10 });
    assert.equal(await keep(), undefined);
  });
});
