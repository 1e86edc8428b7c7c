import assert from 'node:assert/strict';
import type { JoinInput } from '../../../src/core/domain/input/chatInput';
import type { ChatConflict } from '../../../src/core/domain/failure';
import { failureFrom } from '../api/support/failureFrom';
import { ChatsFixture } from './support/chatsFixture';

describe('A message to a running chat', () => {
  let fixture: ChatsFixture;
  beforeEach(async () => {
    fixture = await ChatsFixture.open();
  });
  afterEach(() => fixture.close());

  const join = (chatId: string, how: JoinInput['how'] = 'visible') => fixture.actions.join({ chatId, how });
  const send = (chatId: string, message: string, isPrivate = false) =>
    fixture.actions.send({ chatId, message, isPrivate });
  const conflictOf = async (work: Promise<unknown>): Promise<ChatConflict | undefined> => {
    const failure = await failureFrom(work);
    assert.ok(failure.code === 'conflict', failure.code);
    return failure.chat;
  };

  it('is sent, or is a private note, which the customer does not see', async () => {
    const { chatId, threadId } = fixture.chats.startChat({ agent: fixture.me });
    const sent = await send(threadId, 'Hello!\n\n**Bold** <b>&amp;</b>');
    assert.ok(sent.kind === 'sent');
    assert.deepEqual([sent.chatId, sent.threadId], [chatId, threadId]);
    const note = await send(chatId, 'Only us', true);
    assert.ok(note.kind === 'sent');
    const texts = fixture.customerSees(chatId).texts;
    assert.ok(texts.includes('Hello!\n\n**Bold** <b>&amp;</b>'));
    assert.ok(!texts.includes('Only us'));
    const own = fixture.chats.events(chatId).filter(({ id }) => id === sent.eventId || id === note.eventId);
    assert.deepEqual(
      own.map(({ visibility }) => visibility),
      ['all', 'agents'],
    );
  });

  it('is not sent if the user is not in the chat, or whispers, or the chat has ended', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.colleague });
    assert.equal(await conflictOf(send(chatId, 'Hi')), 'not-member');
    assert.equal(await conflictOf(send(chatId, 'Hi', true)), 'not-member');
    await join(chatId, 'whisper');
    assert.equal(await conflictOf(send(chatId, 'Hi')), 'hidden');
    assert.equal((await send(chatId, 'Hi', true)).kind, 'sent');
    fixture.chats.customerLeaves(chatId);
    assert.equal(await conflictOf(send(chatId, 'Hi')), 'ended');
    assert.ok(!fixture.customerSees(chatId).texts.includes('Hi'));
  });

  it('is sent if the known state of the chat does not show yet that the user joined', async () => {
    const { chatId } = fixture.chats.startChat({ waiting: 'queue' });
    fixture.feed.known = await fixture.connection.get({ chatId });
    await join(chatId);
    assert.equal((await send(chatId, 'Hi')).kind, 'sent');
    assert.ok(fixture.customerSees(chatId).texts.includes('Hi'));
  });

  it('fails with the reason if the known state of the chat was out of date', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.colleague });
    const known = await fixture.connection.get({ chatId });
    const self = { id: fixture.me, kind: 'agent', isPresent: true } as const;
    fixture.feed.known = { ...known, users: [...known.users, self] };
    assert.equal(await conflictOf(send(chatId, 'Hi')), 'not-member');
    assert.equal(fixture.calls('send_event'), 1);
  });

  it('is found after a lost response, and not sent a second time', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    fixture.loseResponseOf('send_event');
    const sent = await send(chatId, 'Once');
    assert.ok(sent.kind === 'sent');
    assert.equal(fixture.chats.events(chatId).filter(({ text }) => text === 'Once').length, 1);
    assert.equal(fixture.calls('send_event'), 1);
  });

  it('is looked for in the pushes before the chat is read', async () => {
    const { chatId, threadId } = fixture.chats.startChat({ agent: fixture.me });
    fixture.feed.find = () => ({ threadId, eventId: 'pushed' });
    fixture.loseResponseOf('send_event');
    const sent = await send(chatId, 'Once');
    assert.ok(sent.kind === 'sent');
    assert.equal(sent.eventId, 'pushed');
    assert.equal(fixture.calls('get_chat'), 1);
  });

  for (const [what, body] of [
    ['an empty object', {}],
    ['an empty body', ''],
  ] as const) {
    it(`is done if LiveChat accepted it with ${what}, and has no id if the chat does not show it`, async () => {
      const { chatId, threadId } = fixture.chats.startChat({ agent: fixture.me });
      fixture.failNext('send_event', { status: 200, body });
      assert.deepEqual(await send(chatId, 'Accepted'), { kind: 'sent', chatId, threadId });
      fixture.feed.find = () => ({ threadId, eventId: 'pushed' });
      fixture.failNext('send_event', { status: 200, body });
      assert.deepEqual(await send(chatId, 'Accepted'), { kind: 'sent', chatId, threadId, eventId: 'pushed' });
      assert.deepEqual(
        (await fixture.log()).map(({ outcome, code }) => [outcome, code]),
        [
          ['done', undefined],
          ['done', undefined],
        ],
      );
    });
  }

  it('is reported as lost if neither a push nor the chat has it', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    await fixture.actions.get({ chatId });
    fixture.failNext('send_event', { status: 500 });
    const result = await send(chatId, 'Never');
    assert.equal(result.kind, 'lost');
    assert.ok(!fixture.customerSees(chatId).texts.includes('Never'));
    const [entry] = (await fixture.log()).slice(-1);
    assert.deepEqual([entry?.action, entry?.outcome], ['chat.send', 'lost']);
  });
});
