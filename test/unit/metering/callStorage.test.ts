import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/core/base/clock';
import { Lazy } from '../../../src/core/base/lazy';
import { silentLog } from '../../../src/core/base/log';
import { CallMeter } from '../../../src/core/metering/callMeter';
import type { Database } from '../../../src/core/storage/database';
import { buildProgram } from '../storage/support/storageBench';
import { testDatabase } from '../storage/support/testDatabase';
import type { MeterProcessOptions, MeterReport } from './support/meterProcess';

const account = 'platform:someone';

describe('calls in the database', function () {
  this.timeout(20_000);
  let root: string;
  let program: string;
  let folder: string;
  let database: Lazy<Database>;
  let children: ChildProcess[];
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'meter-'));
    program = buildProgram(root, 'test/unit/metering/support/meterProcess.ts');
  });
  after(() => rm(root, { recursive: true }));
  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(root, 'shared-')), 'globalStorage');
    database = new Lazy(() => testDatabase(folder));
    children = [];
  });
  afterEach(async () => {
    await Promise.all(children.map(kill));
    await database.value?.close();
  });

  const kill = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
  };
  const start = (more: Partial<MeterProcessOptions>): ChildProcess => {
    const options: MeterProcessOptions = { folder, account, batches: 20, callsInEach: 5, ...more };
    const child = fork(program, [JSON.stringify(options)]);
    children.push(child);
    return child;
  };
  const report = <T extends MeterReport>(
    child: ChildProcess,
    isIt: (sent: MeterReport) => sent is T,
  ): Promise<T> =>
    new Promise((resolve) => {
      child.on('message', (message) => {
        const sent = message as MeterReport;
        if (isIt(sent)) resolve(sent);
      });
    });
  const claim = async (child: ChildProcess): Promise<boolean> =>
    (await report(child, (sent): sent is { readonly claimed: boolean } => 'claimed' in sent)).claimed;
  const monthTotal = async (): Promise<number> => {
    const meter = new CallMeter(systemClock, () => database.get());
    await meter.refresh();
    return meter.totals(account).month;
  };

  it('include every call of several processes once, and one of these reports the budget', async () => {
    const claims = await Promise.all([start({}), start({}), start({})].map(claim));
    assert.equal(claims.filter(Boolean).length, 1);
    assert.equal(await monthTotal(), 3 * 20 * 5);
  });

  it('include whole batches of a process that was killed, and all of a later one', async () => {
    const first = start({ batches: 100_000 });
    let batches = 0;
    first.on('message', (sent) => (batches = (sent as { readonly batches: number }).batches));
    await report(
      first,
      (sent): sent is { readonly batches: number } => 'batches' in sent && sent.batches >= 3,
    );
    await kill(first);
    const reported = batches * 5;
    await claim(start({ batches: 1 }));
    const total = (await monthTotal()) - 5;
    assert.ok(total === reported || total === reported + 5, `${total} of ${reported}`);
  });

  it('the database folder is created with the first call', async () => {
    const meter = new CallMeter(systemClock, () => database.get());
    assert.equal(meter.totals(account).month, 0);
    assert.ok(!existsSync(folder));
    meter.count(account, { route: '/tickets', status: 200 });
    await meter.close();
    assert.ok(existsSync(folder));
    meter.dispose();
  });

  it('stay in memory, with one warning that has no path, if the database cannot be opened', async () => {
    await writeFile(folder, 'not a folder');
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (line: string) => warnings.push(line) };
    const meter = new CallMeter(systemClock, () => database.get(), log);
    for (let batch = 0; batch < 2; batch += 1) {
      meter.count(account, { route: '/tickets', status: 200 });
      await meter.refresh();
    }
    assert.equal(meter.totals(account).month, 2);
    assert.equal(meter.isComplete, false);
    assert.equal(warnings.length, 1);
    assert.match(warnings.join(), /^Calls are counted in memory only: broken \((EEXIST|ENOTDIR)\)$/);
    meter.dispose();
  });
});
