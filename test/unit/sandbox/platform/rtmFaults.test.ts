import assert from 'node:assert/strict';
import { once } from 'node:events';
import WebSocket from 'ws';
import { PlatformBench } from './platformBench';
import { RtmClient } from './rtmClient';

interface Refusal {
  readonly error: { readonly type: string };
}

describe('sandbox RTM API limits and faults', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const rtm = () => bench.sandbox.platform.rtm;
  const errorOf = ({ payload }: { payload: unknown }) => (payload as Refusal).error.type;

  it('requires a login within 30 seconds, regardless of pings', async () => {
    const client = await RtmClient.open(bench);
    client.send('ping');
    bench.clock.advance(29_999);
    assert.equal((await client.request('ping')).success, true);
    bench.clock.advance(1);
    await client.closed();
    assert.deepEqual(client.pushNames(), []);
  });

  it('rejects requests before login, wrong tokens and another organization', async () => {
    const client = await RtmClient.open(bench);
    assert.equal(errorOf(await client.request('list_chats')), 'authentication');
    assert.equal(errorOf(await client.logIn({ token: 'Basic eDp5' })), 'authentication');
    const stranger = await RtmClient.open(bench, { organizationId: 'x' });
    assert.equal(errorOf(await stranger.logIn()), 'license_not_found');
    rtm().refusePersonalTokens();
    assert.equal(errorOf(await client.logIn()), 'authentication');
    rtm().refusePersonalTokens(false);
    assert.equal((await client.logIn()).success, true);
    client.socket.send('no JSON');
    await client.until(() => client.messages.find(({ action }) => action === ''));
  });

  it('closes after 30 seconds without messages or pings of either kind', async () => {
    const client = await RtmClient.loggedIn(bench);
    bench.clock.advance(20_000);
    await client.request('ping');
    bench.clock.advance(20_000);
    client.socket.ping();
    await client.until(() => client.pongs || undefined);
    bench.clock.advance(29_999);
    assert.equal(rtm().sessions, 1);
    bench.clock.advance(1);
    assert.deepEqual((await client.push('agent_disconnected')).payload, { reason: 'connection_timeout' });
    await client.closed();
    assert.equal(rtm().sessions, 0);
  });

  it('does not answer pings if a fault says so', async () => {
    const client = await RtmClient.loggedIn(bench);
    bench.sandbox.faults.next({
      match: { method: 'RTM', path: '/rtm/ping' },
      hang: true,
      times: 2,
    });
    client.send('ping');
    client.socket.ping();
    await client.request('list_routing_statuses');
    assert.equal(client.pongs, 0);
    assert.equal(client.messages.filter(({ action }) => action === 'ping').length, 0);
    assert.equal((await client.request('ping')).success, true);
  });

  it('allows ten pending requests and fails each after 15 seconds with request_timeout', async () => {
    const client = await RtmClient.loggedIn(bench);
    const match = { method: 'RTM', path: '/rtm/list_chats' };
    bench.sandbox.faults.next({ match, delayMs: 5000, times: 9 });
    bench.sandbox.faults.next({ match, hang: true });
    const ids = Array.from({ length: 11 }, () => client.send('list_chats'));
    assert.equal(errorOf(await client.answerTo(ids[10]!)), 'pending_requests_limit_reached');
    bench.clock.advance(5000);
    assert.equal((await client.answerTo(ids[0]!)).success, true);
    bench.clock.advance(10_000);
    assert.equal(errorOf(await client.answerTo(ids[9]!)), 'request_timeout');
  });

  it('disconnects one agent or all with any reason', async () => {
    const owner = await RtmClient.loggedIn(bench);
    const other = await RtmClient.loggedIn(bench, { pushes: { '3.6': [] } }, 'normal');
    rtm().disconnect('license_expired', bench.credential('normal').login);
    assert.equal((await other.push('agent_disconnected')).payload.reason, 'license_expired');
    await other.closed();
    assert.equal(rtm().sessions, 1);
    bench.sandbox.platform.switches.moveTo('fra');
    rtm().disconnect('misdirected_connection');
    assert.deepEqual((await owner.push('agent_disconnected')).payload, {
      reason: 'misdirected_connection',
      data: { region: 'fra' },
    });
  });

  it('takes the region from header or query and checks it at login', async () => {
    bench.sandbox.platform.switches.moveTo('fra');
    const lost = await RtmClient.open(bench);
    lost.send('login', { token: 'x' });
    const misdirected = await RtmClient.open(bench);
    void misdirected.logIn();
    assert.deepEqual((await misdirected.push('agent_disconnected')).payload, {
      reason: 'misdirected_connection',
      data: { region: 'fra' },
    });
    await misdirected.closed();
    const right = await RtmClient.open(bench, { region: 'fra' });
    assert.equal((await right.logIn()).success, true);
  });

  it('evicts the oldest connection of the same agent and application', async () => {
    rtm().allowConnections(1);
    const first = await RtmClient.loggedIn(bench);
    const another = await RtmClient.loggedIn(bench, { application: { name: 'other' } });
    await RtmClient.loggedIn(bench);
    assert.equal((await first.push('agent_disconnected')).payload.reason, 'connection_evicted');
    await first.closed();
    assert.equal((await another.request('ping')).success, true);
  });

  it('rejects unknown versions and other paths', async () => {
    const client = await RtmClient.open(bench, { version: 'v3.1' });
    assert.equal((await client.push('agent_disconnected')).payload.reason, 'unsupported_version');
    const statusOf = async (address: string) => {
      const socket = new WebSocket(address);
      const [error] = (await once(socket, 'error')) as [Error];
      return /\d{3}/.exec(error.message)?.[0];
    };
    const address = RtmClient.urlOf(bench);
    assert.equal(await statusOf(address.replace('/rtm/', '/other/')), '404');
    bench.sandbox.faults.next({ match: { path: /rtm\/ws$/ }, status: 503 });
    assert.equal(await statusOf(address), '503');
    bench.sandbox.faults.next({ match: { path: /rtm\/ws$/ }, reset: true });
    assert.equal(await statusOf(address), undefined);
  });

  it('applies queued faults to requests', async () => {
    const client = await RtmClient.loggedIn(bench);
    const match = { method: 'RTM', path: '/rtm/list_chats' };
    bench.sandbox.faults.next({ match, retryAfter: 5 });
    assert.equal(errorOf(await client.request('list_chats')), 'too_many_requests');
    bench.sandbox.faults.next({ match, truncate: true });
    client.send('list_chats');
    await client.until(() => client.malformed[0]);
    bench.sandbox.faults.next({ match, reset: true });
    client.send('list_chats');
    await client.closed();
    assert.deepEqual(client.pushNames(), []);
  });

  it('destroys all sockets without a close frame', async () => {
    const client = await RtmClient.loggedIn(bench);
    rtm().cut();
    await client.closed();
    assert.deepEqual(client.pushNames(), []);
    assert.equal(rtm().sessions, 0);
  });
});
