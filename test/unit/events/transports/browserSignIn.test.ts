import assert from 'node:assert/strict';
import type { Log } from '../../../../src/core/base/log';
import type { Arrival } from '../../../../src/core/domain/arrival';
import type { Account } from '../../../../src/core/domain/account';
import type { LiveApi } from '../../../../src/core/domain/connection';
import type { Grant, GrantApi } from '../../../../src/core/domain/grant';
import type { Listener } from '../../../../src/core/events/listener/listener';
import type { ListenerStateName } from '../../../../src/core/events/status/listenerStatus';
import { livePort } from '../support/connectionPorts';
import { socketListener } from '../support/socketBench';
import { openSession } from '../../../../src/core/events/rtm/openSession';
import { GrantStore } from '../../../../src/core/stores/grantStore';
import { anyAccount, type AnyAccount } from '../../api/support/anyAccount';
import { granted, grantsOf } from '../../api/support/browser';
import { Machine } from '../../stores/support/machine';
import { FakeClock } from '../../support/fakeClock';

const minute = 60_000;

describe('live chats of an account that signs in in the browser', () => {
  let clock: FakeClock;
  let account: AnyAccount;
  let machine: Machine;
  let api: GrantApi;
  let windows: { readonly listener: Listener; readonly store: GrantStore }[];
  let arrivals: Arrival[];
  let logged: string[];
  let stored: unknown;

  beforeEach(async () => {
    clock = new FakeClock();
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false, clock });
    account.sandbox.platform.rtm.refusePersonalTokens();
    machine = new Machine();
    api = grants();
    [windows, arrivals, logged, stored] = [[], [], [], undefined];
  });
  afterEach(async () => {
    for (const { listener, store } of windows) {
      await listener.dispose(true);
      store.dispose();
    }
    api.dispose();
    await account.dispose();
  });

  const own = (): Account => account.credential.account;
  const grants = (): GrantApi => grantsOf(account.sandbox, { clock, calls: account.calls, account: own() });
  const signedIn = (): Promise<Grant> => granted(api, account.sandbox.platform.clientId);
  const write = (message: string): void => void logged.push(message);
  const log: Log = { trace: write, debug: write, info: write, warn: write, error: write };
  const liveOf = (store: GrantStore): LiveApi => {
    const { live } = account.connect({ liveTokens: store.tokensOf(own()) });
    assert.ok(live);
    return live;
  };

  const open = (role: 'leader' | 'follower' = 'leader') => {
    const store = new GrantStore({
      vault: machine.vault,
      clock,
      log,
      open: () => Promise.resolve(grants()),
      hide: () => undefined,
    });
    const live = liveOf(store);
    const listener = socketListener({
      clock,
      log,
      settings: () => ({ events: ['chat_started', 'chat_ended'], port: 0, autoStart: false }),
      account: () => own().id,
      accept: (arrival) => Promise.resolve(arrivals.push(arrival)),
      catchUp: () => Promise.resolve(),
      storage: {
        read: () => Promise.resolve(structuredClone(stored)),
        write: (value) => Promise.resolve(void (stored = structuredClone(value))),
      },
      live: livePort(live),
      newTickets: () => assert.fail('nobody asks for tickets'),
      load: () => Promise.resolve({ openSession }),
      application: { name: 'desk', version: '1' },
    });
    listener.setRole(role);
    windows.push({ listener, store });
    return { listener, store, live };
  };

  const until = async (isTrue: () => boolean, what: string): Promise<void> => {
    const begun = Date.now();
    while (!isTrue()) {
      if (Date.now() - begun > 10_000) assert.fail(`${what} never came true`);
      await new Promise((done) => setTimeout(done, 2));
    }
  };
  const stands = (listener: Listener, state: ListenerStateName): Promise<void> =>
    until(() => listener.view.state === state, `${state}, not ${listener.view.state}`);
  const codeOf = ({ view: { problem } }: Listener): string =>
    problem?.kind === 'socket' ? problem.code : `${problem?.kind}`;
  const tokenCalls = (): number => account.calls.filter(({ route }) => route === '/token').length;
  /** Advances the clock in steps, so that responses to requests arrive in between. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      clock.advance(10_000);
      await new Promise((done) => setTimeout(done, 5));
    }
  };
  const receives = async (): Promise<void> => {
    const before = arrivals.length;
    account.sandbox.simulator.startChat({ name: 'Kim' });
    await until(() => arrivals.length > before, 'a chat');
  };

  const listening = async (more: Partial<Grant> = {}) => {
    const window = open();
    await window.store.save(own(), { ...(await signedIn()), ...more });
    assert.equal(
      (await window.listener.start({ interactive: true })).state,
      'live',
      JSON.stringify(window.listener.view),
    );
    return window;
  };

  it('are received after the sign-in if the socket refused the personal token', async () => {
    const { listener, store, live } = open();
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    assert.equal(codeOf(listener), 'token-refused');
    const checks = await listener.doctor();
    assert.equal(checks.find(({ result }) => result === 'failed')?.fix, 'sign-in-browser');
    const grant = await signedIn();
    assert.equal(await live.ownsGrant(grant), true);
    await store.save(own(), grant);
    assert.equal((await listener.start({ interactive: true })).state, 'live');
    await receives();
    assert.doesNotMatch(logged.join('\n'), /dal:|Bearer|Basic/);
  });

  it('need the sign-in of the same agent and organization', async () => {
    const { live } = open();
    const grant = await signedIn();
    assert.equal(await live.ownsGrant({ ...grant, organizationId: 'another' }), false);
    const { organizationId, ...without } = grant;
    assert.equal(organizationId, account.sandbox.platform.organizationId);
    assert.equal(await live.ownsGrant(without), true);
    const stranger = account.sandbox.platform.credentials[1]?.login ?? '';
    account.sandbox.platform.switches.consentAs(stranger);
    assert.equal(await live.ownsGrant(await signedIn()), false);
  });

  it('continue past the expiry of a token on the same socket', async () => {
    const { listener, store } = await listening({ renewAt: clock.now() + minute });
    const { since } = listener.view;
    const before = await store.tokensOf(own()).current();
    await pass(minute + 20_000);
    await until(() => tokenCalls() === 2, 'the renewal');
    const after = await store.tokensOf(own()).current();
    assert.notEqual(after?.token, before?.token);
    await pass(20_000);
    // The old tokens expire now, and would end the session if it had not received the renewed ones.
    account.sandbox.platform.switches.revokeToken(before?.token ?? '');
    await receives();
    assert.deepEqual([listener.view.state, listener.view.since], ['live', since]);
  });

  it('reconnect automatically if the token expired', async () => {
    const { listener } = await listening();
    account.sandbox.platform.switches.expireAccessTokens();
    await until(() => tokenCalls() === 2, 'the renewal');
    await stands(listener, 'live');
    await until(() => account.sandbox.platform.rtm.sessions === 1, 'the login');
    await receives();
  });

  it('require the user if LiveChat issues no new token, and request no further one', async () => {
    const { listener, store } = await listening();
    await api.revoke(await kept(store));
    account.sandbox.platform.switches.expireAccessTokens();
    account.sandbox.platform.rtm.disconnect('access_token_expired');
    await stands(listener, 'needs-user');
    assert.equal(codeOf(listener), 'grant-ended');
    const calls = account.calls.length;
    await pass(10 * minute);
    assert.equal(account.calls.length, calls);
    assert.equal(machine.secrets.size, 0);
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    assert.equal(codeOf(listener), 'grant-ended');
    await store.save(own(), await signedIn());
    assert.equal((await listener.start({ interactive: true })).state, 'live');
  });

  it('report after one attempt that the next token was lost', async () => {
    const { listener } = await listening();
    account.sandbox.faults.next({ match: { path: /token/ }, truncate: true });
    account.sandbox.platform.switches.expireAccessTokens();
    await stands(listener, 'backoff');
    await pass(20_000);
    await stands(listener, 'needs-user');
    assert.equal(codeOf(listener), 'grant-lost');
    assert.equal(tokenCalls(), 3);
    await pass(5 * minute);
    assert.equal(tokenCalls(), 3);
  });

  it('retry with increasing delays while LiveChat is unreachable for a new token', async () => {
    const { listener } = await listening();
    account.sandbox.faults.next({ match: { path: /token/ }, status: 503, times: Infinity });
    account.sandbox.platform.switches.expireAccessTokens();
    await stands(listener, 'backoff');
    await pass(2 * minute);
    assert.ok(tokenCalls() < 12, `${tokenCalls()} calls`);
    account.sandbox.faults.clear();
    // The longest wait is a minute and 20 % more.
    await pass(minute + 30_000);
    await stands(listener, 'live');
  });

  it('are renewed only by the leader, and continue with its grant in the next leader', async () => {
    const { listener } = await listening({ renewAt: clock.now() + minute });
    const follower = open('follower');
    await pass(minute + 20_000);
    await until(() => tokenCalls() === 2, 'the renewal');
    await pass(minute);
    assert.equal(tokenCalls(), 2);
    await listener.release();
    listener.setRole('follower');
    follower.listener.setRole('leader');
    await stands(follower.listener, 'live');
    assert.equal(tokenCalls(), 2);
    await receives();
  });

  it('connect to another region if the account is there', async () => {
    account.sandbox.platform.switches.moveTo('fra');
    const { listener } = await listening();
    assert.equal(listener.view.state, 'live');
    await receives();
  });

  it('leave nothing behind, here or at LiveChat', async () => {
    const { listener, store } = await listening();
    const grant = await kept(store);
    await listener.stop();
    await store.remove(own());
    assert.equal(machine.secrets.size, 0);
    const { status } = await fetch(`${account.sandbox.platform.accountsUrl}/info?code=${grant.accessToken}`);
    assert.equal(status, 401);
    await assert.rejects(api.refresh(grant), /ended/);
  });

  /** As stored in the secret storage. */
  const kept = async (store: GrantStore): Promise<Grant> => {
    await store.tokensOf(own()).current();
    return JSON.parse(machine.secrets.get(`livechat.grant.${own().id}`) ?? '') as Grant;
  };
});
