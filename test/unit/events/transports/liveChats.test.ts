import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock, type Clock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { Arrival, ArrivalKind } from '../../../../src/core/domain/arrival';
import { ticketPollMs } from '../../../../src/core/domain/callCost';
import type { EventNotification } from '../../../../src/core/events/status/notification';
import type { AccountPush } from '../../../../src/core/domain/liveChat';
import type { EventService } from '../../../../src/core/events/service/eventService';
import type { Database } from '../../../../src/core/storage/database';
import { testDatabase } from '../../storage/support/testDatabase';
import { openEventService } from '../../../../src/core/events/service/openEventService';
import type { ListenerStateName } from '../../../../src/core/events/status/listenerStatus';
import { anyAccount, type AnyAccount } from '../../api/support/anyAccount';
import { callsOf, livePort, noSecrets } from '../support/connectionPorts';

const giveUpMs = 15_000;
/** The system clock, with shorter intervals between ticket polls. */
const hastyClock: Clock = {
  now: () => systemClock.now(),
  after: (ms, run) => systemClock.after(ms === ticketPollMs ? 20 : ms, run),
};

describe('live chats of the sandbox, without a tunnel', () => {
  let account: AnyAccount;
  let dir: string;
  let eventServices: EventService[];
  let databases: Database[];
  let arrivals: Arrival[];
  let shown: EventNotification[];
  /** The listening settings, with ticket polling or without; the leader reads `written` again on each use. */
  let events: readonly ArrivalKind[];
  let pollsTickets: boolean;
  let written: { readonly pollsTickets: boolean } | undefined;

  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    dir = await mkdtemp(path.join(tmpdir(), 'live-'));
    [eventServices, arrivals, shown] = [[], [], []];
    databases = [];
    events = ['chat_started', 'chat_ended'];
    [pollsTickets, written] = [false, undefined];
  });
  afterEach(async () => {
    for (const eventService of eventServices) await eventService.dispose();
    for (const database of databases) await database.close();
    await account.dispose();
    await rm(dir, { recursive: true });
  });

  const until = async (isTrue: () => boolean, what = 'it'): Promise<void> => {
    const begun = Date.now();
    while (!isTrue()) {
      if (Date.now() - begun > giveUpMs) assert.fail(`${what} never came true`);
      await new Promise((done) => setTimeout(done, 5));
    }
  };

  const open = async (): Promise<EventService> => {
    const { connection } = account;
    const { live } = connection;
    assert.ok(live);
    const database = await testDatabase(dir);
    databases.push(database);
    const eventService = await openEventService({
      database,
      clock: hastyClock,
      log: silentLog,
      installId: path.basename(dir).replace(/\W/g, '-'),
      dir,
      settings: () => ({ events, port: 0, autoStart: false, pollsTickets }),
      reread: () => {
        if (written) ({ pollsTickets } = written);
        return Promise.resolve();
      },
      account: () => account.credential.account.id,
      login: () => account.sandbox.platform.credentials[0]?.login,
      ...callsOf(connection),
      live: livePort(live),
      transport: () => connection.capabilities.events.transport,
      application: { name: 'desk', version: '1' },
      choose: () => assert.fail('a tunnel was asked for'),
      secrets: noSecrets,
      surfaceOf: () => 'toast',
      isDoNotDisturb: () => false,
      answers: () => Promise.resolve(),
      show: (notification) => shown.push(notification),
    });
    eventServices.push(eventService);
    eventService.onDidArrive((arrival) => arrivals.push(arrival));
    await until(() => eventService.role !== 'electing', 'the election');
    return eventService;
  };

  const listening = async (state: ListenerStateName = 'live'): Promise<EventService> => {
    const eventService = await open();
    const status = await eventService.start({ interactive: true });
    assert.equal(status.state, state, JSON.stringify(eventService.view));
    return eventService;
  };

  const reported = (): string[] => arrivals.map(({ kind }) => kind);

  it('are reported once at start and end, with the conversation', async () => {
    const eventService = await listening();
    const id = account.sandbox.simulator.startChat({ name: 'Kim', email: 'kim@mail.test' });
    await until(() => reported().includes('chat_started'), 'the start');
    account.sandbox.simulator.endChat(id);
    await until(() => reported().includes('chat_ended'), 'the end');
    assert.deepEqual(reported(), ['chat_started', 'chat_ended']);
    const [started, ended] = arrivals;
    assert.ok(started?.kind === 'chat_started' && ended?.kind === 'chat_ended');
    assert.equal(started.visitor.name, 'Kim');
    assert.equal(ended.chat.id, started.chat.id);
    assert.equal(ended.chat.started_timestamp, started.chat.started_timestamp);
    assert.ok(ended.chat.ended_timestamp);
    assert.equal(eventService.status().publicUrl, undefined);
    assert.equal((await eventService.journal.page({ limit: 10 })).entries.length, 2);
  });

  it('are followed by every window push by push, after a gap, and are in no journal', async () => {
    const leader = await listening();
    const pushed: AccountPush[][] = [[], []];
    leader.onDidPushChat((one) => pushed[0]?.push(one));
    const follower = await open();
    follower.onDidPushChat((one) => pushed[1]?.push(one));
    const id = account.sandbox.simulator.startChat({ name: 'Kim' });
    account.sandbox.simulator.endChat(id);
    const kinds = (at: number): string[] => (pushed[at] ?? []).map(({ push }) => push.kind);
    await until(() => [0, 1].every((at) => kinds(at).includes('ended')), 'the end in both windows');
    const [own = [], other = []] = pushed;
    assert.deepEqual(
      own.filter(({ push }) => push.kind !== 'gap'),
      other.filter(({ push }) => push.kind !== 'gap'),
    );
    assert.ok(own.every((one) => one.account === account.credential.account.id));
    account.sandbox.platform.rtm.cut();
    const gaps = (at: number): number => kinds(at).filter((kind) => kind === 'gap').length;
    const before = [gaps(0), gaps(1)];
    await until(() => [0, 1].every((at) => gaps(at) > (before[at] ?? 0)), 'the gap in both windows');
    await follower.ask('typing', { chatId: 'x', isTyping: true });
  });

  it('are notified of once per machine if they are assigned to the person, and their messages', async () => {
    const leader = await listening();
    await open();
    const { chats, platform } = account.sandbox;
    const agent = platform.credentials[0]?.login ?? '';
    const { chatId } = chats.startChat({ name: 'Kim', text: 'Hi', agent });
    await until(() => shown.length > 0, 'the notification');
    chats.customerWrites(chatId, 'Hello?');
    await until(() => shown.length > 1, 'the message');
    const other = chats.startChat({ name: 'Noor', waiting: 'queue' });
    await until(() => shown.length > 2, 'the start');
    assert.deepEqual(
      shown.map((one) => ('chatId' in one ? [one.kind, one.chatId, one.name, one.text] : one.kind)),
      [['assigned', chatId, 'Kim', undefined], ['message', chatId, 'Kim', 'Hello?'], 'one'],
    );
    chats.customerLeaves(other.chatId);
    const next = chats.startChat({ name: 'Ana', text: 'Hi', agent });
    await leader.ask('showsChats', { chatIds: [next.chatId] });
    chats.customerWrites(next.chatId, 'Hello?');
    await until(() => shown.some((one) => 'chatId' in one && one.name === 'Ana'), 'the next');
    assert.ok(!shown.some((one) => 'chatId' in one && one.kind === 'message' && one.name === 'Ana'));
  });

  it('are not missed if the connection breaks', async () => {
    const eventService = await listening();
    const going = account.sandbox.simulator.startChat({ name: 'Kim' });
    await until(() => reported().length === 1, 'the first start');
    account.sandbox.faults.next({ match: { path: /rtm\/ws/ }, status: 503 });
    account.sandbox.platform.rtm.cut();
    await until(() => eventService.status().state !== 'live', 'the break');
    account.sandbox.simulator.endChat(going);
    account.sandbox.simulator.startChat({ name: 'Lee' });
    const passing = account.sandbox.simulator.startChat({ name: 'Passing' });
    account.sandbox.simulator.endChat(passing);
    await until(() => eventService.status().state === 'live', 'the way back');
    await until(() => reported().length >= 5, `five, and not ${reported().join()}`);
    assert.deepEqual(reported().sort(), [
      'chat_ended',
      'chat_ended',
      'chat_started',
      'chat_started',
      'chat_started',
    ]);
  }).timeout(20_000);

  it('never make the agent accept chats', async () => {
    await account.connection.agents.update(account.login, { status: 'not accepting chats' });
    account.sandbox.platform.rtm.forceOnline(account.login);
    const eventService = await listening('needs-user');
    assert.deepEqual(eventService.view.problem, { kind: 'socket', code: 'went-online' });
    await until(() => account.sandbox.platform.rtm.sessions === 0, 'the log-out');
  });

  it('connect to another region if the account is there', async () => {
    account.sandbox.platform.switches.moveTo('fra');
    await listening();
    account.sandbox.simulator.startChat({ name: 'Kim' });
    await until(() => reported().length === 1, 'the start');
  });

  it('require a token that the socket accepts', async () => {
    account.sandbox.platform.rtm.refusePersonalTokens();
    const eventService = await listening('needs-user');
    assert.equal(
      eventService.view.problem?.kind === 'socket' && eventService.view.problem.code,
      'token-refused',
    );
  });

  it('pass the diagnostics', async () => {
    const eventService = await listening();
    const checks = await eventService.doctor();
    assert.deepEqual(
      checks.map(({ name, result }) => `${name} ${result}`),
      ['key ok', 'socket ok', 'login ok', 'round-trip ok'],
    );
  });

  describe('and new tickets, which have no event', () => {
    beforeEach(() => (events = ['chat_started', 'chat_ended', 'ticket_created']));

    const helpDeskCalls = (): string[] =>
      account.sandbox.calls.recent
        .map(({ path: route }) => route)
        .filter((route) => route.includes('/helpdesk/'))
        .map((route) => route.replace(/.*\//, ''));
    const looked = (times: number): Promise<void> =>
      until(() => helpDeskCalls().length >= times, `${times} looks`);

    it('are reported once each, with one call per poll', async () => {
      pollsTickets = true;
      const eventService = await listening();
      await looked(2);
      account.sandbox.calls.reset();
      const id = account.sandbox.simulator.createTicket({ subject: 'Where is it?' });
      await until(() => arrivals.length > 0, 'the ticket');
      await looked(6);
      const [arrival, ...more] = arrivals;
      assert.ok(arrival?.kind === 'ticket_created' && more.length === 0);
      assert.deepEqual([arrival.ticket.shortId, arrival.ticket.subject], [id, 'Where is it?']);
      assert.deepEqual(new Set(helpDeskCalls()), new Set(['tickets']));
      await until(() => shown.length > 0, 'the toast');
      assert.deepEqual(shown, [{ kind: 'one', surface: 'toast', arrival }]);
      const { entries } = await eventService.journal.page({ limit: 10 });
      assert.deepEqual(
        entries.map((entry) => entry.arrival),
        [arrival],
      );
    });

    it('are polled only from consent until its withdrawal', async () => {
      const eventService = await listening();
      written = { pollsTickets: true };
      await eventService.ask('reread', {});
      account.sandbox.calls.reset();
      await looked(2);
      written = { pollsTickets: false };
      await eventService.ask('reread', {});
      account.sandbox.calls.reset();
      await eventService.start({ interactive: true });
      account.sandbox.simulator.startChat({ name: 'Kim' });
      await until(() => reported().includes('chat_started'), 'the start of a chat');
      assert.ok(helpDeskCalls().length <= 1, 'but one that was under way');
      await eventService.stop();
    });

    it('are polled by the leader, regardless of the window of the consent', async () => {
      const leader = await listening();
      const follower = await open();
      assert.deepEqual([leader.role, follower.role], ['leader', 'follower']);
      account.sandbox.calls.reset();
      written = { pollsTickets: true };
      await follower.ask('reread', {});
      await looked(2);
      await until(() => follower.view.since !== undefined, 'what the leader says of itself');
    });

    it('are included in the state once they are selected in the settings', async () => {
      events = ['chat_started'];
      const eventService = await listening();
      const views: string[] = [];
      eventService.onDidChangeView((view) => views.push(view.events.join()));
      events = ['chat_started', 'chat_ended'];
      eventService.refresh('events');
      assert.deepEqual(views, ['chat_started,chat_ended']);
    });
  });
});
