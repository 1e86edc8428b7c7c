import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { connect } from '../../../../src/core/api/connect';
import { systemClock } from '../../../../src/core/base/clock';
import { readJournal } from '../../../../src/core/events/journal/journalRows';
import { testDatabase } from '../../storage/support/testDatabase';
import type { Sandbox } from '../../../../src/sandbox/sandbox';
import { startTestSandbox } from '../../support/testSandbox';
import type { WindowReport } from '../support/windowProcess';
import type { WindowSpec } from '../support/processEventService';

interface Window {
  readonly child: ChildProcess;
  readonly tickets: string[];
  readonly shown: string[];
  role: string;
  state: string;
}

describe('windows that are killed', () => {
  let sandbox: Sandbox;
  let folder: string;
  let port: number;
  let windows: Window[];
  beforeEach(async () => {
    sandbox = await startTestSandbox({ tickets: 25 });
    folder = mkdtempSync(path.join(tmpdir(), 'killed-'));
    windows = [];
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    port = (server.address() as AddressInfo).port;
    await new Promise((done) => server.close(done));
    buildSync({
      entryPoints: ['test/unit/events/support/windowProcess.ts'],
      bundle: true,
      platform: 'node',
      target: 'node22',
      outfile: path.join(folder, 'desk.js'),
    });
  });
  afterEach(async () => {
    for (const { child } of windows) await kill(child);
    await sandbox.dispose();
    rmSync(folder, { recursive: true });
  });

  const kill = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  };

  const open = async (): Promise<Window> => {
    const [owner] = sandbox.credentials;
    const birth: WindowSpec = {
      dir: path.join(folder, 'desk'),
      installId: path.basename(folder),
      apiUrl: sandbox.url,
      login: owner?.login ?? '',
      secret: owner?.apiKey ?? '',
      port,
    };
    const child = fork(path.join(folder, 'desk.js'), [JSON.stringify(birth)], { execArgv: [] });
    const window: Window = { child, tickets: [], shown: [], role: 'electing', state: 'electing' };
    child.on('message', (message) => {
      const report = message as WindowReport;
      if (report.type === 'arrived') window.tickets.push(report.ticket);
      else if (report.type === 'shown') window.shown.push(...report.eventIds);
      else Object.assign(window, { role: report.role, state: report.state });
    });
    windows.push(window);
    await until(() => window.role !== 'electing');
    return window;
  };

  const registered = async (): Promise<string[]> => {
    const [owner] = sandbox.credentials;
    const connection = connect({
      credential: {
        account: { id: 'classic:owner', kind: 'classic', name: owner?.login ?? '' },
        secret: owner?.apiKey ?? '',
      },
      apiUrl: sandbox.url,
      callsPerMinute: 1_000,
      timeoutMs: 5_000,
      onCall: () => undefined,
    });
    const rows = await connection.webhooks.list();
    connection.dispose();
    return rows.map(({ event }) => event);
  };

  const until = async (isTrue: () => boolean): Promise<void> => {
    const begun = Date.now();
    while (!isTrue()) {
      assert.ok(
        Date.now() - begun < 40_000,
        `it never came true: ${JSON.stringify(windows.map(({ role, state }) => [role, state]))}`,
      );
      await new Promise((done) => setTimeout(done, 5));
    }
  };

  it('lose no ticket, report none twice, and leave one registration per event', async () => {
    const first = await open();
    await open();
    first.child.send('start');
    await until(() => first.state === 'live');
    const made: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const leader = windows.find(({ child, role }) => role === 'leader' && child.signalCode === null);
      assert.ok(leader);
      for (let count = 0; count < 3; count += 1) made.push(sandbox.simulator.createTicket());
      // Some of these are in flight, some stored, some shown.
      await until(() => leader.tickets.length > round);
      await kill(leader.child);
      made.push(sandbox.simulator.createTicket());
      await until(() =>
        windows.some((one) => one !== leader && one.child.signalCode === null && one.state === 'live'),
      );
      await open();
    }
    const database = await testDatabase(path.join(folder, 'desk'));
    const journal = readJournal({ database, clock: systemClock });
    const kept = async (): Promise<readonly string[]> => {
      const { entries } = await journal.page({ limit: 100 });
      return entries
        .flatMap(({ arrival }) => (arrival.kind === 'ticket_created' ? [arrival.ticket.id] : []))
        .sort();
    };
    // LiveChat retries the rejected deliveries, the first time after 10 seconds.
    let now = await kept();
    await until(() => {
      void kept().then((ids) => (now = ids));
      return now.length >= made.length;
    });
    assert.deepEqual(now, made.sort());
    const shown = windows.flatMap((window) => window.shown);
    assert.equal(new Set(shown).size, shown.length);
    await until(() => sandbox.webhooks.deliveries.every(({ state }) => state === 'delivered'));
    assert.deepEqual((await registered()).sort(), ['chat_ended', 'chat_started', 'ticket_created']);
  });
}).timeout(90_000);
