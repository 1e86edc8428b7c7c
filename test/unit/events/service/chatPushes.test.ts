import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import { FakeClock } from '../../support/fakeClock';
import { ChatPushes } from '../../../../src/core/events/service/chatPushes';
import type { ChatPush } from '../../../../src/core/domain/liveChat';

const account = 'platform:me';

function messageIn(chatId: string, id: string): ChatPush {
  const event = { id, content: { kind: 'message', text: id }, createdAt: '2026-11-29T10:00:00.000000Z' };
  return { kind: 'event', chatId, threadId: `${chatId}-1`, event } as ChatPush;
}

describe('ChatPushes', () => {
  let clock: FakeClock;
  let shown: readonly string[];
  /** What one broadcast had, as ids of messages or kinds of pushes. */
  let batches: (readonly string[])[];
  let pushes: ChatPushes;

  const describePush = (push: ChatPush): string => (push.kind === 'event' ? push.event.id : push.kind);
  const nextTurn = async (): Promise<void> => {
    await new Promise((done) => setImmediate(done));
    await new Promise((done) => setImmediate(done));
  };

  beforeEach(() => {
    clock = new FakeClock();
    shown = [];
    batches = [];
    pushes = new ChatPushes({
      log: silentLog,
      clock,
      hasAccount: () => true,
      broadcast: (batch) => batches.push(batch.pushes.map(describePush)),
      isShown: (chatId) => shown.includes(chatId),
    });
  });
  afterEach(() => pushes.dispose());

  /** Something was sent just before. */
  const sendFirst = async (): Promise<void> => {
    pushes.add(account, messageIn('A', 'first'));
    await nextTurn();
    assert.deepEqual(batches, [['first']]);
    batches = [];
  };

  it('sends a push in the same turn if none came before', async () => {
    await sendFirst();
  });

  it('collects messages of chats that no window shows for 100 ms, in order', async () => {
    await sendFirst();
    pushes.add(account, messageIn('A', '1'));
    await nextTurn();
    clock.advance(40);
    pushes.add(account, messageIn('B', '2'));
    pushes.add(account, { kind: 'typing', chatId: 'A', threadId: 'A-1', userId: 'kim', isTyping: true });
    await nextTurn();
    assert.deepEqual(batches, []);
    clock.advance(60);
    assert.deepEqual(batches, [['1', '2', 'typing']]);
  });

  it('sends a message of a chat on the screen at once, after those that were collected', async () => {
    shown = ['B'];
    await sendFirst();
    pushes.add(account, messageIn('A', '1'));
    pushes.add(account, messageIn('B', '2'));
    await nextTurn();
    assert.deepEqual(batches, [['1', '2']]);
    clock.advance(1_000);
    assert.equal(batches.length, 1);
  });

  it('sends what changes the list of chats at once', async () => {
    for (const push of [
      { kind: 'ended', chatId: 'A', threadId: 'A-1' },
      { kind: 'userRemoved', chatId: 'A', threadId: 'A-1', userId: 'me' },
      { kind: 'gap' },
    ] satisfies ChatPush[]) {
      pushes.add(account, messageIn('A', 'before'));
      pushes.add(account, push);
      await nextTurn();
      assert.deepEqual(batches.flat(), ['before', push.kind]);
      batches = [];
    }
  });

  it('does not wait longer if the clock is set back', async () => {
    await sendFirst();
    clock.setBack(3_600_000);
    pushes.add(account, messageIn('A', '1'));
    await nextTurn();
    assert.deepEqual(batches, [['1']]);
  });

  it('sends nothing after it was disposed', async () => {
    await sendFirst();
    pushes.add(account, messageIn('A', '1'));
    pushes.dispose();
    clock.advance(1_000);
    await nextTurn();
    assert.deepEqual(batches, []);
  });
});
