import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../src/core/base/log';
import { openJournal } from '../../../src/core/events/journal/openJournal';
import { runSearchTask, type SearchTask } from '../../../src/core/localData/searchTasks';
import { workerRunner } from '../../../src/core/storage/openDatabase';
import type { Database, Row } from '../../../src/core/storage/database';
import { StorageError } from '../../../src/core/storage/storageError';
import { StoredData } from '../../../src/core/stores/deleteStoredData';
import { remainingTables } from '../../../src/core/stores/deletion/askedDeletion';
import { chatArrival } from '../events/journal/support/journalBench';
import { FakeClock } from '../support/fakeClock';
import { withStepSizes } from '../storage/support/stepSizes';
import { buildProgram, StorageBench } from '../storage/support/storageBench';

const day = 24 * 3_600_000;
const none = { tickets: 0, chats: 0, events: 0, drafts: 0, audit: 0, notes: 0, scheduled: 0 };
/** Text of a customer, which no file may contain afterwards. */
const words = 'a-customers-own-words';

describe('local data', function () {
  this.timeout(30_000);
  let programs: string;
  let bench: StorageBench;
  let clock: FakeClock;
  let database: Database;
  let data: StoredData;

  before(() => {
    programs = mkdtempSync(path.join(tmpdir(), 'local-data-worker-'));
    buildProgram(programs, 'src/core/storage/storageWorker.ts');
  });
  after(() => rmSync(programs, { recursive: true }));
  beforeEach(async () => {
    bench = new StorageBench();
    clock = new FakeClock();
    database = await bench.database({
      runInWorker: workerRunner(path.join(programs, 'storageWorker.js')),
    });
    data = new StoredData(() => Promise.resolve(database), clock);
  });
  afterEach(() => bench.dispose());

  const chat = (account: string, number: number) =>
    chatArrival(`${account}-${number}`, {
      account,
      chat: { id: `${account}-${number}`, messages: [], agents: [], groups: [7], tags: [], events: [] },
      visitor: { name: words },
    });
  const fill = async (...accounts: readonly string[]): Promise<void> => {
    const journal = openJournal({ database, clock, log: silentLog });
    const chats = accounts.flatMap((account) => [1, 2, 3].map((number) => chat(account, number)));
    await Promise.all(chats.map((arrival) => journal.accept(arrival)));
    await journal.dispose();
    await database.write(['drafts', 'audit', 'calls', 'state'], (writer) => {
      for (const account of accounts) {
        const content = JSON.stringify({ message: words.repeat(400) });
        writer.run(
          'INSERT INTO drafts (account, subject, title, saved_at, content) VALUES (?, ?, ?, 1, ?)',
          ...[account, 'reply/1', words, content],
        );
        writer.run('INSERT INTO audit (account, entry) VALUES (?, ?)', account, JSON.stringify({ words }));
        writer.run("INSERT INTO calls VALUES (?, '2026-01-01', 'tickets', 3)", account);
        writer.run('INSERT INTO state VALUES (?, ?)', `learned.${account}`, '{}');
        writer.run("INSERT INTO person_notes VALUES (?, 'kim@example.com', ?, 1)", account, words);
      }
      writer.run("INSERT OR REPLACE INTO state VALUES ('activeAccount', '\"a\"'), ('consents', '{}')");
    });
  };
  const rows = (table: string): number =>
    Number(database.get(`SELECT count(*) AS count FROM ${table}`)?.count);
  /** Every table of the schema, with the names of its columns. */
  const tables = (): ReadonlyMap<string, readonly Row[]> => {
    const names = database.all(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    return new Map(
      names.map(({ name }) => [
        String(name),
        database.all(`SELECT name, type FROM pragma_table_info('${String(name)}')`),
      ]),
    );
  };
  /** Adds a row of the account to each table that has none. */
  const fillAll = async (account: string): Promise<void> => {
    await fill(account);
    await database.write([], (writer) => {
      for (const [table, columns] of tables()) {
        if (rows(table) > 0) continue;
        const values = columns.map(({ name, type }) =>
          // Other columns are computed from it.
          name === 'summary' ? JSON.stringify({ account }) : type === 'TEXT' ? account : 1,
        );
        writer.run(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`, ...values);
      }
    });
    assert.deepEqual(
      tablesWhere((table) => rows(table) === 0),
      [],
    );
  };
  const tablesWhere = (matches: (table: string, columns: readonly Row[]) => boolean): readonly string[] =>
    [...tables()].flatMap(([table, columns]) => (matches(table, columns) ? [table] : [])).sort();
  const filesWith = (text: string): readonly string[] =>
    readdirSync(bench.folder).filter((name) => readFileSync(path.join(bench.folder, name)).includes(text));

  it('is counted, of one account or of all', async () => {
    await fill('a', 'b');
    assert.deepEqual(await data.counts(), { ...none, events: 6, drafts: 2, audit: 2, notes: 2 });
    assert.deepEqual(await data.counts('a'), { ...none, events: 3, drafts: 1, audit: 1, notes: 1 });
  });

  it('of an account is deleted without that of others or the audit log', async () => {
    await fill('a', 'b');
    await data.deleteAccount('a', ['learned.']);
    assert.deepEqual(await data.counts('a'), { ...none, events: 0, drafts: 0, audit: 1 });
    assert.deepEqual(await data.counts('b'), { ...none, events: 3, drafts: 1, audit: 1, notes: 1 });
    assert.deepEqual([rows('event_groups'), rows("state WHERE key = 'learned.a'")], [3, 0]);
    assert.equal(rows("state WHERE key = 'learned.b'"), 1);
    const keys = database.get(
      'SELECT count(*) AS count FROM event_keys WHERE seq NOT IN (SELECT seq FROM events)',
    );
    assert.equal(keys?.count, 0);
    const { bytes } = database.get('SELECT bytes FROM event_totals') ?? {};
    assert.equal(bytes, database.get('SELECT sum(bytes) AS bytes FROM events')?.bytes);
  });

  it('is deleted from every file, even if another window has the database open', async () => {
    await fill('a', 'b');
    const other = await bench.database();
    assert.equal(other.get('SELECT count(*) AS count FROM events')?.count, 6);
    writeFileSync(path.join(bench.folder, 'desk.db.damaged-2026'), words);
    assert.ok(filesWith(words).length > 1);
    await data.deleteAll();
    assert.deepEqual(filesWith(words), []);
    assert.deepEqual(await data.counts(), none);
    assert.deepEqual([rows('calls'), rows('event_keys'), rows('event_groups')], [0, 0, 0]);
    assert.deepEqual(
      database.all('SELECT key FROM state').map(({ key }) => key),
      ['activeAccount'],
    );
    assert.equal(other.get('SELECT count(*) AS count FROM drafts')?.count, 0);
    await fill('c');
    assert.equal(other.get('SELECT count(*) AS count FROM events')?.count, 3);
  });

  it('is deleted from every table, except those that do not belong to it', async () => {
    await fillAll('a');
    await data.deleteAll();
    assert.deepEqual(
      tablesWhere((table) => rows(table) > 0),
      [...remainingTables].sort(),
    );
  });

  it('of an account is deleted from every table, except the account list, the audit log and counts of calls', async () => {
    await fillAll('a');
    await data.deleteAccount('a', ['learned.']);
    const isLeft = (table: string, columns: readonly Row[]): boolean =>
      columns.some(({ name }) => name === 'account') && rows(`${table} WHERE account = 'a'`) > 0;
    const calls = ['background_slots', 'calls', 'recent_calls', 'reported_levels'];
    assert.deepEqual(tablesWhere(isLeft), ['account_secrets', 'audit', ...calls].sort());
  });

  it('is deleted in small transactions, so that the window is not blocked', async () => {
    const accounts = Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 'a' : 'b'));
    const journal = openJournal({ database, clock, log: silentLog });
    await Promise.all(accounts.map((account, at) => journal.accept(chat(account, at))));
    await journal.dispose();
    await database.write([], (writer) => {
      for (let at = 0; at < 200; at += 1) {
        writer.run("INSERT INTO audit (account, entry) VALUES ('a', '{}')");
        writer.run(
          "INSERT INTO report_moments VALUES ('event', ?, 1, 'a', 'x', 1, 'y', NULL, NULL, NULL)",
          -at,
        );
        writer.run("INSERT INTO person_notes VALUES ('a', ?, 'note', 1)", String(at));
        writer.run('INSERT INTO evicted_keys VALUES (?, 1)', String(at));
        writer.run("INSERT INTO bulk_items VALUES (1, ?, 'id', '{}', '{}', 'waiting', NULL, NULL)", at);
      }
      writer.run(
        "INSERT INTO bulk_runs (id, account, state, created_at, request) VALUES (1, 'a', 'ended', 1, '{}')",
      );
    });
    const sized = withStepSizes(database);
    const parts = new StoredData(() => Promise.resolve(sized), clock);
    await parts.deleteAccount('a', []);
    assert.deepEqual([await data.counts('a'), rows('events')], [{ ...none, audit: 200 }, 100]);
    assert.deepEqual([rows('event_groups'), rows('bulk_runs'), rows('bulk_items')], [100, 0, 0]);
    await parts.deleteAll();
    assert.deepEqual([rows('events'), rows('event_keys'), rows('event_groups')], [0, 0, 0]);
    assert.ok(Math.max(...sized.sizes) <= 64, String(sized.sizes));
  });

  it('is deleted off this thread as far as it was fetched', async () => {
    const worker = await bench.database();
    const tasks: SearchTask[] = [];
    const kept =
      "kept_items (account, kind, item_id, changed_at, fetched_at, summary) VALUES (?, 'ticket', ?, 1, 1, '{}')";
    await database.write([], (writer) => {
      for (const account of ['a', 'b', 'c']) writer.run(`INSERT INTO ${kept}`, account, account);
    });
    const left: number[] = [];
    const parts = new StoredData(
      () => Promise.resolve(database),
      clock,
      async (task) => {
        tasks.push(task);
        left.push(rows('kept_items'));
        return await runSearchTask(worker, task);
      },
    );
    await parts.deleteAccount('a', []);
    await parts.deleteAll();
    assert.deepEqual([left, rows('kept_items')], [[3, 2], 0]);
    const deleting = [{ account: 'a' }, 'all'];
    assert.deepEqual(
      tasks,
      deleting.map((what) => ({ kind: 'purge', deleting: what })),
    );
  });

  for (const account of [undefined, 'a']) {
    it(`goes at the next start where its deletion was interrupted (${account ?? 'all'})`, async () => {
      await fill('a');
      const keep = (id: string): Promise<unknown> =>
        database.write([], (writer) =>
          writer.run(
            `INSERT INTO kept_items (account, kind, item_id, changed_at, fetched_at, summary)
              VALUES ('a', 'ticket', ?, 1, ?, ?)`,
            ...[id, clock.now(), JSON.stringify({ words })],
          ),
        );
      await keep('t1');
      const ended = async (): Promise<never> => await Promise.reject(new Error('The worker ended.'));
      const first = new StoredData(() => Promise.resolve(database), clock, ended, 1);
      const deleted = account === undefined ? first.deleteAll() : first.deleteAccount(account, ['learned.']);
      await assert.rejects(deleted, /worker ended/);
      const own = ['drafts', 'person_notes', 'scheduled_items', 'bulk_runs', "state WHERE key = 'learned.a'"];
      assert.deepEqual(own.map(rows), [0, 0, 0, 0, 0], 'what the user wrote goes first');
      assert.equal(rows('kept_items'), 1);
      await first.deleteOld(30);
      assert.equal(rows('kept_items'), 1, 'the process that deletes does not begin again');
      // The user works on before the rest is gone.
      await database.write([], (writer) =>
        writer.run("INSERT INTO person_notes VALUES ('a', 'kim@example.com', 'new', 2)"),
      );
      const journal = openJournal({ database, clock, log: silentLog });
      await journal.accept(chatArrival('new', { account: 'a' }));
      await journal.dispose();
      const next = new StoredData(() => Promise.resolve(database), clock, undefined, 2);
      await next.deleteOld(30);
      assert.deepEqual([rows('kept_items'), rows('events'), rows('person_notes')], [0, 1, 1]);
      assert.equal(rows("state WHERE key LIKE 'deleting%'"), 0);
      const audit = account === undefined ? [] : ['desk.db'];
      assert.deepEqual(filesWith(words), audit, 'the audit log stays with the accounts');
    });
  }

  it('is not deleted by a later start where the user saw that it could not be deleted', async () => {
    await fill('a');
    const full: Database = {
      ...withStepSizes(database),
      writeInParts: () => Promise.reject(new StorageError('full', 'TEST')),
    };
    const failing = new StoredData(() => Promise.resolve(full), clock, undefined, 1);
    await assert.rejects(failing.deleteAll(), StorageError);
    await new StoredData(() => Promise.resolve(database), clock, undefined, 2).deleteOld(30);
    assert.deepEqual([rows('drafts'), rows('events')], [1, 3]);
  });

  it('is not deleted if the clock was two months ahead once', async () => {
    await fill('a');
    clock.advance(60 * day);
    await data.deleteOld(30);
    clock.setBack(59 * day);
    await data.deleteOld(30);
    assert.equal(rows('events'), 3);
  });

  it('is deleted after its retention period, without a write if there is none', async () => {
    await fill('a');
    const version = (): unknown => database.get("SELECT version FROM topics WHERE topic = 'events'")?.version;
    const before = version();
    clock.advance(29 * day);
    await data.deleteOld(30);
    assert.deepEqual([rows('events'), version()], [3, before]);
    clock.advance(2 * day);
    await data.deleteOld(30);
    assert.equal(rows('events'), 3, 'a clock that is a month ahead of the last event may be wrong');
    clock.advance(day);
    await data.deleteOld(30);
    assert.deepEqual([rows('events'), rows('event_keys'), rows('event_groups')], [0, 0, 0]);
    assert.equal(rows('drafts'), 1, 'drafts have no age');
    assert.equal(filesWith('a-1').length, 0);
  });
});
