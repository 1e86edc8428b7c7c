import assert from 'node:assert/strict';
import type { JoinInput } from '../../../src/core/domain/input/chatInput';
import { failureOf, type ChatConflict } from '../../../src/core/domain/failure';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';
import { ChatsFixture } from './support/chatsFixture';

describe('The actions on running chats', () => {
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

  it('list active chats by view, longest waiting first', async () => {
    const first = fixture.chats.startChat({ name: 'Ana', waiting: 'unassigned' });
    fixture.clock.advance(60_000);
    const second = fixture.chats.startChat({ name: 'Bo', waiting: 'unassigned' });
    const mine = fixture.chats.startChat({ name: 'Cy', agent: fixture.me, text: 'My question' });
    const theirs = fixture.chats.startChat({ name: 'Di', agent: fixture.colleague });
    const ids = async (view: 'mine' | 'waiting' | 'others' | 'all') =>
      (await fixture.actions.list(view)).chats.map(({ id }) => id);
    assert.deepEqual(await ids('waiting'), [first.chatId, second.chatId]);
    assert.deepEqual(await ids('mine'), [mine.chatId]);
    assert.deepEqual(await ids('others'), [theirs.chatId]);
    assert.deepEqual((await ids('all')).slice(0, 2), [first.chatId, second.chatId]);
    const { chats } = await fixture.actions.list('mine');
    const {
      id,
      threadId,
      active,
      waiting,
      mine: isMine,
      visitor,
      agents,
      groups,
      lastMessage,
    } = chats[0] ?? {};
    assert.deepEqual(
      { id, threadId, active, waiting, isMine, name: visitor?.name, agents, groups },
      {
        id: mine.chatId,
        threadId: mine.threadId,
        active: true,
        waiting: false,
        isMine: true,
        name: 'Cy',
        agents: [{ login: fixture.me, name: await fixture.nameOf(fixture.me) }],
        groups: [0],
      },
    );
    assert.deepEqual(
      [lastMessage?.text, lastMessage?.author_name, lastMessage?.user_type],
      ['My question', 'Cy', 'visitor'],
    );
  });

  it('read a chat by its id, by that of a running thread, and by that of an archived one', async () => {
    const { chatId, threadId } = fixture.chats.startChat({
      email: 'kim@mail.test',
      name: 'Kim',
      text: 'Old',
    });
    assert.equal((await fixture.actions.get({ chatId: threadId })).id, chatId);
    fixture.chats.customerLeaves(chatId);
    const again = fixture.chats.startChat({ email: 'kim@mail.test', name: 'Kim', text: 'New' });
    assert.equal(again.chatId, chatId);
    const texts = async (id: string, thread?: string) =>
      (
        await fixture.actions.get({ chatId: id, ...(thread !== undefined && { threadId: thread }) })
      ).messages.map(({ text }) => text);
    assert.deepEqual(await texts(chatId), ['New']);
    assert.deepEqual(await texts(threadId), ['Old']);
    assert.deepEqual(await texts(chatId, threadId), ['Old']);
    fixture.forget();
    assert.deepEqual(await texts(threadId), ['Old']);
    assert.deepEqual(await texts(again.threadId, threadId), ['Old']);
    const codeOf = async () => (await failureFrom(fixture.actions.get({ chatId: 'NOTHING' }))).code;
    assert.equal(await codeOf(), 'not-found');
    fixture.failNext('list_archives', { status: 400 });
    assert.equal(await codeOf(), 'not-found');
  });

  it('mark private notes, files, forms, deleted and withheld events in a chat', async () => {
    const { chatId } = fixture.chats.startChat({ name: 'Kim', agent: fixture.me, hasForm: true });
    await send(chatId, 'Refund?', true);
    const written = fixture.chats.customerWrites(chatId, 'Secret');
    fixture.chats.deleteEvent(chatId, written);
    fixture.chats.customerFillsForm(chatId, 'ask_for_email');
    const chat = await fixture.actions.get({ chatId });
    assert.deepEqual(
      chat.messages.map(({ text, private: isPrivate, user_type, agent_id }) => [
        text,
        isPrivate,
        user_type,
        agent_id,
      ]),
      [
        ['Hello, can you help me?', undefined, 'visitor', undefined],
        ['Refund?', true, 'agent', fixture.me],
      ],
    );
    assert.ok(chat.pre_chat_survey.length > 0);
    assert.ok(!JSON.stringify(chat).includes('Secret'));
    const types = chat.events.map(({ type }) => type);
    assert.ok(types.includes('message_deleted') && types.includes('filled_form'), types.join());
    fixture.chats.restrict(chatId, 'Upgrade to see it');
    const withheld = await fixture.actions.get({ chatId });
    assert.deepEqual([withheld.restricted, withheld.messages], ['Upgrade to see it', []]);
  });

  it('join a waiting chat, of which the user is a member then', async () => {
    const { chatId, threadId } = fixture.chats.startChat({ waiting: 'queue' });
    assert.equal((await fixture.actions.get({ chatId })).waiting, true);
    const chat = await join(threadId);
    assert.deepEqual([chat.id, chat.mine, chat.waiting], [chatId, true, false]);
    assert.ok(fixture.customerSees(chatId).agents.includes(fixture.me));
    const calls = fixture.calls('add_user_to_chat');
    assert.equal((await join(chatId)).mine, true);
    assert.equal(fixture.calls('add_user_to_chat'), calls, 'who is in it joins no more');
  });

  it('do not join a chat that another agent has, unless by whispering or taking over', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.colleague });
    assert.equal(await conflictOf(join(chatId)), 'taken');
    const whispered = await join(chatId, 'whisper');
    assert.equal(whispered.mine, false);
    assert.ok(whispered.agents.some(({ login }) => login === fixture.me));
    assert.deepEqual(fixture.customerSees(chatId).agents, [fixture.colleague]);
    assert.equal(await conflictOf(join(chatId)), 'taken');
    const taken = await join(chatId, 'takeOver');
    assert.deepEqual([taken.mine, taken.agents.map(({ login }) => login)], [true, [fixture.me]]);
    assert.deepEqual(fixture.customerSees(chatId).agents, [fixture.me]);
    assert.equal(await conflictOf(join(chatId, 'whisper')), 'visible');
  });

  it('take over a waiting chat by joining it', async () => {
    const { chatId } = fixture.chats.startChat({ waiting: 'unassigned' });
    assert.equal((await join(chatId, 'takeOver')).mine, true);
    assert.equal(fixture.calls('transfer_chat'), 0);
  });

  it('transfer to an agent who is online, also one who accepts no chats, and to a group', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    const offline = await fixture.offlineAgent();
    assert.equal(await conflictOf(fixture.actions.transfer(chatId, { agent: offline })), 'agent-offline');
    const nobody = await failureFrom(fixture.actions.transfer(chatId, { agent: 'nobody@shop.test' }));
    assert.equal(nobody.code, 'not-found');
    const chat = await fixture.actions.transfer(chatId, { agent: fixture.colleague });
    assert.deepEqual([chat.mine, chat.agents.map(({ login }) => login)], [false, [fixture.colleague]]);
    const group = await fixture.group();
    const back = await fixture.actions.transfer(chatId, { group });
    assert.deepEqual(back.groups, [group]);
  });

  it('leave a chat, which then waits, and refuse to leave a chat that the user is not in', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    assert.deepEqual(await fixture.actions.leave(chatId), { chatId });
    assert.deepEqual(fixture.customerSees(chatId).agents.includes(fixture.me), false);
    assert.equal(await conflictOf(fixture.actions.leave(chatId)), 'not-member');
  });

  it('tag a thread, including an ended one, without a call if nothing changes', async () => {
    const { chatId, threadId } = fixture.chats.startChat({ agent: fixture.me });
    const { tags: before } = await fixture.actions.get({ chatId });
    assert.deepEqual(await fixture.actions.setTag(chatId, 'VIP', true), { chatId, tags: [...before, 'VIP'] });
    assert.deepEqual((await fixture.actions.setTag(chatId, 'VIP', true)).tags, [...before, 'VIP']);
    assert.equal(fixture.calls('tag_thread'), 1);
    fixture.chats.customerLeaves(chatId);
    assert.deepEqual((await fixture.actions.setTag(threadId, 'VIP', false)).tags, before);
    assert.deepEqual((await fixture.actions.get({ chatId: threadId })).tags, before);
  });

  it('close a chat at once, or after a delay in which it can be cancelled', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    const { call } = await fixture.actions.scheduleClose(chatId);
    assert.ok(call.cancel());
    assert.equal(await call.done, 'cancelled');
    const second = await fixture.actions.scheduleClose(chatId);
    fixture.clock.advance(9_999);
    assert.equal(fixture.calls('deactivate_chat'), 0);
    fixture.clock.advance(1);
    assert.equal(await second.call.done, 'done');
    assert.equal(await conflictOf(fixture.actions.close(chatId)), 'ended');
    assert.equal((await fixture.actions.get({ chatId })).active, false);
  });

  it('resume an ended chat with the access that it had, and a first message', async () => {
    const group = await fixture.group();
    const { chatId, threadId } = fixture.chats.startChat({ agent: fixture.me, groups: [group] });
    assert.equal(await conflictOf(fixture.actions.resume(chatId)), 'running');
    fixture.chats.customerLeaves(chatId);
    const chat = await fixture.actions.resume(threadId, 'Are you there?');
    assert.deepEqual([chat.id, chat.active, chat.mine, chat.groups], [chatId, true, true, [group]]);
    assert.notEqual(chat.threadId, threadId);
    assert.deepEqual(
      chat.messages.map(({ text }) => text),
      ['Are you there?'],
    );
    assert.ok(fixture.customerSees(chatId).texts.includes('Are you there?'));
  });

  it('find a resumed chat whose response was lost, with its message', async () => {
    const { chatId } = fixture.chats.startChat({ agent: fixture.me });
    fixture.chats.customerLeaves(chatId);
    fixture.loseResponseOf('resume_chat');
    const chat = await fixture.actions.resume(chatId, 'Hi again');
    assert.deepEqual([chat.active, chat.messages.map(({ text }) => text)], [true, ['Hi again']]);
    assert.equal(fixture.calls('resume_chat'), 1);
  });

  it('search the archive by pages, in any order', async () => {
    const first = await fixture.actions.search({}, 1);
    assert.ok(first.pages >= 3, 'else it proves nothing');
    const third = await fixture.actions.search({}, 3);
    const second = await fixture.actions.search({}, 2);
    const threads = [first, second, third].flatMap(({ chats }) => chats.map(({ threadId }) => threadId));
    assert.equal(new Set(threads).size, 75);
    assert.deepEqual([third.page, third.total, third.pages], [3, first.total, first.pages]);
    const beyond = await fixture.actions.search({}, first.pages + 1);
    assert.deepEqual([beyond.chats, beyond.total], [[], first.total]);
    fixture.forget();
    const before = fixture.calls('list_archives');
    const far = await fixture.actions.search({}, Number.MAX_SAFE_INTEGER);
    assert.deepEqual([far.chats, fixture.calls('list_archives') - before], [[], 1]);
    const { chatId } = fixture.chats.startChat({ agent: fixture.me, text: 'quokka' });
    fixture.chats.customerLeaves(chatId);
    const found = await fixture.actions.search({ query: 'quokka', agent: fixture.me }, 1);
    assert.deepEqual(
      found.chats.map(({ id, active }) => [id, active]),
      [[chatId, false]],
    );
    assert.ok(found.chats[0]?.ended_timestamp !== undefined);
  });

  it('add an audit entry for each change, with the text that was sent', async () => {
    const { chatId } = fixture.chats.startChat({ waiting: 'unassigned' });
    await join(chatId);
    await send(chatId, 'Hi', true);
    await fixture.actions.setTag(chatId, 'VIP', true);
    await fixture.actions.close(chatId);
    const entries = await fixture.log();
    assert.deepEqual(
      entries.map(({ action, target, outcome, after }) => [action, target, outcome, after]),
      [
        ['chat.join', chatId, 'done', undefined],
        ['chat.send', chatId, 'done', { message: 'Hi', private: true }],
        ['chat.tag', chatId, 'done', { tag: 'VIP' }],
        ['chat.close', chatId, 'done', undefined],
      ],
    );
  });

  it('are not supported by a classic account', async () => {
    const classic = await ActionsFixture.open({ kind: 'classic' });
    try {
      const { chatActions } = classic;
      assert.throws(
        () => chatActions.requireSupport(),
        (thrown) => failureOf(thrown)?.code === 'unsupported',
      );
      assert.equal((await failureFrom(chatActions.list('all'))).code, 'unsupported');
    } finally {
      await classic.close();
    }
  });
});
