import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import type { JoinInput } from '../../../src/core/domain/input/chatInput';
import { ClosingNotice } from '../../../src/ui/chats/closingNotice';
import { MemoryValues } from '../actions/support/actionsFixture';
import { ChatsFixture } from '../actions/support/chatsFixture';
import { afterPanel } from '../actions/support/sendInPanel';

describe('what closing the last window does, for the only agent of a chat', () => {
  let fixture: ChatsFixture;
  let notice: ClosingNotice;
  let values: MemoryValues;
  let shown: number;
  const open = (): void => {
    const show = (): Promise<void> => Promise.resolve(void (shown += 1));
    notice = new ClosingNotice(fixture.audit, values, show, silentLog);
  };
  beforeEach(async () => {
    fixture = await ChatsFixture.open();
    await fixture.keepLogin();
    values = new MemoryValues();
    shown = 0;
    open();
  });
  afterEach(async () => {
    notice.dispose();
    await fixture.close();
  });

  const waiting = (): string => fixture.chats.startChat({ waiting: 'unassigned' }).chatId;
  const theirs = (): string => fixture.chats.startChat({ agent: fixture.colleague }).chatId;
  const ended = (): string => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    fixture.chats.customerLeaves(chatId);
    return chatId;
  };
  const join = (chatId: string, how: JoinInput['how']) => fixture.actions.join({ chatId, how });
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    'by joining': () => join(waiting(), 'visible'),
    'by taking it over': () => join(theirs(), 'takeOver'),
    'by resuming it': () => fixture.actions.resume(ended()),
    'by resuming it with a message': () => fixture.actions.resume(ended(), 'Hello again'),
    'by a message in a panel that resumes it': () => {
      const chatId = ended();
      const content = { kind: 'text', text: 'Hello again' } as const;
      return afterPanel(fixture, chatId, (outgoing) => outgoing.resume(chatId, content));
    },
  };

  for (const [way, enter] of Object.entries(ways)) {
    it(`is said after entering it ${way}, once per machine`, async () => {
      await enter();
      await fixture.log();
      await new Promise((done) => setImmediate(done));
      assert.equal(shown, 1);
      notice.dispose();
      open();
      await enter();
      await fixture.log();
      await new Promise((done) => setImmediate(done));
      assert.equal(shown, 1);
    });
  }

  it('is not said to those who whisper, transfer a chat to others, or failed to join', async () => {
    await join(theirs(), 'whisper');
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    await fixture.actions.transfer(chatId, { agent: fixture.colleague });
    fixture.failNext('add_user_to_chat', { status: 403 });
    await assert.rejects(join(waiting(), 'visible'));
    await fixture.log();
    await new Promise((done) => setImmediate(done));
    assert.equal(shown, 0);
  });
});
