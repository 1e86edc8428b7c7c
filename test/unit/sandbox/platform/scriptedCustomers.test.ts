import assert from 'node:assert/strict';
import type { ChatList } from './chatShapes';
import { PlatformBench } from './platformBench';
import { RtmClient } from './rtmClient';

describe('sandbox scripted customers', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start({ customers: true })));
  afterEach(() => bench.sandbox.dispose());

  interface Row {
    readonly id: string;
    readonly last_thread_summary: {
      readonly user_ids: readonly string[];
      readonly queue?: object;
      readonly properties: { readonly routing: { readonly unassigned: boolean } };
    };
  }
  const active = async () => {
    const list = await bench.done<ChatList>('agent/list_chats', { filters: { active: true }, limit: 100 });
    return list.chats_summary as unknown as readonly Row[];
  };
  const waits = ({ last_thread_summary: { queue, properties } }: Row): boolean =>
    queue !== undefined || properties.routing.unassigned;
  const owner = () => bench.credential('owner').login;
  const isOwners = ({ last_thread_summary: { user_ids: users } }: Row): boolean => users.includes(owner());
  const seconds = (count: number) => {
    for (let i = 0; i < count; i += 1) bench.clock.advance(1000);
  };

  it('come only while an agent is connected: two chats of others, one waiting, one for the agent', async () => {
    seconds(600);
    assert.deepEqual(await active(), []);
    await RtmClient.loggedIn(bench);
    seconds(30);
    const rows = await active();
    assert.deepEqual([rows.filter(waits).length, rows.filter(isOwners).length, rows.length], [1, 1, 4]);
  });

  it('answer what they are asked, thank, rate and leave', async () => {
    const client = await RtmClient.loggedIn(bench);
    seconds(20);
    await client.request('ping');
    seconds(10);
    const { id } = (await active()).find(isOwners)!;
    for (let turn = 0; turn < 8; turn += 1) {
      const { thread } = await bench.done<{ thread: { active: boolean } }>('agent/get_chat', { chat_id: id });
      if (!thread.active) break;
      await client.request('send_event', {
        ...{ chat_id: id, event: { type: 'message', text: 'Which order is it about?' } },
      });
      seconds(25);
    }
    const names = client.pushNames();
    for (const name of [
      'events_marked_as_seen',
      'incoming_sneak_peek',
      'incoming_event',
      'chat_deactivated',
    ]) {
      assert.ok(names.includes(name), name);
    }
    const { events } = bench.sandbox.chats.customerView(id);
    const ofCustomer = events.filter(({ type, author_id: by }) => type === 'message' && !by?.includes('@'));
    assert.ok(ofCustomer.length >= 3, `${ofCustomer.length} messages`);
    assert.equal(events.at(-1)!.system_message_type, 'manual_archived_customer');
  });

  it('go on with an agent who takes a waiting chat, or that of another agent', async () => {
    const client = await RtmClient.loggedIn(bench);
    seconds(10);
    const rows = await active();
    const waiting = rows.find(waits)!;
    const others = rows.find((row) => !waits(row) && !isOwners(row))!;
    await client.request('add_user_to_chat', {
      ...{ chat_id: waiting.id, user_id: owner(), user_type: 'agent', visibility: 'all' },
      ignore_requester_presence: true,
    });
    await client.request('transfer_chat', {
      ...{ id: others.id, target: { type: 'agent', ids: [owner()] } },
      ...{ ignore_requester_presence: true, ignore_agents_availability: true },
    });
    for (const { id } of [waiting, others]) {
      const before = bench.sandbox.chats.customerView(id).events.length;
      await client.request('send_event', {
        chat_id: id,
        event: { type: 'message', text: 'How can I help?' },
      });
      seconds(12);
      const { events } = bench.sandbox.chats.customerView(id);
      assert.equal(events.at(-1)!.type, 'message');
      assert.ok(!events.at(-1)!.author_id?.includes('@'), 'the customer answers');
      assert.ok(events.length >= before + 2);
    }
  });

  it('of a chat that was handed over are answered by the next agent, and leave', async () => {
    const client = await RtmClient.loggedIn(bench);
    seconds(20);
    await client.request('ping');
    seconds(10);
    const { id } = (await active()).find(isOwners)!;
    const colleague = bench.credential('normal').login;
    await client.request('transfer_chat', {
      ...{ id, target: { type: 'agent', ids: [colleague] } },
      ...{ ignore_requester_presence: true, ignore_agents_availability: true },
    });
    seconds(15);
    await client.request('ping');
    seconds(15);
    const { events, isActive } = bench.sandbox.chats.customerView(id);
    const authors = events.filter(({ type }) => type === 'message').map(({ author_id: by }) => by);
    const [greeting, farewell] = authors.slice(-2);
    assert.equal(greeting, colleague);
    assert.ok(farewell !== undefined && farewell !== colleague);
    assert.equal(isActive, false);
  });

  it('do not flood an agent who answers nothing, and stop with the last connection', async () => {
    const client = await RtmClient.loggedIn(bench);
    for (let minutes = 0; minutes < 40; minutes += 1) {
      seconds(20);
      await client.request('ping');
      seconds(20);
      await client.request('ping');
      seconds(20);
      await client.request('ping');
      assert.ok((await active()).length <= 6);
    }
    client.socket.terminate();
    bench.sandbox.platform.rtm.cut();
    seconds(120);
    const messages = async () =>
      (await active()).map(
        ({ id }) => bench.sandbox.chats.events(id).filter(({ type }) => type === 'message').length,
      );
    const before = await messages();
    seconds(300);
    assert.deepEqual(await messages(), before);
  });
});
