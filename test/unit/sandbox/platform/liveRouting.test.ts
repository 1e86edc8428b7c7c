import assert from 'node:assert/strict';
import { LiveBench } from './liveBench';
import { RtmClient } from './rtmClient';

const minute = 60_000;

describe('sandbox router of live chats', () => {
  let live: LiveBench;
  beforeEach(async () => (live = await LiveBench.start()));
  afterEach(() => live.bench.sandbox.dispose());

  const thread = async (chatId?: string) => (await live.get('owner', chatId)).thread;
  const lastType = async () => {
    const { events } = await thread();
    return (
      events.findLast(({ type }) => type === 'system_message') as { system_message_type?: string } | undefined
    )?.system_message_type;
  };
  const nobodyAccepts = async () => {
    const rows = await live.done<{ agent_id: string }[]>('list_agents_for_transfer', {
      chat_id: live.chat.chatId,
    });
    for (const { agent_id } of rows) {
      await live.done('set_routing_status', { status: 'not_accepting_chats', agent_id });
    }
  };

  it('moves the chats of an agent who does not come back', async () => {
    const first = await RtmClient.loggedIn(live.bench);
    live.bench.sandbox.platform.rtm.cut();
    await first.closed();
    live.bench.clock.advance(minute - 1);
    const second = await RtmClient.loggedIn(live.bench);
    live.bench.clock.advance(10_000);
    assert.deepEqual((await thread()).user_ids[1], live.login('owner'));
    second.socket.terminate();
    live.bench.sandbox.platform.rtm.cut();
    live.bench.clock.advance(minute);
    assert.equal(await lastType(), 'routing.assigned_disconnected');
    assert.notEqual((await thread()).user_ids[1], live.login('owner'));
  });

  it('moves them at once after a logout, into the queue if no agent can take them', async () => {
    await nobodyAccepts();
    const client = await RtmClient.loggedIn(live.bench);
    await client.request('logout');
    await client.closed();
    assert.equal(await lastType(), 'routing.unassigned_signed_out');
    assert.ok('queue' in (await thread()));
    await live.done('set_routing_status', { status: 'accepting_chats' });
    const { user_ids: users, ...rest } = await thread();
    assert.deepEqual([users[1], 'queue' in rest], [live.login('owner'), false]);
  });

  it('closes them where there is no queue', async () => {
    await nobodyAccepts();
    live.bench.sandbox.platform.switches.setRouting({ hasQueue: false });
    const client = await RtmClient.loggedIn(live.bench);
    live.bench.sandbox.platform.rtm.disconnect('agent_logged_out_remotely');
    await client.closed();
    assert.equal(await lastType(), 'routing.archived_remotely_signed_out');
    assert.equal((await thread()).active, false);
  });

  it('leaves a chat alone in which another agent is', async () => {
    await live.join('normal');
    const client = await RtmClient.loggedIn(live.bench);
    await client.request('logout');
    await client.closed();
    assert.equal((await thread()).user_ids[1], live.login('owner'));
  });

  it('gives an unanswered chat to another agent in time; an answer or typing stops that clock', async () => {
    const { switches } = live.bench.sandbox.platform;
    switches.setTimeouts({ transferAfterMin: 3 });
    const { chatId: chat_id } = live.chat;
    live.bench.clock.advance(2 * minute);
    await live.done('send_typing_indicator', { chat_id, is_typing: true });
    live.bench.clock.advance(10 * minute);
    assert.equal((await thread()).user_ids[1], live.login('owner'));
    live.chats.customerWrites(chat_id, 'Hello?');
    live.bench.clock.advance(3 * minute);
    assert.equal(await lastType(), 'routing.assigned_inactive');
    const [next] = (await thread()).user_ids.slice(1);
    assert.notEqual(next, live.login('owner'));
    live.chats.agentWrites(chat_id, next!, 'Hi');
    live.bench.clock.advance(10 * minute);
    assert.equal((await thread()).user_ids[1], next);
  });

  it('makes an inactive chat idle, and archives it', async () => {
    const { switches } = live.bench.sandbox.platform;
    switches.setTimeouts({ inactiveAfterMin: 10, archiveAfterMin: 15, archiveContinuousAfterMin: 40 });
    const owner = live.login('owner');
    const continuous = live.chats.startChat({ agent: owner, continuous: true });
    live.bench.clock.advance(10 * minute);
    const { properties } = (await thread()) as unknown as { properties: { routing: { idle: boolean } } };
    assert.deepEqual([properties.routing.idle, await lastType()], [true, 'routing.idle']);
    live.bench.clock.advance(5 * minute);
    assert.deepEqual([(await thread()).active, await lastType()], [false, 'routing.archived_inactive']);
    assert.equal((await thread(continuous.chatId)).active, true);
    live.bench.clock.advance(25 * minute);
    assert.equal((await thread(continuous.chatId)).active, false);
    assert.equal(live.bench.clock.pending, 0);
  });

  it('says its time limits as properties of the licence, to administrators', async () => {
    live.bench.sandbox.platform.switches.setTimeouts({ transferAfterMin: 3 });
    const list = (json: object, who: 'owner' | 'normal' = 'owner') =>
      live.bench.action('configuration/list_license_properties', json, { who });
    const found = (await list({ namespace: 'chats', name_prefix: 'transfer' })).json();
    assert.deepEqual(found, { chats: { transfer_chat_after_min: 3 } });
    assert.deepEqual((await list({ namespace: 'other' })).json(), {});
    assert.equal((await list({}, 'normal')).status, 403);
  });
});
