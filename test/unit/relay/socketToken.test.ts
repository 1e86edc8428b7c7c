import assert from 'node:assert/strict';
import { FailureError } from '../../../src/core/domain/failure';
import { GrantError } from '../../../src/core/domain/grant';
import type { Relay } from '../../../src/core/relay/relay';
import type { LivePort } from '../../../src/core/relay/socket/socketPorts';
import { FakeRtm } from '../rtm/support/fakeRtm';
import { reached, stands } from './support/relayBench';
import { livePort, relayOver } from './support/socketBench';

describe('listening by the token of a sign-in in the browser', () => {
  let rtm: FakeRtm;
  let relays: Relay[];
  let spent: string[];
  let doors: number;
  let renewIn: number;
  let refusal: Error | undefined;

  beforeEach(() => {
    rtm = new FakeRtm();
    relays = [];
    [spent, doors, renewIn, refusal] = [[], 0, 3_600_000, undefined];
    rtm.replies.set('ping', () => ({}));
    rtm.replies.set('update_session', () => ({}));
  });

  afterEach(async () => {
    for (const relay of relays) await relay.dispose(true);
  });

  const relayOf = (parts: Partial<LivePort> = {}): Relay => {
    const live = livePort({
      door: async () => {
        await Promise.resolve();
        if (refusal) throw refusal;
        doors += 1;
        const renewAt = rtm.clock.now() + renewIn;
        return { url: 'ws://127.0.0.1:1/', headers: {}, token: `Bearer ${doors}`, version: '3.6', renewAt };
      },
      spent: (token) => Promise.resolve(void spent.push(token)),
      ...parts,
    });
    const relay = relayOver(rtm, { live });
    relays.push(relay);
    relay.setRole('leader');
    return relay;
  };
  const live = async (parts: Partial<LivePort> = {}): Promise<Relay> => {
    const relay = relayOf(parts);
    assert.equal((await relay.start({ interactive: true })).state, 'live');
    await rtm.settled();
    return relay;
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 15_000) {
      rtm.clock.advance(15_000);
      await rtm.settled();
    }
  };
  const tokens = (action: string): unknown[] => rtm.asked(action).map(({ payload }) => payload.token);

  it('has the next one before it ends, and the socket stays', async () => {
    const relay = await live();
    const { since } = relay.view;
    await pass(2 * 3_600_000 + 30_000);
    assert.deepEqual(tokens('update_session'), ['Bearer 2', 'Bearer 3']);
    assert.deepEqual(tokens('login'), ['Bearer 1']);
    assert.deepEqual([relay.view.state, relay.view.since], ['live', since]);
  });

  it('asks no more often than every half minute, however short its time is', async () => {
    renewIn = 0;
    await live();
    await pass(120_000);
    assert.equal(doors, 5);
  });

  it('asks for the next one no more once it has stopped', async () => {
    const relay = await live();
    await relay.stop();
    await pass(3_700_000);
    assert.equal(doors, 1);
  });

  it('goes on and asks again where the next one cannot be had for a passing reason', async () => {
    const relay = await live();
    refusal = new FailureError({ code: 'network', cause: 'ECONNREFUSED', host: 'accounts.test' });
    await pass(3_600_000);
    assert.equal(relay.view.state, 'live');
    refusal = undefined;
    await pass(60_000);
    assert.deepEqual(tokens('update_session'), ['Bearer 2']);
  });

  for (const code of ['ended', 'lost'] as const) {
    it(`needs a person where no next one is given: ${code}`, async () => {
      const relay = await live();
      refusal = new GrantError(code);
      await pass(3_600_000);
      assert.equal(relay.view.state, 'needs-user');
      assert.deepEqual(relay.view.problem, { kind: 'socket', code: `grant-${code}` });
      const checks = await relay.doctor();
      assert.equal(checks.find(({ result }) => result === 'failed')?.fix, 'sign-in-browser');
    });
  }

  it('waits and tries again where the vault took no new one', async () => {
    refusal = new GrantError('not-kept');
    const relay = relayOf();
    assert.equal((await relay.start({ interactive: true })).state, 'backoff');
    assert.deepEqual(relay.view.problem, { kind: 'socket', code: 'grant-not-kept' });
  });

  for (const reason of ['access_token_expired', 'access_token_revoked']) {
    it(`logs in with the next one after ${reason}, once, and is not sent round in circles`, async () => {
      const relay = await live();
      rtm.push('agent_disconnected', { reason });
      await reached(relay, ({ state }) => state === 'registering');
      await stands(relay, 'live');
      assert.deepEqual([spent, tokens('login')], [['Bearer 1'], ['Bearer 1', 'Bearer 2']]);
      rtm.push('agent_disconnected', { reason });
      assert.equal(relay.view.state, 'needs-user');
      assert.deepEqual(relay.view.problem, { kind: 'socket', code: 'grant-ended', word: reason });
      await pass(300_000);
      assert.equal(doors, 2);
    });
  }

  it('takes another one after a while where it ended again', async () => {
    const relay = await live();
    rtm.push('agent_disconnected', { reason: 'access_token_expired' });
    await reached(relay, ({ state }) => state === 'registering');
    await stands(relay, 'live');
    await pass(60_000);
    rtm.push('agent_disconnected', { reason: 'access_token_expired' });
    await reached(relay, ({ state }) => state === 'registering');
    await stands(relay, 'live');
    assert.deepEqual(spent, ['Bearer 1', 'Bearer 2']);
  });

  it('tries one other where the login is refused, and no third', async () => {
    rtm.refuse('login', 'authentication');
    const relay = relayOf();
    assert.equal((await relay.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(tokens('login'), ['Bearer 1', 'Bearer 2']);
    assert.deepEqual(relay.view.problem, { kind: 'socket', code: 'grant-ended', word: 'authentication' });
  });

  it('does not begin again where it was stopped while the next one was asked for', async () => {
    const relay = await live({ spent: () => new Promise(() => undefined) });
    rtm.push('agent_disconnected', { reason: 'access_token_expired' });
    assert.equal((await relay.stop()).state, 'off');
    await rtm.settled();
    assert.equal(relay.view.state, 'off');
  });
});
