import assert from 'node:assert/strict';
import type { Clock } from '../../../../src/core/base/clock';
import { RtmSocket } from '../../../../src/core/events/rtm/rtmSocket';
import type { SessionEnd } from '../../../../src/core/events/rtm/sessionEnd';
import { FakeRtm } from './support/fakeRtm';

describe('RtmSocket', () => {
  it('ends, once, although a collected push cannot be handled', async () => {
    const rtm = new FakeRtm();
    const ends: SessionEnd[] = [];
    const handled: unknown[] = [];
    const socket = new RtmSocket({
      ...{ clock: rtm.clock, open: rtm.open, endpoint: { url: 'ws://127.0.0.1:1/', headers: {} } },
      onOpen: () => undefined,
      shownChats: () => [],
      onPush: (_action, payload) => {
        if (payload === 'broken') throw new Error('broken');
        handled.push(payload);
      },
      onEnd: (end) => ends.push(end),
    });
    await rtm.flush();
    for (const payload of ['first', 'broken', 'last']) rtm.push('incoming_event', payload);
    assert.deepEqual([handled, rtm.isPaused], [['first'], true]);
    const lost = socket.request('list_chats', {});
    assert.throws(() => socket.close(), /broken/);
    await assert.rejects(lost, { type: 'closed' });
    assert.deepEqual([handled, ends, rtm.closed], [['first', 'last'], [{ kind: 'ended' }], 'closed']);
    // A socket that is not read would not see the answer to its close frame.
    assert.equal(rtm.isPaused, false);
    socket.close();
    rtm.push('incoming_event', 'late');
    assert.deepEqual([handled.length, ends.length, rtm.clock.pending], [2, 1, 0]);
  });

  it('reads the clock once for each push, which takes as long as to decode it', async () => {
    const rtm = new FakeRtm();
    const { clock } = rtm;
    let reads = 0;
    const counting: Clock = {
      now: () => {
        reads += 1;
        return clock.now();
      },
      after: (ms, callback) => clock.after(ms, callback),
    };
    let handled = 0;
    const socket = new RtmSocket({
      ...{ clock: counting, open: rtm.open, endpoint: { url: 'ws://127.0.0.1:1/', headers: {} } },
      onOpen: () => undefined,
      onPush: () => (handled += 1),
      onEnd: () => undefined,
    });
    await rtm.flush();
    reads = 0;
    for (const payload of ['first', 'second']) rtm.push('incoming_event', payload);
    assert.deepEqual([handled, reads], [2, 2]);
    socket.close();
  });
});
