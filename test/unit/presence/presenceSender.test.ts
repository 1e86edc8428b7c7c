import assert from 'node:assert/strict';
import {
  decodePresenceMessage,
  encodePresenceMessage,
  type Activity,
  type PresenceMessage,
} from '../../../src/core/presence/presenceMessage';
import {
  gapMs,
  heartbeatMs,
  PresenceSender,
  type Recipients,
  type SendOutcome,
} from '../../../src/core/presence/presenceSender';
import { FakeClock } from '../support/fakeClock';

const minute = 60_000;
const hour = 60 * minute;
const ticket = (id: string, doing: Activity['doing'] = 'reading'): Activity => ({
  kind: 'ticket',
  id,
  doing,
});

interface Sent extends PresenceMessage {
  readonly to: Recipients;
  readonly at: number;
}

describe('announcing what the person reads and types', () => {
  let clock: FakeClock;
  let begun: number;
  let sent: Sent[];
  let outcome: SendOutcome;
  let refusals: boolean[];
  let sender: PresenceSender;
  beforeEach(() => {
    clock = new FakeClock();
    begun = clock.now();
    [sent, outcome, refusals] = [[], 'sent', []];
    sender = new PresenceSender({
      clock,
      random: () => 0.5,
      id: 'me',
      send: (to, content) => {
        const message = decodePresenceMessage(content);
        assert.ok(message);
        sent.push({ ...message, to, at: clock.now() - begun });
        return Promise.resolve(outcome);
      },
      refused: (isRefused) => refusals.push(isRefused),
    });
  });
  afterEach(() => sender.dispose());

  /** Lets each message be answered before the next timer. */
  const pass = async (ms: number, stepMs = 1_000): Promise<void> => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(Math.min(stepMs, ms - passed));
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    }
  };
  let peerCount = 0;
  const receive = (by: string, more: Partial<PresenceMessage> = {}): void => {
    peerCount += 1;
    sender.receive(by, encodePresenceMessage({ sender: 'peer', count: peerCount, on: [], ...more }));
  };
  const mostPerMinute = (): number =>
    Math.max(
      0,
      ...sent.map(({ at }) => sent.filter((other) => other.at >= at && other.at < at + minute).length),
    );

  it('begins with one question, and nothing else while nothing is open', async () => {
    await pass(8 * hour, minute);
    assert.deepEqual(
      sent.map(({ to, asks, on, at }) => ({ to, asks, on, at: at < minute })),
      [{ to: { all: true }, asks: true, on: [], at: true }],
    );
    assert.deepEqual(refusals, [false]);
  });

  it('is rare while no other agent is known to listen: four questions an hour, and only with something open', async () => {
    sender.set([ticket('T1')]);
    await pass(8 * hour, 10_000);
    assert.ok(sent.every(({ asks }) => asks));
    assert.ok(sent.length >= 30 && sent.length <= 33, `${sent.length} messages`);
  });

  it('repeats what is open for those who listen, and stops when it is closed', async () => {
    await pass(5_000);
    receive('kim@shop.test');
    sender.set([ticket('T1')]);
    await pass(5 * minute);
    const beats = sent.filter(({ on }) => on.length > 0).map(({ at }) => at);
    assert.equal(beats.length, 5);
    for (const [index, at] of beats.slice(1).entries()) {
      assert.ok(Math.abs(at - (beats[index] ?? 0) - heartbeatMs) <= 1_000, `${at}`);
    }
    sender.set([]);
    await pass(10 * minute);
    assert.deepEqual(sent.at(-1)?.on, []);
    assert.equal(sent.length, 1 + beats.length + 1);
  });

  it('is at once about changes, several of which go together', async () => {
    await pass(5_000);
    receive('kim@shop.test');
    for (const id of ['T1', 'T2', 'T3']) sender.set([ticket(id)]);
    await pass(1_000);
    sender.set([ticket('T3', 'typing')]);
    await pass(gapMs);
    assert.deepEqual(
      sent.slice(1).map(({ on }) => on),
      [[ticket('T3')], [ticket('T3', 'typing')]],
    );
  });

  it('answers those who ask, together and to them alone', async () => {
    await pass(5_000);
    sender.set([ticket('T1')]);
    receive('kim@shop.test');
    await pass(5_000);
    const before = sent.length;
    receive('kim@shop.test', { asks: true });
    receive('lee@shop.test', { asks: true });
    await pass(5_000);
    assert.deepEqual(
      sent.slice(before).map(({ to, on, asks }) => ({ to, on, asks })),
      [{ to: { ids: ['kim@shop.test', 'lee@shop.test'] }, on: [ticket('T1')], asks: undefined }],
    );
    for (let second = 0; second < 120; second += 1) {
      receive('kim@shop.test', { asks: true });
      await pass(1_000);
    }
    assert.ok(sent.length - before <= 8, `${sent.length - before} messages`);
  });

  it('asks again before others no longer count as listening, and is rare again if none answers', async () => {
    sender.set([ticket('T1')]);
    await pass(5_000);
    receive('kim@shop.test');
    await pass(9 * minute);
    assert.equal(sent.filter(({ asks }) => asks).length, 1);
    await pass(3 * minute);
    assert.equal(sent.filter(({ asks }) => asks).length, 2);
    await pass(4 * minute);
    const known = sent.length;
    await pass(hour);
    assert.ok(sent.length - known <= 5, `${sent.length - known} messages in an hour`);
  });

  it('stops at once for others who say that they leave', async () => {
    sender.set([ticket('T1')]);
    await pass(5_000);
    receive('kim@shop.test');
    await pass(5_000);
    receive('kim@shop.test', { leaves: true });
    const before = sent.length;
    await pass(10 * minute);
    assert.equal(sent.length, before);
  });

  it('ends with one message that it leaves, if another agent may know of it', async () => {
    await pass(5_000);
    sender.dispose();
    assert.equal(sent.length, 1);
    sender = new PresenceSender({
      ...{ clock, random: () => 0, id: 'next', refused: () => undefined },
      send: (to, content) => {
        sent.push({ ...(decodePresenceMessage(content) ?? assert.fail()), to, at: 0 });
        return Promise.resolve('sent');
      },
    });
    sender.set([ticket('T1')]);
    await pass(5_000);
    sender.dispose();
    const { leaves, on } = sent.at(-1) ?? {};
    assert.deepEqual([leaves, on], [true, []]);
    await pass(hour, minute);
    assert.equal(sent.length, 3);
  });

  it('rests without the scope, until there is another connection', async () => {
    outcome = 'refused';
    sender.set([ticket('T1')]);
    await pass(2 * hour, minute);
    assert.deepEqual([sent.length, refusals], [1, [true]]);
    outcome = 'sent';
    sender.connected('platform:a');
    await pass(2 * minute);
    assert.deepEqual([sent.length, refusals], [2, [true, false]]);
  });

  it('waits for a connection, also if it is opened while a message is on its way', async () => {
    outcome = 'offline';
    sender.set([ticket('T1')]);
    await pass(hour, minute);
    assert.equal(sent.length, 1);
    sender.connected('platform:a');
    clock.advance(gapMs);
    assert.equal(sent.length, 2);
    outcome = 'sent';
    // The outcome of the message before is only known now.
    sender.connected('platform:a');
    await pass(5 * minute);
    assert.equal(sent.length, 3);
  });

  it('does not repeat what LiveChat rejects within a minute', async () => {
    outcome = 'failed';
    await pass(5_000);
    receive('kim@shop.test');
    for (let second = 0; second < 600; second += 1) {
      sender.set([ticket(`T${second}`)]);
      await pass(1_000);
    }
    assert.ok(mostPerMinute() <= 1, `${mostPerMinute()} a minute`);
  });

  it('stays below its ceilings over a working day', async () => {
    // Nine of ten minutes with a ticket open, a new one every two minutes, half of them typed in; ten colleagues.
    for (let second = 0; second < 8 * 3_600; second += 1) {
      const at = second % 120;
      const id = `T${Math.floor(second / 120)}`;
      const isOpen = Math.floor(second / 60) % 10 !== 9;
      sender.set(isOpen && at >= 3 ? [ticket(id, at > 30 && at < 90 ? 'typing' : 'reading')] : []);
      if (second % 6 === 0)
        receive(`agent${(second / 6) % 10}@shop.test`, second % 3_600 === 0 ? { asks: true } : {});
      await pass(1_000);
    }
    assert.ok(mostPerMinute() <= 15, `${mostPerMinute()} a minute`);
    // A naive sender with a message every second would have sent 28,800.
    assert.ok(sent.length > 480 && sent.length < 1_500, `${sent.length} a day`);
    assert.equal(sent.filter(({ asks }) => asks).length, 1);
  }).timeout(30_000);

  it('is at most 15 messages a minute, whatever changes and whoever asks', async () => {
    for (let tick = 0; tick < 3_000; tick += 1) {
      sender.set([ticket(`T${tick}`)]);
      receive(`agent${tick}@shop.test`, { asks: true });
      await pass(100, 100);
    }
    assert.ok(mostPerMinute() <= 15, `${mostPerMinute()} a minute`);
  });
});
