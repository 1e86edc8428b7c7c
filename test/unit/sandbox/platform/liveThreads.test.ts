import assert from 'node:assert/strict';
import type { ChatList, ChatRow } from './chatShapes';
import { LiveBench } from './liveBench';

describe('sandbox threads of live chats', () => {
  let live: LiveBench;
  beforeEach(async () => (live = await LiveBench.start()));
  afterEach(() => live.bench.sandbox.dispose());

  const message = (text: string, more: object = {}) => ({ type: 'message', text, ...more });

  it('end, and are refused every action but reading and tagging', async () => {
    const { chatId: chat_id, threadId: thread_id } = live.chat;
    await live.done('deactivate_chat', { id: chat_id });
    const agent = { chat_id, user_id: live.login('normal'), user_type: 'agent', visibility: 'all' };
    for (const [name, json] of [
      ['send_event', { chat_id, event: message('Late') }],
      ['send_event_preview', { chat_id, event: message('Late') }],
      ['add_user_to_chat', { ...agent, ignore_requester_presence: true }],
      ['remove_user_from_chat', agent],
      ['transfer_chat', { id: chat_id }],
      ['deactivate_chat', { id: chat_id }],
      ['send_typing_indicator', { chat_id, is_typing: true }],
      ['send_thinking_indicator', { chat_id }],
    ] as const) {
      assert.equal(await live.refused(name, json), 'chat_inactive', name);
    }
    await live.done('tag_thread', { chat_id, thread_id, tag: 'late' });
    const { thread, users } = await live.get();
    assert.deepEqual(
      [thread.active, thread.tags, users.map(({ present }) => present)],
      [...[false, ['late']], [false, false]],
    );
    assert.equal(live.chats.customerView(chat_id).isActive, false);
  });

  it('go on in a new thread with the first message inside, and the access that was given', async () => {
    const { chatId, threadId } = live.chat;
    const resume = { chat: { id: chatId } };
    assert.equal(await live.refused('resume_chat', resume), 'validation');
    await live.done('deactivate_chat', { id: chatId });
    await live.done('follow_chat', { id: chatId });
    assert.equal((await live.get()).is_followed, true);
    live.bench.clock.advance(1000);
    const chat = {
      id: chatId,
      access: { group_ids: [1, 4] },
      thread: { events: [message('Back', { custom_id: 'c' })] },
    };
    const { thread_id: next, event_ids: ids } = await live.done<{ thread_id: string; event_ids: string[] }>(
      'resume_chat',
      { chat, continuous: true },
    );
    const { thread, is_followed: isFollowed, ...rest } = await live.get();
    assert.deepEqual(
      [thread.id, thread.previous_thread_id, thread.active, isFollowed],
      [next, threadId, true, false],
    );
    assert.deepEqual(
      [thread.events.map(({ text }) => text), thread.events.map(({ id }) => id)],
      [['Back'], ids],
    );
    const { access, properties } = rest as unknown as Record<string, unknown>;
    assert.deepEqual([access, properties], [{ group_ids: [1, 4] }, { routing: { continuous: true } }]);
    assert.deepEqual(live.seenTexts(), ['Hi', 'Nora Lindqvist archived the chat', 'Back']);
    await live.done('deactivate_chat', { id: chatId });
    await live.done('resume_chat', resume);
    const again = (await live.get()) as unknown as { access: object };
    assert.deepEqual(again.access, { group_ids: [0] });
  });

  it('start with agents and initial events of listed authors', async () => {
    const { customerId } = live.chat;
    const agents = [{ id: live.login('normal'), type: 'agent' }];
    const { chat_id, thread_id, event_ids } = await live.done<Record<string, string & string[]>>(
      'start_chat',
      {
        chat: { users: agents, thread: { events: [message('Welcome')], properties: { a: { b: 1 } } } },
      },
    );
    const { thread } = await live.get('owner', chat_id);
    assert.deepEqual(
      [thread.id, thread.user_ids.slice(1)],
      [thread_id, [live.login('owner'), live.login('normal')]],
    );
    assert.equal(event_ids!.length, 1);
    assert.deepEqual((thread as unknown as { properties: Record<string, object> }).properties.a, { b: 1 });
    const refused = (chat: object) => live.refused('start_chat', { chat });
    const events = [message('Hi', { author_id: live.login('administrator') })];
    assert.equal(await refused({ thread: { events } }), 'authorization');
    assert.equal(await refused({ users: [{ id: 'unknown', type: 'customer' }] }), 'not_found');
    const customer = { id: customerId, type: 'customer' };
    assert.equal(await refused({ users: [customer, customer] }), 'validation');
    const { chat_id: idle } = await live.done<{ chat_id: string }>('start_chat', { active: false });
    assert.equal((await live.get('owner', idle)).thread.active, false);
  });

  it('are rated and commented, which properties and messages of the system say', async () => {
    live.chats.customerRates(live.chat.chatId, 1, 'Well done!');
    const { thread } = await live.get();
    const { properties } = thread as unknown as { properties: Record<string, object> };
    assert.deepEqual(properties.rating, { score: 1, comment: 'Well done!' });
    assert.deepEqual(
      thread.events.slice(-2).map(({ text }) => text),
      ['Kim rated the chat as good', 'Kim left the following comment: Well done!'],
    );
  });

  it('have other names where a switch says so', async () => {
    live.bench.sandbox.platform.switches.useNewNames();
    const list = await live.done<Record<string, Record<string, Record<string, object>>[]>>('list_chats', {});
    assert.equal(list.chats_summary, undefined);
    assert.ok('message' in list.chats_info![0]!.last_thread_info!.last_event_per_type!);
    live.bench.sandbox.platform.switches.useNewNames(false);
    assert.ok((await live.done<ChatList>('list_chats', {})).chats_summary.length > 0);
  });

  it('of forms before and after the chat are events of the customer', async () => {
    const { chatId } = live.chats.startChat({ agent: live.login('owner'), hasForm: true });
    live.chats.customerLeaves(chatId);
    live.chats.customerFillsForm(chatId, 'postchat');
    const { events } = (await live.get('owner', chatId)).thread as unknown as {
      events: { type: string; form_type?: string; system_message_type?: string }[];
    };
    assert.deepEqual(
      events.map((event) => event.form_type ?? event.system_message_type ?? event.type),
      ['prechat', 'message', 'archived_customer_disconnected', 'postchat'],
    );
  });

  it('keep the shape that get_chat and incoming_chat share', async () => {
    const chat: ChatRow = await live.get();
    assert.deepEqual(Object.keys(chat).sort(), [
      ...['access', 'id', 'is_followed', 'properties', 'thread', 'users'],
    ]);
  });
});
