import assert from 'node:assert/strict';
import { LiveBench } from './liveBench';

describe('sandbox events of live chats', () => {
  let live: LiveBench;
  beforeEach(async () => (live = await LiveBench.start()));
  afterEach(() => live.bench.sandbox.dispose());

  const event = (more: object) => ({ chat_id: live.chat.chatId, event: more });
  const last = async () => (await live.get()).thread.events.at(-1)!;

  it('stores each type that an agent may send, and shows customers what is for everyone', async () => {
    await live.send({ text: 'Public', properties: { chats: { formatting: 'commonmark' } } });
    const { properties } = (await last()) as { properties?: object };
    assert.deepEqual(properties, { chats: { formatting: 'commonmark' } });
    await live.send({ text: 'Private', visibility: 'agents' });
    await live.send({ type: 'custom', content: { a: 1 } });
    await live.send({
      ...{ type: 'rich_message', template_id: 'quick_replies' },
      elements: [{ title: 'Which?', buttons: [{ type: 'message', text: 'Yes', postback_id: 'y' }] }],
    });
    await live.send({
      type: 'system_message',
      system_message_type: 'note',
      text: 'A note',
      visibility: 'agents',
    });
    const { events } = (await live.get()).thread;
    assert.deepEqual(
      events.slice(1).map(({ type, visibility }) => [type, visibility]),
      [
        ['message', 'all'],
        ['message', 'agents'],
        ['custom', 'all'],
        ['rich_message', 'all'],
        ['system_message', 'agents'],
      ],
    );
    assert.equal(events.at(-1)!.author_id, undefined);
    assert.deepEqual(
      live.chats.customerView(live.chat.chatId).events.map(({ type }) => type),
      ['message', 'message', 'custom', 'rich_message'],
    );
    const times = events.map(({ created_at }) => created_at);
    assert.deepEqual([...new Set(times)].sort(), times);
  });

  it('rejects forms, too long texts, too many elements, and callers outside the chat', async () => {
    for (const bad of [
      { type: 'form', form_id: '1', fields: [] },
      { type: 'filled_form', form_id: '1', fields: [] },
      { type: 'system', source: 'messaging', subtype: 'summary' },
      { type: 'message', text: '' },
      { type: 'message', text: 'ä'.repeat(8193) },
      { type: 'rich_message', template_id: 'cards', elements: Array.from({ length: 11 }, () => ({})) },
      { type: 'file', url: 'https://cdn.example/other.png' },
    ]) {
      assert.equal(
        await live.refused('send_event', event(bad)),
        'validation',
        JSON.stringify(bad).slice(0, 60),
      );
    }
    await live.send({ text: 'ä'.repeat(8192) });
    const message = event({ type: 'message', text: 'Hello' });
    assert.equal(await live.refused('send_event', message, 'normal'), 'authorization');
    const reader = live.bench.sandbox.platform.switches.issueToken(live.login('owner'), ['chats--access:ro']);
    assert.equal(await live.refused('send_event', message, reader), 'authorization');
    assert.equal(await live.refused('send_event', { ...message, chat_id: 'NOTTHERE00' }), 'not_found');
  });

  it('rejects events for everyone from an agent whom the customer does not see', async () => {
    await live.join('normal', 'agents');
    const message = event({ type: 'message', text: 'Hello' });
    assert.equal(await live.refused('send_event', message, 'normal'), 'authorization');
    await live.send({ text: 'A whisper', visibility: 'agents' }, 'normal');
    assert.deepEqual(live.seenTexts(), ['Hi']);
    assert.deepEqual(
      live.chats.customerView(live.chat.chatId).agents.map(({ id }) => id),
      [live.login('owner')],
    );
  });

  it('marks an author’s events as seen, and those that an agent or the customer says', async () => {
    const { chatId } = live.chat;
    await live.send({});
    const user = async (id: string) =>
      (await live.get()).users.find((one) => one.id === id) as { events_seen_up_to?: string };
    const own = await last();
    assert.equal((await user(live.login('owner'))).events_seen_up_to, own.created_at);
    live.bench.clock.advance(5000);
    const upTo = '2026-07-01T12:00:05.000000Z';
    await live.done('mark_events_as_seen', { chat_id: chatId, seen_up_to: upTo });
    assert.equal((await user(live.login('owner'))).events_seen_up_to, upTo);
    assert.equal(live.chats.customerView(chatId).seenByAgents, upTo);
    live.chats.customerSees(chatId, upTo);
    assert.equal((await user(live.chat.customerId)).events_seen_up_to, upTo);
    assert.equal(
      await live.refused('mark_events_as_seen', { chat_id: chatId, seen_up_to: 'now' }),
      'validation',
    );
  });

  it('shows customers indicators and previews until the message comes', async () => {
    const { chatId: chat_id } = live.chat;
    const owner = live.login('owner');
    await live.done('send_typing_indicator', { chat_id, is_typing: true });
    await live.done('send_thinking_indicator', { chat_id, title: 'Looking it up' });
    await live.done('send_event_preview', event({ type: 'message', text: 'Hel', custom_id: 'c' }));
    const { typing, thinking, preview } = live.chats.customerView(chat_id);
    assert.deepEqual([typing, thinking, preview?.text], [[owner], [owner], 'Hel']);
    await live.send({ custom_id: 'c' });
    const after = live.chats.customerView(chat_id);
    assert.deepEqual([after.typing, after.thinking, after.preview], [[], [], undefined]);
    await live.join('normal', 'agents');
    await live.done('send_typing_indicator', { chat_id, is_typing: true }, 'normal');
    assert.deepEqual(live.chats.customerView(chat_id).typing, []);
  });

  it('shows deleted events to administrators, and a stub to others', async () => {
    await live.join('normal');
    const id = await live.send({ text: 'Secret' });
    live.chats.deleteEvent(live.chat.chatId, id);
    const of = async (who: 'owner' | 'normal') =>
      (await live.get(who)).thread.events.find((one) => one.id === id)!;
    assert.deepEqual(await of('owner'), { ...(await of('owner')), text: 'Secret', deleted: true });
    assert.deepEqual(Object.keys(await of('normal')).sort(), [
      ...['author_id', 'created_at', 'deleted', 'id', 'type', 'visibility'],
    ]);
    assert.ok(!live.seenTexts().includes('Secret'));
  });

  it('replaces the events of a restricted thread by a sentence', async () => {
    live.chats.restrict(live.chat.chatId, 'Too old');
    const { thread } = (await live.get()) as unknown as { thread: Record<string, unknown> };
    assert.deepEqual([thread.restricted_access, 'events' in thread], ['Too old', false]);
  });

  it('summarizes an active thread as an event with JSON in a string, and a closed one once', async () => {
    const ids = { chat_id: live.chat.chatId, thread_id: live.chat.threadId };
    await live.done('request_thread_summary', ids);
    const { type, visibility, details } = (await last()) as unknown as Record<string, string>;
    assert.deepEqual([type, visibility], ['system', 'agents']);
    assert.equal((JSON.parse(details!) as { requested_by: string }).requested_by, live.login('owner'));
    await live.done('deactivate_chat', { id: ids.chat_id });
    await live.done('request_thread_summary', ids);
    assert.equal(await live.refused('request_thread_summary', ids), 'limit_reached');
  });
});
