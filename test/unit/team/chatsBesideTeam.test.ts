import assert from 'node:assert/strict';
import type { AccountPush } from '../../../src/core/domain/liveChat';
import type { Arrival } from '../../../src/core/domain/arrival';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';
import { callsOf, livePort } from '../events/support/connectionPorts';
import { NatsServer, type NatsUser } from './support/natsServer';
import { accessTo, chatStarted, newKey, publish, TeamMachine } from './support/teamMachine';

const user: NatsUser = { user: 'ada', password: 'one' };

describe('A member of a team with a platform account', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let account: AnyAccount;
  let member: TeamMachine;
  let pushes: AccountPush[];
  let signedIn: boolean;
  const key = newKey();

  beforeEach(async () => {
    [server, account] = await Promise.all([
      NatsServer.start([user]),
      anyAccount('platform', { tickets: 25, agents: 3, hostile: false }),
    ]);
    [pushes, signedIn] = [[], true];
    const { live } = account.connection;
    assert.ok(live);
    member = new TeamMachine(accessTo(server, user, key), {
      service: {
        ...callsOf(account.connection),
        live: livePort(live),
        ownTransport: () => account.connection.capabilities.events.transport,
        account: () => (signedIn ? account.credential.account.id : undefined),
        login: () => account.sandbox.platform.credentials[0]?.login,
      },
    });
    await send(chatStarted('before', 'platform:other'));
  });
  afterEach(async () => {
    await member.dispose();
    await Promise.all([server.dispose(), account.dispose()]);
  });

  const send = (...arrivals: readonly Arrival[]): Promise<void> =>
    publish(accessTo(server, user, key), ...arrivals);
  const join = async (): Promise<void> => {
    await member.open();
    member.service.onDidPushChat((push) => pushes.push(push));
    await member.join();
  };
  const joinWithChats = async (): Promise<void> => {
    await join();
    await member.until(() => member.view.chats?.state === 'live', 'the connection for chats');
    assert.equal(member.view.state, 'live');
  };
  const kinds = (): readonly string[] => pushes.map(({ push }) => push.kind);
  const sessions = (): number => account.sandbox.platform.rtm.sessions;

  it('gets the pushes of its own chats, and no event from them', async () => {
    await joinWithChats();
    const id = account.sandbox.simulator.startChat({ name: 'Kim' });
    account.sandbox.simulator.endChat(id);
    await member.until(() => kinds().includes('ended'), 'the end');
    assert.ok(kinds().includes('started'));
    assert.ok(pushes.every((one) => one.account === account.credential.account.id));
    await send(chatStarted('next', 'platform:other'));
    await member.hasShown('next');
    assert.deepEqual(
      member.arrived.map(({ eventId }) => eventId),
      ['EVENT-before', 'EVENT-next'],
    );
    assert.equal(member.service.status().tunnel, 'team');
  });

  it('is notified of chats that are given to it, once, whichever way is faster', async () => {
    await joinWithChats();
    const { chats, platform } = account.sandbox;
    const login = platform.credentials[0]?.login ?? '';
    const own = account.credential.account.id;
    const given = (id: string, threadId: string): Arrival => {
      const arrival = chatStarted(id, own);
      assert.ok(arrival.kind !== 'ticket_created');
      return { ...arrival, chat: { ...arrival.chat, id: threadId, agents: [{ login }] } };
    };
    const first = chats.startChat({ name: 'Kim', text: 'Hi', agent: login });
    await member.until(() => kinds().includes('started'), 'the push');
    await send(given('first', first.threadId));
    await member.until(() => member.arrived.length === 2, 'the event');
    await member.until(() => member.shown.some(({ kind }) => kind === 'assigned'), 'the notification');
    // The event of the next one is there before the push.
    await send(given('second', 'THREAD'));
    await member.until(() => member.arrived.length === 3, 'the event');
    await member.hasShown('second');
    assert.deepEqual(
      member.shown.map(({ kind }) => kind),
      ['one', 'assigned', 'one'],
    );
    assert.deepEqual(member.shownIds, ['before', 'second']);
  });

  it('keeps its chats without the server of the team, and its team without LiveChat', async () => {
    await joinWithChats();
    await server.kill();
    await member.until(() => member.view.state === 'backoff', 'the team is lost');
    account.sandbox.simulator.startChat({ name: 'Kim' });
    await member.until(() => kinds().includes('started'), 'the push');
    await server.run();
    await member.until(() => member.view.state === 'live', 'the team is back');
    account.sandbox.faults.next({ match: { path: /rtm\/ws/ }, status: 503 });
    account.sandbox.platform.rtm.cut();
    await member.until(() => member.view.chats?.state === 'backoff', 'the connection is lost');
    assert.deepEqual(member.view.chats?.problem?.kind, 'socket');
    assert.equal(member.view.state, 'live');
    const before = kinds().filter((kind) => kind === 'gap').length;
    await member.until(() => member.view.chats?.state === 'live', 'the connection is back');
    await member.until(() => kinds().filter((kind) => kind === 'gap').length > before, 'the gap');
  });

  it('never begins to accept chats, and says why it gets none', async () => {
    await account.connection.agents.update(account.login, { status: 'not accepting chats' });
    account.sandbox.platform.rtm.forceOnline(account.login);
    await join();
    await member.until(() => member.view.chats?.state === 'needs-user', 'the refusal');
    assert.deepEqual(member.view.chats?.problem, { kind: 'socket', code: 'went-online' });
    assert.equal(member.view.state, 'live');
    await member.until(() => sessions() === 0, 'the log-out');
  });

  it('passes the diagnostics of both', async () => {
    await joinWithChats();
    const checks = await member.service.doctor();
    assert.deepEqual(
      checks.map(({ name, result }) => `${name} ${result}`),
      [
        ...['team-server ok', 'team-stream ok', 'team-key ok', 'team-clock ok'],
        ...['key ok', 'socket ok', 'login ok', 'round-trip ok'],
      ],
    );
  });

  it('closes the connection with its account, with listening and with its last window', async () => {
    await joinWithChats();
    signedIn = false;
    member.service.refresh('account');
    await member.until(() => member.view.chats === undefined, 'signed out');
    await member.until(() => sessions() === 0, 'the log-out');
    signedIn = true;
    member.service.refresh('account');
    await member.until(() => member.view.chats?.state === 'live', 'signed in again');
    await member.service.stop();
    await member.until(() => sessions() === 0, 'stopped');
    assert.equal(member.view.chats, undefined);
    await member.join();
    await member.until(() => member.view.chats?.state === 'live', 'listening again');
    await member.close();
    await member.until(() => sessions() === 0, 'closed');
  });

  it('has one connection in several windows, and all of them get the pushes', async () => {
    await joinWithChats();
    const other = new TeamMachine(member.access, { ...member.given, sameAs: member });
    await other.open();
    const seen: AccountPush[] = [];
    other.service.onDidPushChat((push) => seen.push(push));
    await other.until(() => other.view.chats?.state === 'live', 'the view of the leader');
    assert.equal(sessions(), 1);
    account.sandbox.simulator.startChat({ name: 'Kim' });
    await other.until(() => seen.some(({ push }) => push.kind === 'started'), 'the push');
    await member.close();
    await other.until(() => other.service.role === 'leader', 'it leads');
    await other.until(() => other.view.chats?.state === 'live' && sessions() === 1, 'its own connection');
    await other.dispose();
  });
});
