import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import { ChatPushes } from '../../../../src/core/events/service/chatPushes';
import type { ChatPush } from '../../../../src/core/domain/liveChat';

const account = 'platform:me';

function typingIn(chatId: string): ChatPush {
  return { kind: 'typing', chatId, threadId: `${chatId}-1`, userId: 'kim', isTyping: true };
}

describe('ChatPushes', () => {
  /** Accounts and pushes of each broadcast. */
  let batches: [string, readonly ChatPush[]][];
  let fired: ChatPush[];
  let pushes: ChatPushes;

  const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(() => setImmediate(done)));

  beforeEach(() => {
    batches = [];
    fired = [];
    pushes = new ChatPushes({
      log: silentLog,
      hasAccount: (id) => id === account,
      broadcast: (batch) => batches.push([batch.account, batch.pushes]),
    });
    pushes.onDidPush(({ push }) => fired.push(push));
  });
  afterEach(() => pushes.dispose());

  it('sends the pushes of one turn together, in order', async () => {
    const all: readonly ChatPush[] = [typingIn('A'), { kind: 'gap' }, typingIn('B')];
    for (const push of all) pushes.add(account, push);
    assert.deepEqual(fired, []);
    await nextTurn();
    assert.deepEqual(batches, [[account, all]]);
    assert.deepEqual(fired, all);
  });

  it('sends those of another account apart, which this window need not have', async () => {
    pushes.add(account, typingIn('A'));
    pushes.add('platform:other', typingIn('B'));
    await nextTurn();
    assert.deepEqual(batches, [
      [account, [typingIn('A')]],
      ['platform:other', [typingIn('B')]],
    ]);
    assert.deepEqual(fired, [typingIn('A')]);
  });

  it('sends nothing after it was disposed', async () => {
    pushes.add(account, typingIn('A'));
    pushes.dispose();
    await nextTurn();
    assert.deepEqual(batches, []);
  });
});
