import assert from 'node:assert/strict';
import type { ChatList } from './chatShapes';
import { LiveBench } from './liveBench';

interface Waiting {
  readonly queue?: { readonly position: number; readonly wait_time: number; readonly queued_at: string };
  readonly properties: { readonly routing: Readonly<Record<string, unknown>> };
}

describe('sandbox agents of live chats', () => {
  let live: LiveBench;
  const start = async (...options: Parameters<typeof LiveBench.start>) => {
    live = await LiveBench.start(...options);
  };
  afterEach(() => live.bench.sandbox.dispose());

  const types = async (chatId?: string) =>
    (await live.get('owner', chatId)).thread.events.map((event) => {
      const { type, system_message_type: name } = event as { type: string; system_message_type?: string };
      return name ?? type;
    });
  const members = async () => (await live.get()).thread.user_ids.slice(1);
  const waiting = async (chatId = live.chat.chatId) =>
    (await live.get('owner', chatId)).thread as unknown as Waiting;
  const user = (who: 'owner' | 'normal' | 'administrator', more: object = {}) => ({
    ...{ chat_id: live.chat.chatId, user_id: live.login(who), user_type: 'agent' },
    ...{ visibility: 'all', ...more },
  });

  it('are added by others in the chat, with a message unless they are the first', async () => {
    await start();
    await live.done('add_user_to_chat', user('normal'));
    assert.deepEqual(await members(), [live.login('owner'), live.login('normal')]);
    assert.deepEqual(await types(), ['message', 'agent_added']);
    await live.join('administrator', 'agents');
    assert.deepEqual((await live.get()).thread.events.at(-1)!.visibility, 'agents');
    assert.equal(await live.refused('add_user_to_chat', user('normal')), 'already_exists');
    await live.done('remove_user_from_chat', user('normal'), 'normal');
    assert.deepEqual((await types()).at(-1), 'agent_left');
    assert.deepEqual(
      live.chats.customerView(live.chat.chatId).agents.map(({ id }) => id),
      [live.login('owner')],
    );
  });

  it('must be in the chat to change it, unless they say otherwise, and cannot add a second customer', async () => {
    await start();
    assert.equal(await live.refused('add_user_to_chat', user('normal'), 'normal'), 'authorization');
    assert.equal(
      await live.refused('add_user_to_chat', user('normal', { visibility: undefined })),
      'validation',
    );
    const customer = { ...user('owner'), user_id: live.chat.customerId, user_type: 'customer' };
    assert.equal(await live.refused('add_user_to_chat', customer), 'validation');
    assert.equal(await live.refused('remove_user_from_chat', customer), 'validation');
    const { chatId: id } = live.chat;
    for (const [name, json] of [
      ['transfer_chat', { id }],
      ['deactivate_chat', { id }],
      ['remove_user_from_chat', user('owner')],
    ] as const) {
      assert.equal(await live.refused(name, json, 'normal'), 'authorization', name);
    }
  });

  it('take a chat from the queue without a message', async () => {
    await start({}, () => ({ waiting: 'queue' }));
    live.bench.clock.advance(10_000);
    const second = live.chats.startChat({ waiting: 'queue' });
    const { queue } = await waiting();
    assert.deepEqual([queue!.position, queue!.wait_time], [1, 50]);
    assert.match(queue!.queued_at, /^2026-07-01T12:00:00\.\d{6}Z$/);
    assert.equal((await waiting(second.chatId)).queue!.position, 2);
    assert.equal(live.chats.customerView(second.chatId).position, 2);
    await live.join('owner');
    assert.deepEqual([(await waiting()).queue, await types()], [undefined, ['message']]);
    assert.equal((await waiting(second.chatId)).queue!.position, 1);
  });

  it('take an unassigned chat, which then is no longer unassigned', async () => {
    await start({}, () => ({ waiting: 'unassigned' }));
    const { queue, properties } = await waiting();
    assert.deepEqual([queue, properties.routing.unassigned, await members()], [undefined, true, []]);
    await live.join('owner');
    assert.equal((await waiting()).properties.routing.unassigned, false);
  });

  it('transfer a chat to an agent who takes over, or to themselves', async () => {
    await start();
    const { chatId: id } = live.chat;
    const to = (who: 'owner' | 'normal' | 'administrator', more: object = {}) => ({
      ...{ id, target: { type: 'agent', ids: [live.login(who)] } },
      ...more,
    });
    await live.done('transfer_chat', to('normal'));
    assert.deepEqual(await members(), [live.login('normal')]);
    assert.deepEqual((await types()).at(-1), 'chat_transferred');
    assert.equal(await live.refused('transfer_chat', to('administrator'), 'normal'), 'agent_offline');
    const anyway = { ignore_requester_presence: true, ignore_agents_availability: true };
    await live.done('transfer_chat', to('administrator', anyway), 'administrator');
    assert.deepEqual(await members(), [live.login('administrator')]);
    const unknown = { id, target: { type: 'agent', ids: ['no@where.example'] }, ...anyway };
    assert.equal(await live.refused('transfer_chat', unknown), 'not_found');
  });

  it('transfer a chat to a group, where it waits if no agent can take it', async () => {
    await start();
    const { chatId: id } = live.chat;
    for (const agent of await live.done<{ agent_id: string }[]>('list_agents_for_transfer', {
      chat_id: id,
    })) {
      const busy = { status: 'not_accepting_chats', agent_id: agent.agent_id };
      await live.done('set_routing_status', busy);
    }
    const to = { id, target: { type: 'group', ids: [4] } };
    assert.equal(await live.refused('transfer_chat', to), 'agent_offline');
    assert.equal(
      await live.refused('transfer_chat', { id, target: { type: 'group', ids: [99] } }),
      'group_not_found',
    );
    await live.done('transfer_chat', { ...to, ignore_agents_availability: true });
    const { access, ...thread } = (await live.get()) as unknown as { access: { group_ids: number[] } };
    assert.deepEqual([access.group_ids, await members()], [[4], []]);
    assert.ok((await waiting()).queue, JSON.stringify(thread));
    assert.equal(await live.refused('get_chat', { chat_id: id }, 'normal'), 'missing_access');
  });

  it('leave a chat, which another agent gets, or which waits', async () => {
    await start();
    await live.done('remove_user_from_chat', user('owner'));
    const [next] = await members();
    assert.ok(next !== undefined && next !== live.login('owner'));
    assert.deepEqual((await types()).slice(-2), ['agent_left', 'routing.assigned_other']);
    live.bench.sandbox.platform.switches.setRouting({ isManual: true });
    for (const { agent_id } of await live.done<{ agent_id: string }[]>('list_agents_for_transfer', {
      chat_id: live.chat.chatId,
    })) {
      await live.done('set_routing_status', { status: 'not_accepting_chats', agent_id });
    }
    await live.done('remove_user_from_chat', {
      ...{ chat_id: live.chat.chatId, user_id: next, user_type: 'agent' },
      ignore_requester_presence: true,
    });
    assert.equal((await waiting()).properties.routing.unassigned, true);
    assert.deepEqual((await types()).slice(-2), ['agent_removed', 'routing.unassigned_other']);
  });

  it('are listed for a transfer, least busy first, without those who are offline', async () => {
    await start();
    live.chats.startChat({ agent: live.login('normal') });
    live.chats.startChat({ agent: live.login('normal') });
    const rows = await live.done<{ agent_id: string; total_active_chats: number }[]>(
      'list_agents_for_transfer',
      {
        chat_id: live.chat.chatId,
      },
    );
    const counts = rows.map(({ total_active_chats: count }) => count);
    assert.deepEqual(counts, [...counts].sort());
    const of = (who: 'owner' | 'normal' | 'administrator') =>
      rows.find(({ agent_id: id }) => id === live.login(who))?.total_active_chats;
    assert.deepEqual([of('owner'), of('normal'), of('administrator')], [1, 2, 0]);
  });

  it('see the chats of their groups only, unless they are administrators', async () => {
    await start();
    const { groups } = { groups: [2] };
    const hidden = live.chats.startChat({ groups, waiting: 'queue' });
    const ids = async (who: 'owner' | 'normal') => {
      const list = await live.done<ChatList>('list_chats', { filters: { active: true } }, who);
      return list.chats_summary.map(({ id }) => id);
    };
    assert.ok((await ids('owner')).includes(hidden.chatId));
    assert.ok(!(await ids('normal')).includes(hidden.chatId));
    assert.equal(await live.refused('get_chat', { chat_id: hidden.chatId }, 'normal'), 'missing_access');
  });
});
