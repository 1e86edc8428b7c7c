import assert from 'node:assert/strict';
import { tokenScopes, type ScopeReport } from '../../../src/core/domain/scopes';
import { scopesOf } from '../../../src/core/stores/tokenScopes';
import { failureFrom } from './support/failureFrom';
import { anyAccount, type AnyAccount } from './support/anyAccount';

const writing = tokenScopes.filter((scope) => scope.endsWith(':rw'));

describe('checkScopes', () => {
  let account: AnyAccount;
  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    account.sandbox.calls.reset();
  });
  afterEach(() => account.dispose());

  const check = async (scopes: readonly string[]): Promise<ScopeReport> => {
    const { token } = account.sandbox.platform.switches.issueToken(account.login, scopes);
    const report = await account.connect({ secret: token }).checkScopes?.();
    return report ?? assert.fail('A platform account has scopes.');
  };
  const without = (left: string) => tokenScopes.filter((scope) => scope !== left);

  it('checks scopes for reading by calls that read, and reports scopes for writing as unknown', async () => {
    assert.deepEqual(await check(tokenScopes), { missing: [], unknown: writing });
    const made = account.sandbox.calls.recent.map(({ path }) => path.replace(/.*\//, ''));
    assert.deepEqual(made.toSorted(), [
      'get_customer',
      'info',
      'list_agents',
      'list_chats',
      'list_groups',
      'list_routing_statuses',
      'list_tags',
      'me',
    ]);
  });

  for (const scope of tokenScopes.filter((one) => one.endsWith(':ro'))) {
    it(`reports that ${scope} is missing`, async () => {
      // Statuses of bots and agents come together, and require both scopes.
      const hidden = scope === 'agents--all:ro' ? ['agents-bot--all:ro'] : [];
      const { missing, unknown } = await check(without(scope));
      assert.deepEqual(missing, [scope]);
      assert.deepEqual(unknown.toSorted(), [...writing, ...hidden].toSorted());
    });
  }

  it('counts a wider scope for the scopes that it includes', async () => {
    const wide = ['chats--all:rw', 'customers:rw', 'agents--all:ro', 'agents-bot--all:ro'];
    const { missing } = await check([...wide, 'groups--all:rw', 'tags--all:rw', 'accounts--all:rw']);
    assert.deepEqual(missing, []);
  });

  it('makes one call if LiveChat names the scopes of the token', async () => {
    const scope = 'chats--all:rw,customers:ro,agents--all:rw,agents-bot--all:ro,groups--all:ro';
    account.sandbox.faults.next({ match: { path: /\/info$/ }, status: 200, body: { scope } });
    assert.deepEqual(await check([]), {
      missing: ['tags--groups:ro', 'accounts--my:ro', 'multicast:rw'],
      unknown: [],
    });
    assert.equal(account.sandbox.calls.recent.length, 1);
  });

  it('does not report a scope as missing if its check fails', async () => {
    account.sandbox.faults.next({ match: { path: /list_groups/ }, status: 503, times: 9 });
    const { code } = await failureFrom(check(tokenScopes));
    assert.equal(code, 'server');
    const { connection } = account;
    assert.equal(await scopesOf({ run: (work) => work(connection) }), undefined);
  });
});
