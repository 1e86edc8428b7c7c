import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Gate, type Turn } from '../../../src/core/api/gate';
import type { RateLimit } from '../../../src/core/domain/rateLimit';
import { RateLedger } from '../../../src/core/metering/rateLedger';
import type { Database } from '../../../src/core/storage/database';
import { startTestSandbox } from '../support/testSandbox';
import { buildProgram } from '../storage/support/storageBench';
import { testDatabase } from '../storage/support/testDatabase';
import type { AccountProcessOptions } from './support/accountProcess';
import type { LedgerProcessOptions } from './support/ledgerProcess';

describe('the rate limit of several windows', function () {
  this.timeout(20_000);
  let folder: string;
  let children: ChildProcess[];
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'calls-'));
    for (const name of ['ledgerProcess', 'accountProcess']) {
      buildProgram(folder, `test/unit/metering/support/${name}.ts`);
    }
  });
  after(() => rmSync(folder, { recursive: true }));
  let dir: string;
  let databases: Database[];
  beforeEach(() => {
    children = [];
    databases = [];
    dir = mkdtempSync(path.join(folder, 'shared-'));
  });
  afterEach(async () => {
    await Promise.all(children.map(kill));
    for (const database of databases) await database.close();
  });

  const kill = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
  };
  const start = (name: string, options: LedgerProcessOptions | AccountProcessOptions): ChildProcess => {
    const child = fork(path.join(folder, `${name}.js`), [JSON.stringify(options)]);
    children.push(child);
    return child;
  };
  const limit: RateLimit = { name: 'classic:ada', most: 12, windowMs: 1_000 };
  const open = async (): Promise<Database> => {
    const database = await testDatabase(dir);
    databases.push(database);
    return database;
  };
  const ledger = async (more: Partial<RateLimit> = {}): Promise<RateLedger> => {
    const database = await open();
    return new RateLedger(() => Promise.resolve(database), { ...limit, ...more });
  };
  const busiest = (starts: readonly number[], windowMs: number): number => {
    const sorted = [...starts].sort((a, b) => a - b);
    return Math.max(
      ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + windowMs).length),
    );
  };

  it('is kept and used up by three processes together', async () => {
    const calls = 20;
    const starts: number[] = [];
    const done = [1, 2, 3].map(async () => {
      const child = start('ledgerProcess', { folder: dir, limit, calls });
      child.on('message', (at) => starts.push(at as number));
      await new Promise((done) => child.once('exit', done).once('message', () => undefined));
    });
    const begun = performance.now();
    await eventually(() => starts.length === 3 * calls);
    // 60 calls at 12 a second end in the fifth second.
    const tookMs = performance.now() - begun;
    assert.ok(tookMs < 9_000, `${tookMs} ms`);
    // A start is reported a moment after it was counted.
    assert.ok(busiest(starts, 900) <= 12, `${busiest(starts, 900)} in a window`);
    await Promise.all(children.map(kill));
    await Promise.all(done);
  });

  it('does not wait for a process that was killed', async () => {
    const starts: number[] = [];
    const [first, second] = [1, 2].map(() => {
      const child = start('ledgerProcess', { folder: dir, limit, calls: 1_000 });
      child.on('message', (at) => starts.push(at as number));
      return child;
    });
    await eventually(() => starts.length > 15);
    assert.ok(first && second);
    await kill(first);
    const before = starts.length;
    await eventually(() => starts.length > before + 20);
    assert.ok(busiest(starts, 900) <= 12);
  });

  it('limits whole connections: the server receives no further call', async () => {
    const sandbox = await startTestSandbox({ tickets: 25 });
    const [owner] = sandbox.credentials;
    const options: AccountProcessOptions = {
      folder: dir,
      connection: {
        credential: {
          account: { id: 'classic:owner', kind: 'classic', name: owner?.login ?? '' },
          secret: owner?.apiKey ?? '',
        },
        apiUrl: sandbox.url,
        callsPerMinute: 9,
        timeoutMs: 5_000,
      },
    };
    for (let i = 0; i < 3; i += 1) start('accountProcess', options);
    await eventually(() => sandbox.calls.count >= 9);
    // A window that does not count the other windows' calls would continue at once.
    await new Promise((done) => setTimeout(done, 700));
    assert.equal(sandbox.calls.count, 9);
    await Promise.all(children.map(kill));
    await sandbox.dispose();
  });

  it('applies to each connection separately, and stores no name', async () => {
    const ada = await ledger({ most: 1, windowMs: 60_000 });
    const ben = await ledger({ most: 1, windowMs: 60_000, name: 'classic:ben' });
    assert.equal(await ada.ask(), 0);
    assert.equal(await ben.ask(), 0);
    const waitMs = await ada.ask();
    assert.ok(waitMs > 59_000 && waitMs <= 60_000, `${waitMs} ms`);
    const rows = (await open()).all('SELECT connection FROM rate_ledger');
    assert.equal(rows.length, 2);
    assert.doesNotMatch(JSON.stringify(rows), /ada|ben/);
  });

  it('ignores starts from before the machine was restarted', async () => {
    const first = await ledger({ most: 2, windowMs: 60_000 });
    assert.equal(await first.ask(), 0);
    const database = await open();
    const ahead = Number(process.hrtime.bigint() / 1_000_000n) + 50_000;
    await database.write([], (writer) =>
      writer.run('INSERT INTO rate_ledger (connection, at) SELECT connection, ? FROM rate_ledger', ahead),
    );
    const second = await ledger({ most: 2, windowMs: 60_000 });
    assert.equal(await second.ask(), 0);
    assert.ok((await second.ask()) > 0);
  });

  it('withdraws a start that was confirmed too late', async () => {
    const database = await open();
    const slow: Database = {
      onDidChange: database.onDidChange,
      all: database.all.bind(database),
      get: database.get.bind(database),
      erase: () => database.erase(),
      close: () => database.close(),
      writeInParts: database.writeInParts.bind(database),
      write: async (topics, work) => {
        const result = await database.write(topics, work);
        await new Promise((done) => setTimeout(done, 150));
        return result;
      },
    };
    const late = new RateLedger(() => Promise.resolve(slow), { ...limit, most: 1, windowMs: 60_000 });
    const waitMs = await late.ask();
    assert.ok(waitMs > 0 && waitMs < 1_000, `${waitMs} ms`);
    assert.deepEqual(database.all('SELECT at FROM rate_ledger'), []);
  });

  it('allows calls if the database cannot be opened', async () => {
    const file = path.join(dir, 'a-file');
    writeFileSync(file, '');
    const gate = new Gate(100, new RateLedger(() => testDatabase(file), limit));
    const turn: Turn = { id: '1', priority: 'interactive' };
    assert.equal(await gate.run(() => Promise.resolve('done'), turn, new AbortController().signal), 'done');
    gate.dispose();
  });

  it('processes waiting calls in order, and can prioritize or cancel them', async () => {
    let waits = [300, 0, 0];
    const gate = new Gate(100, { ask: () => Promise.resolve(waits.shift() ?? 0) });
    const stop = new AbortController();
    const never = new AbortController().signal;
    const order: string[] = [];
    const background: Turn = { id: 'b', priority: 'background' };
    const first = gate.run(() => Promise.resolve(order.push('background')), background, never);
    const cancelled = gate.run(
      () => Promise.resolve(order.push('never')),
      { id: 'c', priority: 'interactive' },
      stop.signal,
    );
    stop.abort();
    await assert.rejects(cancelled, { message: 'cancelled' });
    gate.raisePriority(background);
    await first;
    assert.deepEqual(order, ['background']);
    waits = [];
    gate.dispose();
  });
});

async function eventually(isTrue: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!isTrue()) {
    assert.ok(Date.now() - begun < 15_000, 'the condition was not met in time');
    await new Promise((done) => setTimeout(done, 10));
  }
}
