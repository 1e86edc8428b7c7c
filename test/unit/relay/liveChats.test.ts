import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/core/base/clock';
import { silentLog } from '../../../src/core/base/log';
import type { Arrival } from '../../../src/core/domain/arrival';
import type { Desk } from '../../../src/core/relay/desk';
import { openDesk } from '../../../src/core/relay/openDesk';
import type { RelayStateName } from '../../../src/core/relay/relay';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';

const giveUpMs = 15_000;

describe('live chats of the sandbox, with no tunnel', () => {
  let account: AnyAccount;
  let dir: string;
  let desks: Desk[];
  let arrivals: Arrival[];

  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    dir = await mkdtemp(path.join(tmpdir(), 'live-'));
    [desks, arrivals] = [[], []];
  });
  afterEach(async () => {
    for (const desk of desks) await desk.dispose();
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

  const open = async (): Promise<Desk> => {
    const { connection } = account;
    const { live, webhooks, chats, tickets } = connection;
    assert.ok(live);
    const desk = await openDesk({
      clock: systemClock,
      log: silentLog,
      installId: path.basename(dir).replace(/\W/g, '-'),
      dir,
      settings: () => ({ events: ['chat_started', 'chat_ended'], port: 0, autoStart: false }),
      account: () => account.credential.account.id,
      webhooks: { ...webhooks, deliveries: () => Promise.resolve(webhooks.deliveries) },
      live: {
        door: (options) => live.door(options),
        format: () => Promise.resolve(live.format),
        isAccepting: (options) => live.isAccepting(options),
        movedTo: (region) => {
          live.movedTo(region);
          return Promise.resolve();
        },
      },
      via: () => connection.capabilities.events.via,
      application: { name: 'desk', version: '1' },
      listings: {
        chats: (query, options) => chats.list(query, undefined, options),
        tickets: (query, options) => tickets.list(query, undefined, options),
      },
      choose: () => assert.fail('a tunnel was asked for'),
      secrets: {
        get: () => Promise.resolve(undefined),
        store: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
      surfaceOf: () => 'toast',
      isQuiet: () => false,
      answers: () => Promise.resolve(),
      show: () => undefined,
    });
    desks.push(desk);
    desk.onDidArrive((arrival) => arrivals.push(arrival));
    await until(() => desk.role !== 'electing', 'the election');
    return desk;
  };

  const listening = async (state: RelayStateName = 'live'): Promise<Desk> => {
    const desk = await open();
    const status = await desk.start({ interactive: true });
    assert.equal(status.state, state, JSON.stringify(desk.view));
    return desk;
  };

  const told = (): string[] => arrivals.map(({ kind }) => kind);

  it('start and end, each told of once, with the conversation', async () => {
    const desk = await listening();
    const id = account.sandbox.life.startChat({ name: 'Kim', email: 'kim@mail.test' });
    await until(() => told().includes('chat_started'), 'the start');
    account.sandbox.life.endChat(id);
    await until(() => told().includes('chat_ended'), 'the end');
    assert.deepEqual(told(), ['chat_started', 'chat_ended']);
    const [started, ended] = arrivals;
    assert.ok(started?.kind === 'chat_started' && ended?.kind === 'chat_ended');
    assert.equal(started.visitor.name, 'Kim');
    assert.equal(ended.chat.id, started.chat.id);
    assert.equal(ended.chat.started_timestamp, started.chat.started_timestamp);
    assert.ok(ended.chat.ended_timestamp);
    assert.equal(desk.status().publicUrl, undefined);
    assert.equal((await desk.journal.page({ limit: 10 })).entries.length, 2);
  });

  it('are not missed where the connection broke', async () => {
    const desk = await listening();
    const going = account.sandbox.life.startChat({ name: 'Kim' });
    await until(() => told().length === 1, 'the first start');
    account.sandbox.faults.next({ match: { path: /rtm\/ws/ }, status: 503 });
    account.sandbox.platform.rtm.cut();
    await until(() => desk.status().state !== 'live', 'the break');
    account.sandbox.life.endChat(going);
    account.sandbox.life.startChat({ name: 'Lee' });
    const passing = account.sandbox.life.startChat({ name: 'Passing' });
    account.sandbox.life.endChat(passing);
    await until(() => desk.status().state === 'live', 'the way back');
    await until(() => told().length >= 5, `five, and not ${told().join()}`);
    assert.deepEqual(told().sort(), [
      'chat_ended',
      'chat_ended',
      'chat_started',
      'chat_started',
      'chat_started',
    ]);
  }).timeout(20_000);

  it('never put the person on duty', async () => {
    await account.connection.agents.update(account.login, { status: 'not accepting chats' });
    account.sandbox.platform.rtm.forceOnline(account.login);
    const desk = await listening('needs-user');
    assert.deepEqual(desk.view.problem, { kind: 'socket', code: 'went-online' });
    await until(() => account.sandbox.platform.rtm.sessions === 0, 'the log-out');
  });

  it('come from another region where the account lives there', async () => {
    account.sandbox.platform.switches.moveTo('fra');
    await listening();
    account.sandbox.life.startChat({ name: 'Kim' });
    await until(() => told().length === 1, 'the start');
  });

  it('need a token that the socket takes', async () => {
    account.sandbox.platform.rtm.refusePersonalTokens();
    const desk = await listening('needs-user');
    assert.equal(desk.view.problem?.kind === 'socket' && desk.view.problem.code, 'token-refused');
  });

  it('are found in order by the doctor', async () => {
    const desk = await listening();
    const checks = await desk.doctor();
    assert.deepEqual(
      checks.map(({ name, result }) => `${name} ${result}`),
      ['key ok', 'socket ok', 'login ok', 'round-trip ok'],
    );
  });
});
