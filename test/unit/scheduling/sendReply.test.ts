import assert from 'node:assert/strict';
import type { Ticket } from '../../../src/core/domain/ticket';
import type { ScheduledItem } from '../../../src/core/scheduling/scheduledItem';
import { sendReply, versionOf, type ReplyOutcome } from '../../../src/core/scheduling/sendReply';
import { ActionsFixture } from '../actions/support/actionsFixture';
import { ChatsFixture } from '../actions/support/chatsFixture';

const yes = (): Promise<boolean> => Promise.resolve(true);
const item = (
  target: 'ticket' | 'chat',
  targetId: string,
  isPrivate: boolean,
  seen?: string,
): ScheduledItem => ({
  ...{ id: 1, account: 'a', kind: 'reply', state: 'waiting', title: '', dueAt: 0, createdAt: 0 },
  ...{
    target,
    targetId,
    reply: { text: 'Later, as promised', isPrivate, ...(seen !== undefined && { seen }) },
  },
});

for (const kind of ['classic', 'platform'] as const) {
  describe(`a scheduled reply to a ticket, ${kind}`, () => {
    let fixture: ActionsFixture;
    let ticket: Ticket;
    beforeEach(async () => {
      fixture = await ActionsFixture.open({ kind });
      ticket = await fixture.anyTicket();
    });
    afterEach(() => fixture.close());

    const send = (mark = yes, isForced = false): Promise<ReplyOutcome> =>
      sendReply(fixture, item('ticket', ticket.id, false, versionOf(ticket)), mark, isForced);
    const count = async (): Promise<number> =>
      (await fixture.ticketActions.get(ticket.id)).events.filter(({ message }) =>
        message?.startsWith('Later, as promised'),
      ).length;

    it('is sent exactly, and is in the audit log', async () => {
      assert.deepEqual(await send(), { kind: 'sent', warnings: [] });
      assert.equal(await count(), 1);
      const [entry] = await fixture.log();
      assert.deepEqual([entry?.action, entry?.outcome, entry?.target], ['ticket.update', 'done', ticket.id]);
      assert.equal(entry?.after?.message, 'Later, as promised');
    });

    it('is not sent after the ticket has changed, unless the user wants that', async () => {
      await fixture.ticketActions.update({ ticketId: ticket.id, change: { message: 'I am faster' } });
      assert.deepEqual(await send(), { kind: 'unsent', why: { kind: 'changed' } });
      assert.equal(await count(), 0);
      assert.equal((await send(yes, true)).kind, 'sent');
      assert.equal(await count(), 1);
    });

    it('is not sent after its status has changed', async () => {
      await fixture.ticketActions.update({ ticketId: ticket.id, change: { status: 'solved' } });
      assert.deepEqual(await send(), { kind: 'unsent', why: { kind: 'changed' } });
    });

    it('is not sent by a window that does not get it', async () => {
      assert.deepEqual(await send(() => Promise.resolve(false)), { kind: 'not-mine' });
      assert.equal(await count(), 0);
    });

    it('is known to be unsent while the server cannot be reached', async () => {
      await fixture.goDown();
      const outcome = await send(() => assert.fail('nothing is sent'));
      assert.ok(outcome.kind === 'unsent' && outcome.why.kind === 'failed');
      assert.equal(outcome.why.failure.code, 'network');
    });
  });
}

describe('a scheduled reply to a chat', () => {
  let fixture: ChatsFixture;
  beforeEach(async () => {
    fixture = await ChatsFixture.open();
  });
  afterEach(() => fixture.close());

  const actions = () => ({
    chatActions: fixture.actions,
    ticketActions: { update: () => assert.fail('no ticket') },
  });

  it('is sent as it is, also as a private note', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    assert.equal((await sendReply(actions(), item('chat', chatId, false), yes)).kind, 'sent');
    assert.equal((await sendReply(actions(), item('chat', chatId, true), yes)).kind, 'sent');
    const seen = fixture.customerSees(chatId).texts.filter((text) => text === 'Later, as promised');
    assert.equal(seen.length, 1);
  });

  it('is not sent after the chat has ended', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    fixture.chats.customerLeaves(chatId);
    const outcome = await sendReply(actions(), item('chat', chatId, false), () =>
      assert.fail('nothing is sent'),
    );
    assert.ok(outcome.kind === 'unsent' && outcome.why.kind === 'failed');
    assert.ok(outcome.why.failure.code === 'conflict' && outcome.why.failure.chat === 'ended');
  });
});
