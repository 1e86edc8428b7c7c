import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { systemClock } from '../../../src/core/base/clock';
import { monthOf } from '../../../src/core/metering/callCounts';
import { MeterFiles } from '../../../src/core/metering/meterFiles';
import { CallMeter } from '../../../src/core/metering/callMeter';
import type { MeterBirth } from './support/meterProcess';

const account = 'platform:someone';

describe('the files of counted calls', function () {
  this.timeout(20_000);
  let root: string;
  let folder: string;
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'meter-'));
    await build({
      entryPoints: ['test/unit/metering/support/meterProcess.ts'],
      bundle: true,
      platform: 'node',
      target: 'node22',
      outdir: root,
    });
  });
  after(() => rm(root, { recursive: true }));
  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(root, 'shared-')), 'meter');
  });

  const start = (more: Partial<MeterBirth>): ChildProcess => {
    const birth: MeterBirth = { folder, account, batches: 20, callsInEach: 5, ...more };
    return fork(path.join(root, 'meterProcess.js'), [JSON.stringify(birth)]);
  };
  const word = (child: ChildProcess): Promise<unknown> => new Promise((told) => child.once('message', told));
  const end = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  };
  const monthTotal = async (): Promise<number> => {
    const meter = new CallMeter(systemClock, new MeterFiles(folder));
    await meter.refresh();
    return meter.totals(account).month;
  };

  it('hold every call of several processes once, and one of these tells of the budget', async () => {
    const children = [start({}), start({}), start({})];
    try {
      const told = await Promise.all(children.map(word));
      assert.equal(told.filter((mine) => mine === true).length, 1);
      assert.equal(await monthTotal(), 3 * 20 * 5);
    } finally {
      await Promise.all(children.map(end));
    }
  });

  it('outlive a process that was killed in the middle of a line', async () => {
    const first = start({ batches: 1 });
    await word(first);
    await end(first);
    await appendFile(path.join(folder, `${monthOf(Date.now())}.jsonl`), '{"writer":"killed","acc');
    const next = start({ batches: 1 });
    await word(next);
    await end(next);
    assert.equal(await monthTotal(), 10);
  });

  it('are there after the first call only, and of two months', async () => {
    const files = new MeterFiles(folder);
    assert.equal((await files.readOn('2026-06', 0)).length, 0);
    await assert.rejects(readdir(folder));
    for (const month of ['2026-05', '2026-06', '2026-07']) await files.append(month, ['{}']);
    assert.deepEqual(await readdir(folder), ['2026-06.jsonl', '2026-07.jsonl']);
  });

  it('fail with the system’s code and no path where the disk refuses', async () => {
    await writeFile(folder, 'in the way');
    await assert.rejects(
      new MeterFiles(folder).append('2026-07', ['{}']),
      /^StorageError: broken \((EEXIST|ENOTDIR)\)$/,
    );
  });
});
