import assert from 'node:assert/strict';
import type { Log } from '../../../src/core/base/log';
import type { Account } from '../../../src/core/domain/account';
import { FailureError, failureOf, type Failure } from '../../../src/core/domain/failure';
import { GrantError, grantErrorOf, type Grant, type GrantApi } from '../../../src/core/domain/grant';
import { GrantStore } from '../../../src/core/stores/grantStore';
import { FakeClock } from '../support/fakeClock';
import { Machine } from './support/machine';

const account: Account = { id: 'platform:a', kind: 'platform', name: 'a' };
const hour = 3_600_000;

describe('GrantStore', () => {
  let clock: FakeClock;
  let machine: Machine;
  let stores: GrantStore[];
  let asked: string[];
  let logged: string[];
  let hidden: Set<string>;
  /** Results of the next refreshes, in order; without one, a refresh returns a new grant. */
  let answers: (() => Promise<Grant>)[];
  let revoking: () => Promise<void>;

  beforeEach(() => {
    [clock, machine, stores, asked, logged] = [new FakeClock(), new Machine(), [], [], []];
    hidden = new Set();
    answers = [];
    revoking = () => Promise.resolve();
  });
  afterEach(() => {
    for (const store of stores) store.dispose();
  });

  const grant = (n: number, more: Partial<Grant> = {}): Grant => ({
    clientId: 'app',
    accountId: 'a',
    accessToken: `dal:access-${n}`,
    refreshToken: `dal:refresh-${n}`,
    expiresAt: clock.now() + 8 * hour,
    renewAt: clock.now() + 7 * hour,
    ...more,
  });
  const api: GrantApi = {
    begin: () => assert.fail('nobody signs in'),
    refresh: (old) => {
      const n = Number(/\d+$/.exec(old.refreshToken ?? '')?.[0] ?? 0);
      asked.push(`refresh ${n}`);
      return answers.shift()?.() ?? Promise.resolve(grant(n + 1));
    },
    revoke: (old) => {
      asked.push(`revoke ${old.accessToken}`);
      return revoking();
    },
    dispose: () => undefined,
  };
  const write = (message: string): void => void logged.push(message);
  const log: Log = { trace: write, debug: write, info: write, warn: write, error: write };
  const window = (): GrantStore => {
    const hide = (secret: string): void => void hidden.add(secret);
    const store = new GrantStore({
      vault: machine.vault,
      clock,
      log,
      open: () => Promise.resolve(api),
      hide,
    });
    stores.push(store);
    return store;
  };
  const tokenIn = async (store: GrantStore): Promise<string | undefined> =>
    (await store.tokensOf(account).current())?.token;
  const codeIn = (store: GrantStore): Promise<string> =>
    tokenIn(store).then(
      (token) => `token ${token}`,
      (thrown: unknown) =>
        grantErrorOf(thrown)?.code ?? (thrown instanceof FailureError ? thrown.failure.code : String(thrown)),
    );
  const failing = (failure: Failure) => () => Promise.reject(new FailureError(failure));
  const refusing = () => Promise.reject(new GrantError('ended'));
  const lost = failing({ code: 'network', cause: 'ECONNRESET', host: 'accounts.test' });

  it('is empty at first, without a call', async () => {
    assert.equal(await tokenIn(window()), undefined);
    assert.deepEqual(asked, []);
  });

  it('stores one grant per account, only in the vault, and never logs it', async () => {
    const store = window();
    await store.save(account, grant(1));
    assert.deepEqual([...machine.secrets.keys()], ['livechat.grant.platform:a']);
    assert.deepEqual(machine.list.accounts, []);
    assert.equal(await tokenIn(window()), 'dal:access-1');
    assert.deepEqual([...hidden].sort(), ['dal:access-1', 'dal:refresh-1']);
    assert.deepEqual(asked, []);
  });

  it('renews a grant when due, with one call for concurrent requests, and stores it before use', async () => {
    const store = window();
    await store.save(account, grant(1));
    clock.advance(7 * hour);
    const stored: (string | undefined)[] = [];
    const asking = [1, 2, 3].map(async () => {
      const token = await tokenIn(store);
      stored.push(machine.secrets.get('livechat.grant.platform:a'));
      return token;
    });
    assert.deepEqual(await Promise.all(asking), Array(3).fill('dal:access-2'));
    assert.ok(stored.every((text) => text?.includes('dal:refresh-2')));
    assert.deepEqual(asked, ['refresh 1']);
    assert.ok(hidden.has('dal:refresh-2'));
  });

  it('renews a grant with an implausibly late expiry, as after the clock was set back', async () => {
    const store = window();
    await store.save(account, grant(1));
    clock.setBack(30 * 24 * hour);
    assert.equal(await codeIn(store), 'token dal:access-2');
    assert.equal(await codeIn(store), 'token dal:access-2');
    assert.deepEqual(asked, ['refresh 1']);
  });

  it('does not use a grant that the vault rejects, and stores it on the next use without a call', async () => {
    const store = window();
    await store.save(account, grant(1));
    clock.advance(7 * hour);
    machine.locked = true;
    assert.equal(await codeIn(store), 'not-kept');
    assert.equal(await codeIn(store), 'not-kept');
    machine.locked = false;
    assert.equal(await codeIn(store), 'token dal:access-2');
    assert.ok(machine.secrets.get('livechat.grant.platform:a')?.includes('dal:refresh-2'));
    assert.deepEqual(asked, ['refresh 1']);
  });

  it('fails like a call without a response while the vault cannot be read, and loses nothing', async () => {
    const store = window();
    await store.save(account, grant(1));
    machine.unreadable = () => true;
    await assert.rejects(tokenIn(store), (thrown) => {
      const failure = failureOf(thrown);
      return failure?.code === 'server' && failure.problem === 'secrets';
    });
    machine.unreadable = () => false;
    assert.equal(await tokenIn(store), 'dal:access-1');
    assert.deepEqual(asked, []);
  });

  it('returns the old valid token if LiveChat is unreachable, and retries a minute later', async () => {
    const store = window();
    await store.save(account, grant(1));
    clock.advance(7 * hour);
    answers = [
      failing({ code: 'network', cause: 'ECONNREFUSED', host: 'x' }),
      failing({ code: 'timeout', afterMs: 1 }),
    ];
    const token = await store.tokensOf(account).current();
    assert.deepEqual(token, { token: 'dal:access-1', renewAt: clock.now() + 60_000 });
    clock.advance(hour);
    assert.equal(await codeIn(store), 'timeout');
    assert.equal(await codeIn(store), 'token dal:access-2');
  });

  it('ends a grant that LiveChat refuses, without another request', async () => {
    const store = window();
    await store.save(account, grant(1));
    clock.advance(7 * hour);
    answers = [refusing];
    assert.deepEqual([await codeIn(store), await codeIn(store)], ['ended', 'ended']);
    assert.deepEqual(asked, ['refresh 1']);
    assert.equal(machine.secrets.size, 0);
    await store.save(account, grant(5));
    assert.equal(await codeIn(store), 'token dal:access-5');
  });

  it('reports a lost response that used up the refresh token', async () => {
    const store = window();
    await store.save(account, grant(1));
    clock.advance(8 * hour);
    answers = [lost, refusing];
    assert.deepEqual(
      [await codeIn(store), await codeIn(store), await codeIn(store)],
      ['network', 'lost', 'lost'],
    );
    assert.deepEqual(asked, ['refresh 1', 'refresh 1']);
  });

  it('continues if the lost request had not reached LiveChat', async () => {
    const store = window();
    await store.save(account, grant(1));
    clock.advance(8 * hour);
    answers = [lost];
    assert.deepEqual([await codeIn(store), await codeIn(store)], ['network', 'token dal:access-2']);
  });

  it('renews a grant at once if the server rejects its token, and never returns that token again', async () => {
    const store = window();
    await store.save(account, grant(1));
    const tokens = store.tokensOf(account);
    tokens.reportExpired('dal:access-1');
    answers = [failing({ code: 'timeout', afterMs: 1 })];
    assert.equal(await codeIn(store), 'timeout');
    assert.equal(await codeIn(store), 'token dal:access-2');
    tokens.reportExpired('dal:access-1');
    assert.equal(await codeIn(store), 'token dal:access-2');
  });

  it('uses the grant of another window that renewed first', async () => {
    const [one, other] = [window(), window()];
    await one.save(account, grant(1));
    clock.advance(7 * hour);
    answers = [
      async () => {
        await other.save(account, grant(7));
        throw new GrantError('ended');
      },
    ];
    assert.equal(await codeIn(one), 'token dal:access-7');
  });

  it('notifies every window when a grant was stored, and of nothing else', async () => {
    const [one, other] = [window(), window()];
    const received: string[] = [];
    other.onDidStore((id) => received.push(id));
    await one.save(account, grant(1));
    await machine.vault.store('livechat.secret.platform:a', 'x');
    await one.remove(account);
    await new Promise((settled) => setImmediate(settled));
    assert.deepEqual(received, ['platform:a']);
  });

  it('deletes and revokes the grant when the account is removed', async () => {
    const store = window();
    await store.save(account, grant(1));
    await store.remove(account);
    assert.equal(machine.secrets.size, 0);
    assert.deepEqual(asked, ['revoke dal:access-1']);
    await store.remove(account);
    assert.equal(asked.length, 1);
  });

  it('deletes the grant even if LiveChat does not respond', async () => {
    const store = window();
    await store.save(account, grant(1));
    revoking = failing({ code: 'network', cause: 'ECONNREFUSED', host: 'accounts.test' });
    await store.remove(account);
    assert.equal(machine.secrets.size, 0);
    assert.deepEqual(logged, ['Could not revoke the browser sign-in (network).']);
  });

  it('does not restore a grant by a renewal pending when the account was removed', async () => {
    const store = window();
    await store.save(account, grant(1));
    clock.advance(7 * hour);
    let answer: ((next: Grant) => void) | undefined;
    answers = [() => new Promise((resolve) => (answer = resolve))];
    const using = tokenIn(store);
    while (!answer) await Promise.resolve();
    const leaving = store.remove(account);
    answer(grant(2));
    await Promise.all([using, leaving]);
    assert.equal(machine.secrets.size, 0);
    assert.deepEqual(asked, ['refresh 1', 'revoke dal:access-2']);
  });

  it('treats an unreadable grant as absent', async () => {
    for (const text of ['', '{', 'null', '[]', '{"accessToken":"x"}', '{"clientId":1}']) {
      machine.secrets.set('livechat.grant.platform:a', text);
      assert.equal(await tokenIn(window()), undefined, text);
    }
  });
});
