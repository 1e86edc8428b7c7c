import assert from 'node:assert/strict';
import { LiveBench } from './liveBench';
import { RtmClient, type Message } from './rtmClient';

describe('sandbox pushes of live chats', () => {
  let live: LiveBench;
  beforeEach(async () => (live = await LiveBench.start()));
  afterEach(() => live.bench.sandbox.dispose());

  const all = (client: RtmClient, action: string): readonly Message[] =>
    client.messages.filter((message) => message.type === 'push' && message.action === action);
  /** Waits until everything sent before has arrived. */
  const settled = (client: RtmClient) => client.request('ping');

  it('go to members and followers; others get key changes only', async () => {
    const member = await RtmClient.loggedIn(live.bench);
    const other = await RtmClient.loggedIn(live.bench, {}, 'normal');
    const { chatId: chat_id, threadId: thread_id, customerId } = live.chat;
    live.chats.customerTypes(chat_id, 'Hel');
    live.chats.customerWrites(chat_id, 'Hello');
    live.chats.customerSees(chat_id, '2026-07-01T12:00:01.000000Z');
    await live.done('send_thinking_indicator', { chat_id, title: 'Thinking' });
    await settled(member);
    await settled(other);
    assert.deepEqual(other.pushNames(), []);
    assert.deepEqual(member.pushNames(), [
      ...['incoming_sneak_peek', 'incoming_event', 'events_marked_as_seen', 'incoming_thinking_indicator'],
    ]);
    const payload = (action: string) => all(member, action)[0]!.payload;
    assert.deepEqual(payload('incoming_sneak_peek'), {
      ...{ chat_id, thread_id },
      sneak_peek: { author_id: customerId, text: 'Hel', timestamp: 1_782_907_200 },
    });
    assert.deepEqual(payload('events_marked_as_seen'), {
      ...{ user_id: customerId, chat_id, seen_up_to: '2026-07-01T12:00:01.000000Z' },
    });
    await other.request('follow_chat', { id: chat_id });
    live.chats.customerWrites(chat_id, 'Again');
    await settled(other);
    assert.deepEqual(other.pushNames(), ['incoming_event']);
    await other.request('unfollow_chat', { id: chat_id });
    live.chats.customerWrites(chat_id, 'And again');
    await live.done('tag_thread', { chat_id, thread_id, tag: 'x' });
    await live.done('deactivate_chat', { id: chat_id });
    await settled(other);
    assert.deepEqual(other.pushNames().slice(1), ['chat_unfollowed', 'thread_tagged', 'chat_deactivated']);
  });

  it('stop for a follower when a new thread starts', async () => {
    const other = await RtmClient.loggedIn(live.bench, {}, 'normal');
    const { chatId: id } = live.chat;
    await other.request('follow_chat', { id });
    await live.done('deactivate_chat', { id });
    await live.done('resume_chat', { chat: { id } });
    await live.send({});
    await settled(other);
    const events = all(other, 'incoming_event').map(({ payload }) => payload.event as { type: string });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['system_message'],
    );
    const { requester_id: by, chat } = all(other, 'incoming_chat')[0]!.payload as {
      requester_id: string;
      chat: object;
    };
    assert.deepEqual([by, 'is_followed' in chat], [live.login('owner'), false]);
  });

  it('echo a request of the same socket with its id, whichever API an action comes from', async () => {
    const client = await RtmClient.loggedIn(live.bench);
    const { chatId: chat_id } = live.chat;
    const id = client.send('send_event', {
      ...{ chat_id, event: { type: 'message', text: 'By RTM', custom_id: 'c1' } },
    });
    const { event_id: eventId } = (await client.answerTo(id)).payload;
    await live.send({ text: 'By Web', custom_id: 'c2' });
    await settled(client);
    const events = all(client, 'incoming_event').map(({ request_id, payload }) => {
      const { id: own, custom_id } = payload.event as { id: string; custom_id: string };
      return [request_id, own === eventId, custom_id];
    });
    assert.deepEqual(events, [
      [id, true, 'c1'],
      [undefined, false, 'c2'],
    ]);
    const typing = client.send('send_typing_indicator', { chat_id, is_typing: true, visibility: 'agents' });
    await client.answerTo(typing);
    const { typing_indicator: indicator } = all(client, 'incoming_typing_indicator')[0]!.payload as {
      typing_indicator: object;
    };
    assert.deepEqual(indicator, {
      ...{ author_id: live.login('owner'), visibility: 'agents', timestamp: 1_782_907_200, is_typing: true },
    });
    assert.deepEqual(live.chats.customerView(chat_id).typing, []);
    const upload = await client.request('upload_file', {});
    assert.deepEqual([upload.success, (upload.payload.error as { type: string }).type], [false, 'not_found']);
  });

  it('of a transfer tell who left, who joined and where the chat came from', async () => {
    const before = await RtmClient.loggedIn(live.bench);
    const after = await RtmClient.loggedIn(live.bench, {}, 'normal');
    const { chatId: id } = live.chat;
    const next = live.login('normal');
    await live.done('transfer_chat', { id, target: { type: 'agent', ids: [next] } });
    await settled(before);
    await settled(after);
    assert.deepEqual(before.pushNames(), [
      ...['incoming_event', 'user_removed_from_chat', 'user_added_to_chat', 'chat_transferred'],
    ]);
    assert.deepEqual(after.pushNames(), [
      ...['user_removed_from_chat', 'user_added_to_chat', 'chat_transferred', 'incoming_chat'],
    ]);
    const { transferred_from: from } = all(after, 'incoming_chat')[0]!.payload;
    assert.deepEqual(from, { group_ids: [0], agent_ids: [live.login('owner')] });
    const { payload } = all(before, 'chat_transferred')[0]!;
    assert.deepEqual(payload, {
      ...{ chat_id: id, thread_id: live.chat.threadId, requester_id: live.login('owner'), reason: 'manual' },
      transferred_to: { group_ids: [0], agent_ids: [next] },
    });
  });

  it('of the queue are one array, and those of the router name no user', async () => {
    const client = await RtmClient.loggedIn(live.bench);
    const { chatId, threadId } = live.chats.startChat({ waiting: 'queue' });
    await settled(client);
    const [{ payload }] = all(client, 'queue_positions_updated') as readonly [Message];
    assert.deepEqual(payload, [
      { chat_id: chatId, thread_id: threadId, queue: { position: 1, wait_time: 60 } },
    ]);
    live.chats.archive(live.chat.chatId);
    await settled(client);
    assert.deepEqual(all(client, 'chat_deactivated')[0]!.payload, {
      ...{ chat_id: live.chat.chatId, thread_id: live.chat.threadId },
    });
  });

  it('say that a chat is idle until the next message, that events changed, and that a user rated', async () => {
    const client = await RtmClient.loggedIn(live.bench);
    const { chatId } = live.chat;
    live.chats.makeIdle(chatId);
    const id = live.chats.customerWrites(chatId, 'Hello');
    live.chats.updateEvent(chatId, id, { text: 'Hallo' });
    live.chats.deleteEvent(chatId, id);
    live.chats.customerRates(chatId, 0);
    await settled(client);
    const properties = all(client, 'thread_properties_updated').map(({ payload }) => payload.properties);
    assert.deepEqual(properties, [
      { routing: { idle: true } },
      { routing: { idle: false } },
      { rating: { score: 0 } },
    ]);
    const { event } = all(client, 'event_updated')[0]!.payload as { event: { text: string } };
    assert.equal(event.text, 'Hallo');
    assert.equal(all(client, 'event_deleted')[0]!.payload.event_id, id);
  });

  it('of multicasts reach the agents they are for', async () => {
    const normal = await RtmClient.loggedIn(live.bench, {}, 'normal');
    const owner = await RtmClient.loggedIn(live.bench);
    const content = { hello: 1 };
    await live.done('multicast', {
      recipients: { agents: { ids: [live.login('normal')] } },
      content,
      type: 't',
    });
    await settled(normal);
    await settled(owner);
    assert.deepEqual(all(normal, 'incoming_multicast')[0]!.payload, {
      ...{ author_id: live.login('owner'), content, type: 't' },
    });
    assert.deepEqual(owner.pushNames(), []);
    assert.equal(await live.refused('multicast', { recipients: { agents: {} }, content }), 'validation');
    const reader = live.bench.sandbox.platform.switches.issueToken(live.login('owner'), ['multicast:ro']);
    const json = { recipients: { agents: { all: true } }, content };
    assert.equal(await live.refused('multicast', json, reader), 'authorization');
  });

  it('may be lost, come twice, late, or in another order', async () => {
    const client = await RtmClient.loggedIn(live.bench);
    const { rtm } = live.bench.sandbox.platform;
    const texts = () =>
      all(client, 'incoming_event').map(({ payload }) => (payload.event as { text: string }).text);
    const match = { action: 'incoming_event' };
    for (const effect of ['drop', 'repeat', 'swap'] as const) rtm.nextPush({ match, effect });
    for (const text of ['dropped', 'twice', 'second', 'first'])
      live.chats.customerWrites(live.chat.chatId, text);
    rtm.nextPush({ match: { login: live.login('owner') }, effect: 3000 });
    live.chats.customerWrites(live.chat.chatId, 'late');
    live.chats.customerWrites(live.chat.chatId, 'prompt');
    await settled(client);
    assert.deepEqual(texts(), ['twice', 'twice', 'first', 'second', 'prompt']);
    live.bench.clock.advance(3000);
    await settled(client);
    assert.equal(texts().at(-1), 'late');
  });

  it('come although the response to a request is lost', async () => {
    const client = await RtmClient.loggedIn(live.bench);
    const { faults } = live.bench.sandbox;
    faults.next({ match: { path: /send_event$/ }, loseResponse: true });
    await assert.rejects(live.send({ text: 'By Web' }));
    assert.equal((await client.push('incoming_event')).payload.chat_id, live.chat.chatId);
    faults.next({ match: { path: '/rtm/send_event' }, loseResponse: true });
    client.send('send_event', { chat_id: live.chat.chatId, event: { type: 'message', text: 'By RTM' } });
    await client.closed();
    assert.deepEqual(live.seenTexts(), ['Hi', 'By Web', 'By RTM']);
    assert.equal(client.messages.filter(({ action }) => action === 'send_event').length, 0);
  });

  it('come to as many agents as there are seats', async () => {
    live.bench.sandbox.platform.rtm.limitSeats(1);
    await RtmClient.loggedIn(live.bench);
    const second = await (await RtmClient.open(live.bench)).logIn({}, 'normal');
    assert.deepEqual(second.payload, {
      error: { type: 'seats_limit_exceeded', message: 'Seats limit exceeded' },
    });
    live.bench.sandbox.platform.rtm.limitSeats();
    await RtmClient.loggedIn(live.bench, {}, 'normal');
  });
});
