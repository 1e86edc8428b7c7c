import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lazy } from '../../../src/core/base/lazy';
import { type AuditEntry, AuditLog, AuditRows, type AuditStorage } from '../../../src/core/stores/auditLog';
import type { Database } from '../../../src/core/storage/database';
import { StorageError } from '../../../src/core/storage/storageError';
import { testDatabase } from '../storage/support/testDatabase';
import { FakeClock } from '../support/fakeClock';

type NewEntry = Omit<AuditEntry, 'at'>;

const entry: NewEntry = {
  account: 'classic:ada@example.com',
  who: 'ada@example.com',
  action: 'ticket.update',
  target: '7QK2P',
  before: { status: 'open' },
  after: { status: 'solved' },
  outcome: 'done',
};

/** Entries in memory; writes can be rejected. */
class MemoryAudit implements AuditStorage {
  readonly texts: string[] = [];
  isFull = false;

  append(_account: string, text: string): Promise<void> {
    if (this.isFull) return Promise.reject(new StorageError('full', 'ENOSPC'));
    this.texts.push(text);
    return Promise.resolve();
  }

  read(): Promise<readonly string[]> {
    return Promise.resolve(this.texts);
  }
}

describe('the audit log', () => {
  let stored: MemoryAudit;
  let clock: FakeClock;
  let log: AuditLog;

  beforeEach(() => {
    stored = new MemoryAudit();
    clock = new FakeClock();
    log = new AuditLog(stored, clock);
  });
  afterEach(() => log.dispose());

  const targets = async (): Promise<readonly string[]> =>
    (await log.read()).entries.map(({ target }) => target);

  it('stores user, action, time, and values before and after, on one line each', async () => {
    let reported = 0;
    log.onDidChange(() => (reported += 1));
    await log.record(entry);
    await log.record({ ...entry, outcome: 'failed', code: 'forbidden' });
    assert.equal(stored.texts.length, 2);
    const at = '2026-07-01T12:00:00.000Z';
    assert.deepEqual(await log.read(), {
      entries: [
        { at, ...entry },
        { at, ...entry, outcome: 'failed', code: 'forbidden' },
      ],
      unreadable: 0,
      unsaved: false,
    });
    assert.equal(reported, 2);
  });

  it('notifies listeners once per call', async () => {
    const reported: string[] = [];
    const log = new AuditLog(new MemoryAudit(), new FakeClock());
    log.onDidRecord(({ action, target, outcome }) => reported.push(`${action} ${target} ${outcome}`));
    await log.record(entry);
    await log.record({ ...entry, outcome: 'failed' });
    assert.deepEqual(reported, ['ticket.update 7QK2P done', 'ticket.update 7QK2P failed']);
  });

  it('contains no secret, detected by name or by format', async () => {
    const after = {
      password: 'hunter2',
      current_password: 'hunter2',
      nested: [{ api_key: 'hunter2', Token: 'hunter2', name: 'kept' }],
      subject: 'my password: hunter2, Authorization: Basic aHVudGVyMg==',
      link: 'https://me:hunter2@shop.example/',
    };
    await log.record({ ...entry, after });
    assert.ok(!/hunter2|aHVudGVyMg/.test(stored.texts.join()));
    assert.match(stored.texts.join(), /kept/);
  });

  it('cuts customers’ texts and puts them on one line', async () => {
    await log.record({
      ...entry,
      after: { message: `Line\nbreak ${'x'.repeat(5_000)}`, tags: Array(500).fill('t') },
    });
    assert.ok(stored.texts.join().length < 1_000);
    const message = (await log.read()).entries[0]?.after?.message;
    assert.match(String(message), /^Line break x+…$/);
  });

  it('skips malformed entries', async () => {
    await log.record(entry);
    stored.texts.push(
      '7',
      'null',
      '{"at":"x"}',
      JSON.stringify({ at: 'x', ...entry, action: 'x' }),
      '{"at":"2026-',
    );
    const { entries, unreadable } = await log.read();
    assert.deepEqual([entries.length, unreadable], [1, 5]);
  });

  it('keeps entries in memory and in order while the disk rejects writes', async () => {
    stored.isFull = true;
    await log.record({ ...entry, target: 'A' });
    assert.deepEqual(await targets(), ['A']);
    assert.equal((await log.read()).unsaved, true);
    stored.isFull = false;
    await log.record({ ...entry, target: 'B' });
    assert.deepEqual(await targets(), ['A', 'B']);
    assert.deepEqual([(await log.read()).unsaved, stored.texts.length], [false, 2]);
  });

  it('keeps the order of entries with the same time', async () => {
    await Promise.all(['A', 'B', 'C'].map((target) => log.record({ ...entry, target })));
    assert.deepEqual(await targets(), ['A', 'B', 'C']);
  });

  describe('in the database', () => {
    let folder: string;
    let databases: Lazy<Database>[];
    const open = (maxEntries?: number): AuditLog => {
      const database = new Lazy(() => testDatabase(folder));
      databases.push(database);
      return new AuditLog(new AuditRows(() => database.get()), clock, undefined, maxEntries);
    };

    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'audit-'));
      databases = [];
    });
    afterEach(async () => {
      for (const database of databases) await database.value?.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('keeps entries across restarts', async () => {
      log = open();
      assert.deepEqual((await log.read()).entries, []);
      await log.record({ ...entry, target: 'A' });
      log = open();
      await log.record({ ...entry, target: 'B' });
      assert.deepEqual(await targets(), ['A', 'B']);
    });

    it('keeps the newest entries, of all windows', async () => {
      const [first, second] = [open(10), open(10)];
      for (let at = 0; at < 20; at += 1) {
        await first.record({ ...entry, target: `A${at}` });
        await second.record({ ...entry, target: `B${at}` });
      }
      log = open();
      assert.deepEqual(
        await targets(),
        [15, 16, 17, 18, 19].flatMap((at) => [`A${at}`, `B${at}`]),
      );
    });

    it('never blocks an action if writing fails, and reports why it cannot be read', async () => {
      await writeFile(path.join(folder, 'file'), 'in the way');
      folder = path.join(folder, 'file');
      log = open();
      await log.record(entry);
      await assert.rejects(log.read(), StorageError);
      folder = path.dirname(folder);
    });
  });
});
