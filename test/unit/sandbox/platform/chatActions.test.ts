import assert from 'node:assert/strict';
import type { ChatList, ChatRow } from './chatShapes';
import { PlatformBench } from './platformBench';

describe('sandbox chat actions (Agent Chat API)', () => {
  let bench: PlatformBench;
  let chat: ChatRow;
  let classicId: string;
  beforeEach(async () => {
    bench = await PlatformBench.start();
    classicId = bench.sandbox.simulator.startChat({ name: 'Kim' });
    const { chats_summary: rows } = await bench.done<ChatList>('agent/list_chats', {
      filters: { active: true },
    });
    chat = await bench.done('agent/get_chat', { chat_id: rows[0]!.id });
  });
  afterEach(() => bench.sandbox.dispose());

  const done = (name: string, json: object) => bench.done<Record<string, unknown>>(`agent/${name}`, json);
  const refused = async (name: string, json: object) => (await bench.refused(`agent/${name}`, json)).type;
  const reload = () => bench.done<ChatRow>('agent/get_chat', { chat_id: chat.id });
  const send = (event: object) => ({ chat_id: chat.id, event: { type: 'message', text: 'Hello', ...event } });
  const join = async () => {
    const { login } = bench.credential('owner');
    if (chat.users.some(({ id }) => id === login)) return;
    await done('add_user_to_chat', {
      ...{ chat_id: chat.id, user_id: login, user_type: 'agent' },
      ...{ visibility: 'all', ignore_requester_presence: true },
    });
  };
  const classicChat = async () => {
    const { login, apiKey } = bench.sandbox.credentials[0]!;
    const Authorization = `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`;
    return (
      await bench.call('GET', `${bench.sandbox.url}/v2/chats/${classicId}`, { headers: { Authorization } })
    ).text;
  };

  it('sends messages to everyone or to agents only', async () => {
    await join();
    const { event_id: id } = await done('send_event', send({ custom_id: 'c1' }));
    await done('send_event', send({ text: 'A whisper', visibility: 'agents' }));
    const { events } = (await reload()).thread;
    const [said, whispered] = events.slice(-2);
    assert.deepEqual([said!.id, said!.text, said!.custom_id, said!.visibility], [id, 'Hello', 'c1', 'all']);
    assert.deepEqual([whispered!.text, whispered!.visibility], ['A whisper', 'agents']);
    const classic = await classicChat();
    assert.ok(classic.includes('Hello') && !classic.includes('A whisper'));
  });

  it('rejects callers outside the chat, long texts and ended chats', async () => {
    const outsider = bench.sandbox.platform.credentials.find(({ login }) =>
      chat.users.every(({ id }) => id !== login),
    )!;
    assert.equal(
      (await bench.refused('agent/send_event', send({}), { who: outsider })).type,
      'authorization',
    );
    await join();
    assert.equal(await refused('send_event', send({ text: 'ä'.repeat(8193) })), 'validation');
    await done('deactivate_chat', { id: chat.id });
    assert.equal(await refused('send_event', send({})), 'chat_inactive');
    assert.equal(await refused('deactivate_chat', { id: chat.id }), 'chat_inactive');
    assert.match(await classicChat(), /"ended_timestamp"/);
  });

  it('tags and untags a thread in both APIs, and follows a chat', async () => {
    const tag = { chat_id: chat.id, thread_id: chat.thread.id, tag: 'night' };
    await done('tag_thread', tag);
    assert.ok((await reload()).thread.tags!.includes('night'));
    assert.match(await classicChat(), /"night"/);
    await done('untag_thread', tag);
    assert.ok(!(await classicChat()).includes('"night"'));
    await done('follow_chat', { id: chat.id });
    assert.equal((await reload()).is_followed, true);
    await done('unfollow_chat', { id: chat.id });
    assert.equal((await reload()).is_followed, false);
  });

  it('removes an agent from a chat', async () => {
    await join();
    const user = {
      ...{ chat_id: chat.id, user_id: bench.credential('owner').login },
      ...{ user_type: 'agent', visibility: 'all' },
    };
    assert.equal(await refused('add_user_to_chat', user), 'already_exists');
    await done('remove_user_from_chat', user);
    const { users, thread } = await reload();
    assert.ok(!thread.user_ids.includes(user.user_id));
    assert.equal(users.find(({ id }) => id === user.user_id)!.present, false);
  });

  it('lists routing statuses with underscores, including a bot, if both scopes are present', async () => {
    const rows = await bench.done<{ agent_id: string; status: string }[]>('agent/list_routing_statuses');
    assert.deepEqual([...new Set(rows.map(({ status }) => status))].sort(), [
      'accepting_chats',
      'not_accepting_chats',
      'offline',
    ]);
    assert.ok(rows.some(({ agent_id: id }) => !id.includes('@')));
    const { login } = bench.credential('owner');
    const poor = bench.sandbox.platform.switches.issueToken(login, ['agents--all:ro']);
    assert.equal(
      (await bench.refused('agent/list_routing_statuses', {}, { who: poor })).type,
      'authorization',
    );
    const some = await bench.done<unknown[]>('agent/list_routing_statuses', { filters: { group_ids: [1] } });
    assert.ok(some.length < rows.length);
  });

  it('sets the status of online agents, of other agents for administrators only', async () => {
    const statuses = () => bench.done<{ agent_id: string; status: string }[]>('agent/list_routing_statuses');
    const of = async (login: string) => (await statuses()).find(({ agent_id: id }) => id === login)!.status;
    const { login } = bench.credential('normal');
    const set = { status: 'not_accepting_chats' };
    await bench.done('agent/set_routing_status', set, { who: 'normal' });
    assert.equal(await of(login), 'not_accepting_chats');
    await done('set_routing_status', { status: 'accepting_chats', agent_id: login });
    assert.equal(await of(login), 'accepting_chats');
    const other = { ...set, agent_id: bench.credential('owner').login };
    assert.equal(
      (await bench.refused('agent/set_routing_status', other, { who: 'normal' })).type,
      'authorization',
    );
    const absent = (await statuses()).find(({ status }) => status === 'offline')!;
    assert.equal(await refused('set_routing_status', { ...set, agent_id: absent.agent_id }), 'agent_offline');
    assert.equal(await refused('set_routing_status', { status: 'accepting chats' }), 'validation');
  });
});
