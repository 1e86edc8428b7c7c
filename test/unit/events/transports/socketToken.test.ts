import assert from 'node:assert/strict';
import { FailureError } from '../../../../src/core/domain/failure';
import { GrantError } from '../../../../src/core/domain/grant';
import type { Listener } from '../../../../src/core/events/listener/listener';
import type { LivePort } from '../../../../src/core/events/transports/socket/socketPorts';
import { FakeRtm } from '../rtm/support/fakeRtm';
import { reached, stands } from '../support/listenerBench';
import { livePort, listenerOver } from '../support/socketBench';

describe('listening with the token of a browser sign-in', () => {
  let rtm: FakeRtm;
  let listeners: Listener[];
  let spent: string[];
  let endpoints: number;
  let renewIn: number;
  let refusal: Error | undefined;

  beforeEach(() => {
    rtm = new FakeRtm();
    listeners = [];
    [spent, endpoints, renewIn, refusal] = [[], 0, 3_600_000, undefined];
    rtm.replies.set('ping', () => ({}));
    rtm.replies.set('update_session', () => ({}));
  });

  afterEach(async () => {
    for (const listener of listeners) await listener.dispose(true);
  });

  const createListener = (parts: Partial<LivePort> = {}): Listener => {
    const live = livePort({
      endpoint: async () => {
        await Promise.resolve();
        if (refusal) throw refusal;
        endpoints += 1;
        const renewAt = rtm.clock.now() + renewIn;
        return {
          url: 'ws://127.0.0.1:1/',
          headers: {},
          token: `Bearer ${endpoints}`,
          version: '3.6',
          renewAt,
        };
      },
      spent: (token) => Promise.resolve(void spent.push(token)),
      ...parts,
    });
    const listener = listenerOver(rtm, { live });
    listeners.push(listener);
    listener.setRole('leader');
    return listener;
  };
  const live = async (parts: Partial<LivePort> = {}): Promise<Listener> => {
    const listener = createListener(parts);
    assert.equal((await listener.start({ interactive: true })).state, 'live');
    await rtm.flush();
    return listener;
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 15_000) {
      rtm.clock.advance(15_000);
      await rtm.flush();
    }
  };
  const tokens = (action: string): unknown[] => rtm.requestsOf(action).map(({ payload }) => payload.token);

  it('renews the token before it expires, on the same socket', async () => {
    const listener = await live();
    const { since } = listener.view;
    await pass(2 * 3_600_000 + 30_000);
    assert.deepEqual(tokens('update_session'), ['Bearer 2', 'Bearer 3']);
    assert.deepEqual(tokens('login'), ['Bearer 1']);
    assert.deepEqual([listener.view.state, listener.view.since], ['live', since]);
  });

  it('renews at most every 30 seconds, however short the lifetime', async () => {
    renewIn = 0;
    await live();
    await pass(120_000);
    assert.equal(endpoints, 5);
  });

  it('requests no token after it has stopped', async () => {
    const listener = await live();
    await listener.stop();
    await pass(3_700_000);
    assert.equal(endpoints, 1);
  });

  it('stays live and retries if renewal fails temporarily', async () => {
    const listener = await live();
    refusal = new FailureError({ code: 'network', cause: 'ECONNREFUSED', host: 'accounts.test' });
    await pass(3_600_000);
    assert.equal(listener.view.state, 'live');
    refusal = undefined;
    await pass(60_000);
    assert.deepEqual(tokens('update_session'), ['Bearer 2']);
  });

  for (const code of ['ended', 'lost'] as const) {
    it(`requires the user if renewal is refused: ${code}`, async () => {
      const listener = await live();
      refusal = new GrantError(code);
      await pass(3_600_000);
      assert.equal(listener.view.state, 'needs-user');
      assert.deepEqual(listener.view.problem, { kind: 'socket', code: `grant-${code}` });
      const checks = await listener.doctor();
      assert.equal(checks.find(({ result }) => result === 'failed')?.fix, 'sign-in-browser');
    });
  }

  it('retries with backoff if the vault rejects the new token', async () => {
    refusal = new GrantError('not-kept');
    const listener = createListener();
    assert.equal((await listener.start({ interactive: true })).state, 'backoff');
    assert.deepEqual(listener.view.problem, { kind: 'socket', code: 'grant-not-kept' });
  });

  for (const reason of ['access_token_expired', 'access_token_revoked']) {
    it(`logs in once with a new token after ${reason}, without a loop`, async () => {
      const listener = await live();
      rtm.push('agent_disconnected', { reason });
      await reached(listener, ({ state }) => state === 'registering');
      await stands(listener, 'live');
      assert.deepEqual([spent, tokens('login')], [['Bearer 1'], ['Bearer 1', 'Bearer 2']]);
      rtm.push('agent_disconnected', { reason });
      assert.equal(listener.view.state, 'needs-user');
      assert.deepEqual(listener.view.problem, { kind: 'socket', code: 'grant-ended', word: reason });
      await pass(300_000);
      assert.equal(endpoints, 2);
    });
  }

  it('renews the token again if it ends again after a while', async () => {
    const listener = await live();
    rtm.push('agent_disconnected', { reason: 'access_token_expired' });
    await reached(listener, ({ state }) => state === 'registering');
    await stands(listener, 'live');
    await pass(60_000);
    rtm.push('agent_disconnected', { reason: 'access_token_expired' });
    await reached(listener, ({ state }) => state === 'registering');
    await stands(listener, 'live');
    assert.deepEqual(spent, ['Bearer 1', 'Bearer 2']);
  });

  it('retries once with a new token when the login is refused, then stops', async () => {
    rtm.reject('login', 'authentication');
    const listener = createListener();
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(tokens('login'), ['Bearer 1', 'Bearer 2']);
    assert.deepEqual(listener.view.problem, { kind: 'socket', code: 'grant-ended', word: 'authentication' });
  });

  it('does not restart if it was stopped during a token request', async () => {
    const listener = await live({ spent: () => new Promise(() => undefined) });
    rtm.push('agent_disconnected', { reason: 'access_token_expired' });
    assert.equal((await listener.stop()).state, 'off');
    await rtm.flush();
    assert.equal(listener.view.state, 'off');
  });
});
