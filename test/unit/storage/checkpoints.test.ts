import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MaintenanceTask } from '../../../src/core/storage/maintenance';
import type { Database } from '../../../src/core/storage/database';
import { workerRunner } from '../../../src/core/storage/openDatabase';
import { FakeClock } from '../support/fakeClock';
import { buildProgram, StorageBench } from './support/storageBench';

describe('Checkpoints', function () {
  this.timeout(20_000);
  let programs: string;
  let bench: StorageBench;
  let clock: FakeClock;
  before(() => {
    programs = mkdtempSync(path.join(tmpdir(), 'storage-worker-'));
    buildProgram(programs, 'src/core/storage/storageWorker.ts');
  });
  after(() => rmSync(programs, { recursive: true }));
  beforeEach(() => {
    bench = new StorageBench();
    clock = new FakeClock();
  });
  afterEach(() => bench.dispose());

  const store = async (database: Database, bytes: number): Promise<void> => {
    await database.write(['state'], (writer) =>
      writer.run("INSERT OR REPLACE INTO state VALUES ('key', ?)", 'x'.repeat(bytes)),
    );
  };
  /** Runs tasks in the real worker, and reports when each is done. */
  const workerTasks = () => {
    const done: MaintenanceTask[] = [];
    const waiting: (() => void)[] = [];
    const run = workerRunner(path.join(programs, 'storageWorker.js'));
    return {
      done,
      runInWorker: async (file: string, task: MaintenanceTask): Promise<void> => {
        await run(file, task);
        done.push(task);
        for (const look of waiting.splice(0)) look();
      },
      next: () => new Promise<void>((resolve) => waiting.push(resolve)),
    };
  };

  it('copies the log into the database in a worker thread after five seconds without a write', async () => {
    const { runInWorker, done, next } = workerTasks();
    const database = await bench.database({ clock, runInWorker });
    await store(database, 500_000);
    const before = statSync(bench.file).size;
    clock.advance(4_900);
    await store(database, 600_000);
    clock.advance(4_900);
    assert.deepEqual([done, statSync(bench.file).size], [[], before]);
    const copied = next();
    clock.advance(100);
    await copied;
    assert.deepEqual(done, ['checkpoint']);
    assert.ok(statSync(bench.file).size > before + 500_000);
    assert.equal(clock.pending, 0, 'an idle window does nothing');
  });

  it('empties a large log even without a pause between commits', async () => {
    const { runInWorker, done, next } = workerTasks();
    // The worker holds the lock meanwhile, and the database waits by its clock.
    const database = await bench.database({ runInWorker, maxLogBytes: 4_000_000 });
    const emptied = next();
    for (let count = 0; count < 300; count += 1) await store(database, 40_000);
    await emptied;
    assert.deepEqual(done, ['truncate']);
    assert.ok(statSync(`${bench.file}-wal`).size < 4_000_000);
  });

  it('copies the log on a separate connection if no worker thread is available', async () => {
    const database = await bench.database({ clock });
    await store(database, 500_000);
    const before = statSync(bench.file).size;
    clock.advance(5_000);
    await new Promise(setImmediate);
    assert.ok(statSync(bench.file).size > before + 400_000);
  });

  it('continues after a failed checkpoint, and logs it', async () => {
    const runInWorker = () => Promise.reject(new Error('no thread left'));
    const database = await bench.database({ clock, runInWorker });
    await store(database, 10);
    clock.advance(5_000);
    await new Promise(setImmediate);
    assert.match(bench.warnings.join(), /checkpoint failed \(no thread left\)/);
    await store(database, 20);
    await database.close();
    assert.equal(existsSync(`${bench.file}-wal`), false, 'closing copies the rest');
  });
});
