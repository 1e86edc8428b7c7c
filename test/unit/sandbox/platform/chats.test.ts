import assert from 'node:assert/strict';
import type { Archives, ChatList, ChatRow, ThreadRow } from './chatShapes';
import { PlatformBench } from './platformBench';

describe('sandbox chat lists (Agent Chat API)', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const chats = (json: object = {}) => bench.done<ChatList>('agent/list_chats', json);
  const archives = (json: object = {}) => bench.done<Archives>('agent/list_archives', json);
  const getChat = (chat_id: string, thread_id?: string) =>
    bench.done<ChatRow>('agent/get_chat', { chat_id, thread_id });
  const newest = async () => (await chats({ filters: { active: true } })).chats_summary[0]!;

  it('lists ten chats, each with its last thread and whether it is active', async () => {
    assert.equal((await chats({ filters: { active: true } })).found_chats, 0);
    const all = await chats();
    assert.equal(all.chats_summary.length, 10);
    assert.ok(all.found_chats > 10 && all.found_chats <= 60);
    bench.sandbox.simulator.startChat({ name: 'Kim', email: 'kim@mail.example', text: 'Hi' });
    const chat = await newest();
    assert.match(chat.id, /^[0-9A-Z]{10}$/);
    assert.match(chat.last_thread_summary.created_at, /^2026-07-01T12:00:00\.\d{6}Z$/);
    assert.equal(chat.last_thread_summary.active, true);
    assert.deepEqual(
      [chat.users[0]!.type, chat.users[0]!.name, chat.users[1]!.type],
      ['customer', 'Kim', 'agent'],
    );
    assert.equal(chat.last_event_per_type.message!.event.text, 'Hi');
  });

  it('pages forward and back by page_id', async () => {
    const seen: string[] = [];
    let page = await chats({ limit: 7, sort_order: 'asc' });
    const first = page;
    for (;;) {
      seen.push(...page.chats_summary.map(({ id }) => id));
      if (page.next_page_id === undefined) break;
      page = await chats({ page_id: page.next_page_id });
    }
    assert.equal(seen.length, first.found_chats);
    assert.equal(new Set(seen).size, seen.length);
    const second = await chats({ page_id: first.next_page_id });
    assert.deepEqual(await chats({ page_id: second.previous_page_id }), first);
  });

  it('rejects a page_id with other fields, of another list, or older than a month', async () => {
    const { next_page_id: id } = await chats();
    const refused = async (name: string, json: object) => (await bench.refused(`agent/${name}`, json)).type;
    assert.equal(await refused('list_chats', { page_id: id, limit: 5 }), 'validation');
    assert.equal(await refused('list_archives', { page_id: id }), 'validation');
    assert.equal(await refused('list_chats', { page_id: 'x' }), 'validation');
    assert.equal(await refused('list_chats', { limit: 101 }), 'validation');
    bench.clock.advance(31 * 86_400_000);
    assert.equal(await refused('list_chats', { page_id: id }), 'validation');
  });

  it('returns a chat with its events from the survey to the end', async () => {
    const classicId = bench.sandbox.simulator.startChat({
      name: 'Kim',
      email: 'kim@mail.example',
      text: 'Hi',
    });
    const { id } = await newest();
    bench.sandbox.simulator.endChat(classicId);
    const chat = await getChat(id);
    const types = chat.thread.events.map(({ type }) => type).filter((type) => type !== 'filled_form');
    assert.deepEqual(types, ['message', 'message', 'system_message']);
    assert.equal(chat.thread.active, false);
    chat.thread.events.forEach((event, i) => assert.equal(event.id, `${chat.thread.id}_${i + 1}`));
    assert.equal((await bench.refused('agent/get_chat', { chat_id: 'NOTTHERE00' })).type, 'not_found');
  });

  it('puts the threads of a returning customer into one chat', async () => {
    const { simulator } = bench.sandbox;
    const again = { name: 'Kim', email: 'kim@mail.example' };
    simulator.startChat(again);
    simulator.endChat();
    bench.clock.advance(1000);
    simulator.startChat(again);
    const { id } = await newest();
    const list = (json: object) =>
      bench.done<{ threads: ThreadRow[]; found_threads: number; next_page_id?: string }>(
        'agent/list_threads',
        { chat_id: id, ...json },
      );
    const { threads } = await list({});
    assert.deepEqual(
      threads.map(({ active }) => active),
      [true, false],
    );
    assert.equal(threads[0]!.previous_thread_id, threads[1]!.id);
    assert.equal(threads[1]!.next_thread_id, threads[0]!.id);
    assert.equal((await getChat(id, threads[1]!.id)).thread.id, threads[1]!.id);
    const one = await list({ limit: 1 });
    assert.deepEqual((await list({ page_id: one.next_page_id })).threads, [threads[1]]);
    assert.equal((await list({ min_events_count: 100 })).found_threads, 0);
  });

  it('creates a second chat for a customer with a running one', async () => {
    const { simulator } = bench.sandbox;
    simulator.startChat({ email: 'kim@mail.example' });
    simulator.startChat({ email: 'kim@mail.example' });
    assert.equal((await chats({ filters: { active: true } })).found_chats, 2);
  });

  it('omits missing names and e-mails of customers', async () => {
    bench.sandbox.simulator.startChat({ name: '', email: '' });
    const [customer] = (await newest()).users;
    assert.deepEqual(['name' in customer!, 'email' in customer!], [false, false]);
  });

  it('lists ended threads as archives, newest first, one entry per thread', async () => {
    bench.sandbox.simulator.startChat();
    const { chats: rows, found_chats: found } = await archives({ limit: 100 });
    assert.equal(found, 60);
    assert.ok(rows.every(({ thread }) => !thread.active));
    const starts = rows.map(({ thread }) => thread.created_at);
    assert.deepEqual(starts, [...starts].sort().reverse());
  });

  it('filters archives by time, tag, agent, customer, text and thread', async () => {
    const { chats: rows } = await archives({ limit: 100 });
    const tagged = rows.find(({ thread }) => thread.tags)!;
    const [tag] = tagged.thread.tags!;
    const [customer, agent] = tagged.users;
    const filters: readonly [object, (row: ChatRow) => boolean][] = [
      [{ tags: { values: [tag] } }, ({ thread }) => thread.tags!.includes(tag!)],
      [{ tags: { exists: false } }, ({ thread }) => !thread.tags],
      [{ agents: { exclude_values: [agent!.id] } }, ({ users }) => users[1]!.id !== agent!.id],
      [{ customer_id: { values: [customer!.id] } }, ({ users }) => users[0]!.id === customer!.id],
      [{ customer_email: { values: [customer!.email] } }, ({ users }) => users[0]!.email === customer!.email],
      [{ thread_ids: [tagged.thread.id] }, ({ thread }) => thread.id === tagged.thread.id],
      [{ query: customer!.email }, ({ users }) => users[0]!.email === customer!.email],
      [
        { from: '2026-06-30T00:00:00.000000+00:00', to: '2026-06-30T23:59:59.999999+00:00' },
        ({ thread }) => thread.created_at.startsWith('2026-06-30'),
      ],
    ];
    for (const [filter, test] of filters) {
      const { chats: found } = await archives({ filters: filter, limit: 100 });
      assert.ok(found.length > 0 && found.length < rows.length, JSON.stringify(filter));
      assert.ok(found.every(test), JSON.stringify(filter));
    }
    for (const filter of [{ from: '2026-06-30' }, { chat_ids: ['x'] }, { agent_types: {} }]) {
      assert.equal((await bench.refused('agent/list_archives', { filters: filter })).type, 'validation');
    }
  });
});
