import assert from 'node:assert/strict';
import { FrameQueue } from '../../../../src/core/events/rtm/frameQueue';
import { FakeClock } from '../../support/fakeClock';

/** A push with this text, as LiveChat sends it. */
function frame(action: string, chatId: string, text: string): string {
  const payload = { chat_id: chatId, thread_id: `${chatId}-1`, event: { id: text, type: 'message', text } };
  return JSON.stringify({ version: '3.6', request_id: '1', action, type: 'push', payload });
}

const message = (chatId: string, text: string): string => frame('incoming_event', chatId, text);

describe('FrameQueue', () => {
  let clock: FakeClock;
  let shown: readonly string[];
  let handled: string[];
  let isPaused: boolean;
  let frames: FrameQueue;

  const source = {
    pause: (): void => {
      isPaused = true;
    },
    resume: (): void => {
      isPaused = false;
    },
  };
  const textOf = (text: string): string => /"text":"(.*?)"\}/.exec(text)?.[1] ?? text;

  beforeEach(() => {
    clock = new FakeClock();
    shown = [];
    handled = [];
    isPaused = false;
    frames = new FrameQueue({
      ...{ clock, source },
      shownChats: () => shown,
      handle: (text) => handled.push(textOf(text)),
    });
  });
  afterEach(() => frames.dispose());

  /** Something came just before. */
  const receiveFirst = (): void => {
    frames.add(message('A', 'first'), clock.now());
    assert.deepEqual(handled, ['first']);
    handled.length = 0;
  };

  it('handles a frame at once if none came before', () => {
    receiveFirst();
  });

  it('collects frequent pushes about chats that no window shows for 100 ms, in order', () => {
    receiveFirst();
    frames.add(message('A', '1'), clock.now());
    clock.advance(40);
    for (const action of ['incoming_typing_indicator', 'incoming_sneak_peek', 'events_marked_as_seen']) {
      frames.add(frame(action, 'B', action), clock.now());
    }
    clock.advance(59);
    assert.deepEqual(handled, []);
    clock.advance(1);
    assert.deepEqual(handled, [
      '1',
      'incoming_typing_indicator',
      'incoming_sneak_peek',
      'events_marked_as_seen',
    ]);
  });

  it('handles a push about a chat on the screen at once, after those that were collected', () => {
    receiveFirst();
    shown = ['B', 'C'];
    frames.add(message('A', '1'), clock.now());
    frames.add(message('C', '2'), clock.now());
    assert.deepEqual(handled, ['1', '2']);
    clock.advance(1_000);
    assert.deepEqual(handled, ['1', '2']);
  });

  it('handles everything else at once: other pushes, responses, pings and what is no JSON', () => {
    const quoted = { request_id: '1', type: 'response', payload: { text: 'It says "incoming_event".' } };
    for (const other of [
      frame('chat_deactivated', 'A', 'ended'),
      frame('user_removed_from_chat', 'A', 'removed'),
      JSON.stringify({ action: 'ping', type: 'response', success: true }),
      JSON.stringify(quoted),
      'no JSON',
    ]) {
      clock.advance(100);
      frames.add(message('A', 'before'), clock.now());
      handled.length = 0;
      frames.add(message('A', 'waits'), clock.now());
      assert.deepEqual(handled, [], other);
      frames.add(other, clock.now());
      assert.deepEqual(handled, ['waits', textOf(other)]);
    }
  });

  it('collects nothing if it is not known what windows show', () => {
    const eager = new FrameQueue({
      ...{ clock, source },
      shownChats: undefined,
      handle: (text) => handled.push(textOf(text)),
    });
    eager.add(message('A', '1'), clock.now());
    eager.add(message('A', '2'), clock.now());
    assert.deepEqual(handled, ['1', '2']);
  });

  it('does not wait longer if the clock is set back', () => {
    receiveFirst();
    clock.setBack(3_600_000);
    frames.add(message('A', '1'), clock.now());
    assert.deepEqual(handled, ['1']);
  });

  it('goes on after a frame that cannot be handled', () => {
    const fragile = new FrameQueue({
      ...{ clock, source },
      shownChats: () => [],
      handle: (text) => {
        if (textOf(text) === 'broken') throw new Error('broken');
        handled.push(textOf(text));
      },
    });
    fragile.add(message('A', '1'), clock.now());
    fragile.add(message('A', 'broken'), clock.now());
    fragile.add(message('A', '2'), clock.now());
    fragile.add(message('A', 'broken'), clock.now());
    fragile.add(message('A', '3'), clock.now());
    assert.throws(() => clock.advance(100), /broken/);
    assert.deepEqual(handled, ['1', '2', '3']);
    assert.equal(clock.pending, 0);
  });

  it('stops reading for 40 ms once more than one frame was collected, and reads on with the next that is handled', () => {
    receiveFirst();
    frames.add(message('A', '1'), clock.now());
    assert.equal(isPaused, false);
    frames.add(message('A', '2'), clock.now());
    assert.equal(isPaused, true);
    clock.advance(39);
    assert.equal(isPaused, true);
    clock.advance(1);
    assert.deepEqual([isPaused, handled], [false, []]);
    frames.add(message('A', '3'), clock.now());
    assert.equal(isPaused, true);
    shown = ['B'];
    frames.add(message('B', '4'), clock.now());
    assert.deepEqual([isPaused, handled, clock.pending], [false, ['1', '2', '3', '4'], 0]);
  });

  it('handles nothing after it was disposed', () => {
    receiveFirst();
    frames.add(message('A', '1'), clock.now());
    frames.dispose();
    clock.advance(1_000);
    assert.deepEqual(handled, []);
  });
});
