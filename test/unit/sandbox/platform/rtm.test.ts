import assert from 'node:assert/strict';
import type { ChatRow } from './chatShapes';
import { PlatformBench } from './platformBench';
import { RtmClient } from './rtmClient';

describe('sandbox RTM API', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const statusOf = async (login: string) => {
    const rows = await bench.done<{ agent_id: string; status: string }[]>('agent/list_routing_statuses');
    return rows.find(({ agent_id: id }) => id === login)!.status;
  };

  it('accepts a personal access token at login and returns the agent and running chats', async () => {
    bench.sandbox.simulator.startChat();
    const client = await RtmClient.open(bench);
    const { payload, version } = await client.logIn();
    const {
      license,
      my_profile: profile,
      chats_summary: chats,
    } = payload as {
      license: { organization_id: string };
      my_profile: { id: string; routing_status: string; permission: string };
      chats_summary: unknown[];
    };
    assert.equal(version, '3.6');
    assert.equal(license.organization_id, bench.sandbox.platform.organizationId);
    const { login } = bench.credential('owner');
    assert.deepEqual(
      [profile.id, profile.routing_status, profile.permission, chats.length],
      [login, 'accepting_chats', 'owner', 1],
    );
  });

  it('is a subscription for the simulator from login until the socket is closed', async () => {
    await bench.sandbox.dispose();
    bench = await PlatformBench.start({ simulator: 'whileSubscribed' });
    const client = await RtmClient.open(bench);
    bench.clock.advance(5_000);
    assert.equal((await client.logIn()).payload.chats_summary instanceof Array, true);
    bench.clock.advance(2_000);
    await client.push('incoming_chat');
    bench.sandbox.platform.rtm.cut();
    bench.clock.advance(600_000);
    const { found_chats: running } = await bench.done<{ found_chats: number }>('agent/list_chats', {
      filters: { active: true },
    });
    assert.equal(running, 1);
  });

  it('pushes the events of a chat from start to end', async () => {
    const client = await RtmClient.loggedIn(bench);
    const id = bench.sandbox.simulator.startChat({ name: 'Kim', text: 'Hi' });
    const { chat } = (await client.push('incoming_chat')).payload as { chat: ChatRow };
    assert.equal(chat.thread.events.findLast(({ type }) => type === 'message')!.text, 'Hi');
    await client.request('follow_chat', { id: chat.id });
    bench.sandbox.simulator.endChat(id);
    const { payload } = await client.push('chat_deactivated');
    assert.deepEqual(payload, {
      ...{ chat_id: chat.id, thread_id: chat.thread.id, user_id: chat.users[0]!.id },
    });
    assert.deepEqual(client.pushNames(), [
      ...['incoming_chat', 'user_added_to_chat', 'incoming_event', 'chat_deactivated'],
    ]);
  });

  it('sends only the subscribed pushes', async () => {
    const client = await RtmClient.loggedIn(bench, { pushes: { '3.6': ['chat_deactivated'] } });
    bench.sandbox.simulator.startChat();
    bench.sandbox.simulator.endChat();
    await client.push('chat_deactivated');
    assert.deepEqual(client.pushNames(), ['chat_deactivated']);
    const unsubscribed = await RtmClient.loggedIn(bench, { pushes: { '3.5': ['incoming_chat'] } });
    bench.sandbox.simulator.startChat();
    await unsubscribed.request('ping');
    assert.deepEqual(unsubscribed.pushNames(), []);
  });

  it('supports the Web API’s actions, and sets the request id on pushes caused by a request', async () => {
    const client = await RtmClient.loggedIn(bench);
    const other = await RtmClient.loggedIn(bench, {}, 'administrator');
    bench.sandbox.simulator.startChat();
    const { chat } = (await client.push('incoming_chat')).payload as { chat: ChatRow };
    const list = await client.request('list_chats', { filters: { active: true } });
    assert.equal(list.payload.found_chats, 1);
    const id = client.send('deactivate_chat', { id: chat.id, ignore_requester_presence: true });
    assert.deepEqual((await client.answerTo(id)).payload, {});
    const mine = await client.push('chat_deactivated');
    assert.deepEqual([mine.request_id, mine.payload.user_id], [id, bench.credential('owner').login]);
    assert.equal((await other.push('chat_deactivated')).request_id, undefined);
    const refused = await client.request('get_chat', { chat_id: 'NOTTHERE00' });
    assert.deepEqual(
      [refused.success, refused.payload],
      [false, { error: { type: 'not_found', message: 'Chat not found' } }],
    );
  });

  it('pushes changes of agents and routing statuses', async () => {
    const client = await RtmClient.loggedIn(bench);
    const { login } = bench.credential('normal');
    await bench.done('agent/set_routing_status', { status: 'not_accepting_chats' }, { who: 'normal' });
    const status = await client.push('routing_status_set');
    assert.deepEqual(status.payload, { agent_id: login, status: 'not_accepting_chats' });
    await bench.done('configuration/update_agent', { id: login, job_title: 'Poet' });
    assert.deepEqual((await client.push('agent_updated')).payload, { id: login, job_title: 'Poet' });
    await bench.done('configuration/delete_agent', { id: login });
    assert.deepEqual((await client.push('agent_deleted')).payload, { id: login });
  });

  it('pushes tickets of monitored customers only', async () => {
    const { simulator } = bench.sandbox;
    simulator.startChat({ email: 'kim@mail.example' });
    const client = await RtmClient.loggedIn(bench);
    simulator.createTicket({ mail: 'kim@mail.example' });
    const { payload } = await client.request('subscribe_customers');
    assert.equal((payload.customers as unknown[]).length, 1);
    simulator.createTicket({ mail: 'other@mail.example' });
    const shortID = simulator.createTicket({ mail: 'kim@mail.example' });
    const push = await client.push('ticket_created');
    const ticket = await bench.helpdesk('GET', `/tickets/${String(push.payload.ticket_id)}`);
    assert.equal((ticket.json() as { shortID: string }).shortID, shortID);
    assert.equal(client.pushNames().filter((name) => name === 'ticket_created').length, 1);
  });

  it('pushes no more tickets of customers after their subscription was ended', async () => {
    const { simulator } = bench.sandbox;
    simulator.startChat({ email: 'kim@mail.example' });
    const client = await RtmClient.loggedIn(bench);
    const { payload } = await client.request('subscribe_customers');
    const refused = await client.request('unsubscribe_customers');
    assert.equal(refused.success, false);
    const { subscription_id } = payload;
    assert.equal((await client.request('unsubscribe_customers', { subscription_id })).success, true);
    simulator.createTicket({ mail: 'kim@mail.example' });
    await client.request('list_chats', { limit: 1 });
    assert.ok(!client.pushNames().includes('ticket_created'));
  });

  it('keeps the status with reconnect, and applies the login status without it', async () => {
    const absent = bench.credential('administrator').login;
    assert.equal(await statusOf(absent), 'not_accepting_chats');
    const careful = await RtmClient.loggedIn(bench, { away: true }, 'administrator');
    assert.equal(await statusOf(absent), 'not_accepting_chats');
    careful.socket.close();
    const { login } = bench.credential('normal');
    await bench.done('agent/set_routing_status', { status: 'not_accepting_chats' }, { who: 'normal' });
    const careless = await RtmClient.loggedIn(bench, { reconnect: false }, 'normal');
    assert.equal(await statusOf(login), 'accepting_chats');
    await careless.request('set_routing_status', { status: 'not_accepting_chats' });
    assert.equal(await statusOf(login), 'not_accepting_chats');
  });

  it('restores the agent’s earlier status when the last session ends', async () => {
    const watcher = await RtmClient.loggedIn(bench);
    const { login } = bench.credential('administrator');
    bench.sandbox.platform.rtm.forceOnline(login);
    const client = await RtmClient.open(bench);
    const { payload } = await client.logIn({}, 'administrator');
    assert.equal((payload.my_profile as { routing_status: string }).routing_status, 'accepting_chats');
    await client.request('logout');
    await client.closed();
    await watcher.until(() => watcher.messages.filter(({ action }) => action === 'routing_status_set')[1]);
    assert.equal(await statusOf(login), 'not_accepting_chats');
  });

  it('counts requests separately from billed calls', async () => {
    const client = await RtmClient.loggedIn(bench);
    await client.request('ping');
    await client.request('list_chats');
    const { calls } = bench.sandbox;
    assert.deepEqual([calls.count, calls.byKind.rtm], [0, 2]);
  });

  it('closes all sockets when the sandbox is disposed, in any state', async () => {
    const client = await RtmClient.loggedIn(bench);
    const silent = await RtmClient.open(bench);
    await bench.sandbox.dispose();
    await Promise.all([client.closed(), silent.closed()]);
    assert.equal(bench.clock.pending, 0);
    bench = await PlatformBench.start();
  });
});
