import assert from 'node:assert/strict';
import { LiveBench } from './liveBench';
import { RtmClient, type Message } from './rtmClient';

describe('sandbox customers and properties of live chats', () => {
  let live: LiveBench;
  let client: RtmClient;
  beforeEach(async () => {
    live = await LiveBench.start();
    client = await RtmClient.loggedIn(live.bench);
  });
  afterEach(() => live.bench.sandbox.dispose());

  const pushed = async (action: string): Promise<Message['payload']> => (await client.push(action)).payload;

  it('returns a customer with pages and the time of the last events', async () => {
    const { chatId, customerId: id } = live.chat;
    await live.send({});
    live.chats.customerOpens(chatId, 'https://shop.example/returns', 'Returns');
    const customer = await live.done<{
      name: string;
      visit: { last_pages: { url: string }[] };
      agent_last_event_created_at: string;
    }>('get_customer', { id });
    assert.deepEqual([customer.name, customer.visit.last_pages.length], ['Kim', 2]);
    assert.equal(customer.visit.last_pages[1]!.url, 'https://shop.example/returns');
    assert.equal(customer.agent_last_event_created_at, (await live.get()).thread.events.at(-1)!.created_at);
    assert.deepEqual(await pushed('customer_page_updated'), {
      ...{ customer_id: id, visit_id: 1, opened_at: '2026-07-01T12:00:00.000000Z' },
      ...{ url: 'https://shop.example/returns', title: 'Returns' },
    });
    const { total_customers: total } = await live.done<{ total_customers: number }>('list_customers', {});
    assert.ok(total > 10);
    assert.equal(await live.refused('get_customer', { id: 'unknown' }), 'not_found');
    const poor = live.bench.sandbox.platform.switches.issueToken(live.login('owner'), ['chats--all:rw']);
    assert.equal(await live.refused('get_customer', { id }, poor), 'authorization');
  });

  it('changes a customer, which agents are notified of', async () => {
    const { customerId: id } = live.chat;
    assert.equal(await live.refused('update_customer', { id }), 'validation');
    await live.done('update_customer', {
      id,
      name: 'Kim Doe',
      email: 'kim@mail.example',
      phone_number: '+1',
    });
    assert.deepEqual(await pushed('customer_updated'), {
      ...{ id, type: 'customer', name: 'Kim Doe', email: 'kim@mail.example', phone_number: '+1' },
    });
    const { thread, users } = await live.get();
    assert.equal(users[0]!.name, 'Kim Doe');
    const { text, visibility } = thread.events.at(-1)!;
    assert.deepEqual(
      [text, visibility],
      ["Nora Lindqvist has changed customer's name and email to Kim Doe, kim@mail.example", 'agents'],
    );
    assert.deepEqual(live.seenTexts(), ['Hi']);
  });

  it('bans a customer, which ends the chat, and reports one who leaves', async () => {
    const { chatId, customerId: id } = live.chat;
    await live.done('ban_customer', { id, ban: { days: 2 } });
    assert.deepEqual(await pushed('customer_banned'), { customer_id: id, ban: { days: 2 } });
    assert.equal((await pushed('chat_deactivated')).chat_id, chatId);
    assert.equal(
      live.seenTexts().at(-1),
      'Chat archived because customer was banned by Nora Lindqvist for 2 day(s)',
    );
    const second = live.chats.startChat({ agent: live.login('owner') });
    live.chats.customerLeaves(second.chatId);
    assert.equal((await pushed('customer_left')).id, second.customerId);
  });

  it('changes and deletes properties of chats, threads and events', async () => {
    const { chatId: chat_id, threadId: thread_id } = live.chat;
    const event_id = (await live.get()).thread.events[0]!.id;
    const properties = { shop: { order: 7, paid: true } };
    await live.done('update_chat_properties', { id: chat_id, properties });
    await live.done('update_thread_properties', { chat_id, thread_id, properties });
    await live.done('update_event_properties', { chat_id, thread_id, event_id, properties });
    const shops = async () => {
      const { properties: ofChat, thread } = (await live.get()) as unknown as {
        properties: { shop?: object };
        thread: { properties: { shop?: object }; events: { properties: { shop?: object } }[] };
      };
      return [ofChat.shop, thread.properties.shop, thread.events[0]!.properties.shop];
    };
    assert.deepEqual(await shops(), [properties.shop, properties.shop, properties.shop]);
    const names = { properties: { shop: ['paid'] } };
    await live.done('delete_chat_properties', { id: chat_id, ...names });
    await live.done('delete_thread_properties', { chat_id, thread_id, ...names });
    await live.done('delete_event_properties', { chat_id, thread_id, event_id, ...names });
    assert.deepEqual(await shops(), [{ order: 7 }, { order: 7 }, { order: 7 }]);
    assert.deepEqual(await pushed('event_properties_deleted'), { chat_id, thread_id, event_id, ...names });
    assert.deepEqual(
      client.pushNames(),
      ['updated', 'deleted'].flatMap((change) =>
        ['chat', 'thread', 'event'].map((what) => `${what}_properties_${change}`),
      ),
    );
  });

  it('pushes a pressed button of a rich message', async () => {
    const { chatId: chat_id, threadId: thread_id } = live.chat;
    const event_id = await live.send({
      type: 'rich_message',
      template_id: 'cards',
      elements: [{ title: 'A' }],
    });
    const postback = { id: 'yes', toggled: true };
    await live.done('send_rich_message_postback', { chat_id, thread_id, event_id, postback });
    assert.deepEqual(await pushed('incoming_rich_message_postback'), {
      ...{ chat_id, thread_id, event_id, user_id: live.login('owner'), postback },
    });
    const wrong = { chat_id, thread_id, event_id: `${thread_id}_1`, postback };
    assert.equal(await live.refused('send_rich_message_postback', wrong), 'not_found');
  });

  it('stops giving chats to an agent who is away in all clients, where that is enabled', async () => {
    live.bench.sandbox.platform.rtm.setAutoAway();
    const second = await RtmClient.loggedIn(live.bench, { away: true });
    assert.deepEqual(client.pushNames(), []);
    await client.request('set_away_status', { away: true });
    assert.deepEqual(await pushed('routing_status_set'), {
      ...{ agent_id: live.login('owner'), status: 'not_accepting_chats' },
    });
    second.socket.terminate();
  });
});
