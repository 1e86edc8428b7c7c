import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../../src/core/base/clock';
import { silentLog } from '../../../src/core/base/log';
import { openDatabase } from '../../../src/core/storage/openDatabase';
import { migrate, migrations } from '../../../src/core/storage/schema';
import { buildProgram, StorageBench } from './support/storageBench';

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe('openDatabase', function () {
  this.timeout(30_000);
  let programs: string;
  let program: string;
  before(() => {
    programs = mkdtempSync(path.join(tmpdir(), 'storage-program-'));
    program = buildProgram(programs, 'test/unit/storage/support/storageProcess.ts');
  });
  after(() => rmSync(programs, { recursive: true }));
  let bench: StorageBench;
  beforeEach(() => {
    bench = new StorageBench();
  });
  afterEach(() => bench.dispose());

  const addDrafts = async (count: number, content = '{}'): Promise<void> => {
    const database = await bench.database();
    await database.write(['drafts'], (writer) => {
      for (let number = 0; number < count; number += 1) {
        writer.run(
          'INSERT INTO drafts (account, subject, title, saved_at, content) VALUES (?, ?, ?, ?, ?)',
          ...['classic:ada', `reply/${number}`, 'Title', number, content],
        );
      }
      writer.run('INSERT INTO audit (account, entry) VALUES (?, ?)', 'classic:ada', '{"at":"now"}');
    });
    await database.close();
  };

  /** Overwrites the table `topics`. */
  const damageTopics = (): void => {
    const [root, size] = bench.raw((connection) => [
      Number(connection.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'topics'").get()?.rootpage),
      Number(connection.prepare('PRAGMA page_size').get()?.page_size),
    ]);
    const bytes = readFileSync(bench.file);
    bytes.fill(0xff, (root - 1) * size, root * size);
    writeFileSync(bench.file, bytes);
  };

  it('creates the file readable by its owner only, in write-ahead mode', async () => {
    const database = await bench.database();
    await database.write(['state'], () => undefined);
    assert.deepEqual(
      [modeOf(bench.folder), modeOf(bench.file), modeOf(`${bench.file}-wal`)],
      ['700', '600', '600'],
    );
    assert.equal(database.get('PRAGMA journal_mode')?.journal_mode, 'wal');
    assert.equal(database.get('PRAGMA foreign_keys')?.foreign_keys, 1);
    assert.equal(database.get('PRAGMA synchronous')?.synchronous, 1);
  });

  it('restricts the permissions of a folder and a file that others may read', async () => {
    await addDrafts(1);
    chmodSync(bench.folder, 0o755);
    chmodSync(bench.file, 0o644);
    await bench.database();
    assert.deepEqual([modeOf(bench.folder), modeOf(bench.file)], ['700', '600']);
  });

  it('leaves a file of a newer version unchanged, and reports it', async () => {
    await addDrafts(1);
    bench.raw((connection) => connection.exec(`PRAGMA user_version = ${migrations.length + 1}`));
    const before = readFileSync(bench.file);
    await assert.rejects(bench.database(), { name: 'StorageError', fault: 'newer' });
    assert.deepEqual(readFileSync(bench.file), before);
    assert.deepEqual(readdirSync(bench.folder), ['desk.db']);
  });

  it('renames a file that is not a database, once across all windows', async () => {
    mkdirSync(bench.folder);
    writeFileSync(bench.file, 'This is a text and no database. '.repeat(500));
    const replaced: string[] = [];
    const open = () => bench.database({ onReplaced: (name) => replaced.push(name) });
    const databases = await Promise.all([open(), open(), open()]);
    assert.equal(replaced.length, 1);
    await databases[0].write(['state'], (writer) => writer.run("INSERT INTO state VALUES ('key', '1')"));
    assert.equal(databases[2].get("SELECT value FROM state WHERE key = 'key'")?.value, '1');
    const aside = readdirSync(bench.folder).filter((name) => name.startsWith('desk.db.damaged-'));
    assert.deepEqual(aside, replaced);
    assert.match(readFileSync(path.join(bench.folder, aside[0] ?? ''), 'utf8'), /^This is a text/);
    assert.equal(bench.warnings.filter((line) => line.includes('set aside')).length, 1);
  });

  it('saves drafts and audit log of a damaged file, as far as they can be read', async () => {
    await addDrafts(200, JSON.stringify({ message: 'x'.repeat(200) }));
    damageTopics();
    const database = await bench.database();
    assert.equal(database.get('SELECT count(*) AS count FROM drafts')?.count, 200);
    assert.equal(database.get('SELECT entry FROM audit')?.entry, '{"at":"now"}');
  });

  it('saves the drafts of a damaged file of an older version', async () => {
    await addDrafts(3);
    bench.raw((connection) => connection.exec('ALTER TABLE drafts DROP COLUMN base'));
    damageTopics();
    const database = await bench.database();
    assert.equal(database.get('SELECT count(*) AS count FROM drafts')?.count, 3);
  });

  it('works without shared memory, as on a network file system', async () => {
    const parameters = { vfs: 'unix-dotfile' };
    const database = await bench.database({ parameters });
    assert.equal(database.get('PRAGMA journal_mode')?.journal_mode, 'delete');
    // Reads wait for writes then.
    assert.equal(database.get('PRAGMA busy_timeout')?.timeout, 5);
    const other = bench.process(program);
    other.order({ kind: 'open', parameters });
    await other.report('opened');
    other.order({ kind: 'write', account: 'classic:bob', together: 2, count: 10 });
    const mine = Array.from({ length: 10 }, (_, number) =>
      database.write(['drafts'], (writer) =>
        writer.run(
          'INSERT INTO drafts (account, subject, title, saved_at, content) VALUES (?, ?, ?, ?, ?)',
          ...['classic:ada', `reply/${number}`, 'Title', number, '{}'],
        ),
      ),
    );
    await Promise.all(mine);
    await other.report('finished');
    assert.equal(database.get('SELECT count(*) AS count FROM drafts')?.count, 20);
  });

  it('reports the fault if Node.js has no SQLite', async () => {
    const child = bench.process(program, { execArgv: ['--no-experimental-sqlite'] });
    child.order({ kind: 'open' });
    assert.equal((await child.report('failed')).fault, 'no-sqlite');
  });

  it('reports that a folder cannot be written', async () => {
    mkdirSync(bench.folder, { mode: 0o500 });
    chmodSync(bench.root, 0o755);
    chmodSync(programs, 0o755);
    // The administrator may write anywhere, so the test runs as another user.
    const child = bench.process(program, process.getuid?.() === 0 ? { uid: 65_534 } : {});
    child.order({ kind: 'open' });
    assert.equal((await child.report('failed')).fault, 'read-only');
  });

  it('waits for a lock of another process without blocking the event loop', async () => {
    const database = await bench.database();
    const child = bench.process(program);
    child.order({ kind: 'lock', ms: 400 });
    await child.report('locked');
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    await database.write(['state'], (writer) => writer.run("INSERT INTO state VALUES ('key', '1')"));
    clearInterval(timer);
    assert.ok(turns >= 5, `${turns} turns of the event loop`);
    await child.report('unlocked');
    assert.equal(database.get('SELECT value FROM state')?.value, '1');
  });

  it('fails with `full` on a full disk, and continues once there is space', async () => {
    const database = await bench.database({ maxPages: 60 });
    const add = (key: string, length: number) =>
      database.write(['state'], (writer) =>
        writer.run('INSERT INTO state (key, value) VALUES (?, ?)', key, 'x'.repeat(length)),
      );
    const results = await Promise.allSettled([add('a', 100), add('large', 1_000_000), add('b', 100)]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.ok(results[1].status === 'rejected');
    assert.equal((results[1].reason as { fault: string }).fault, 'full');
    assert.deepEqual(
      database.all('SELECT key FROM state ORDER BY key').map(({ key }) => key),
      ['a', 'b'],
    );
  });

  it('keeps all acknowledged data when writers are killed', async () => {
    await (await bench.database()).close();
    for (let round = 0; round < 3; round += 1) {
      const children = ['ada', 'bob'].map((name) => {
        const child = bench.process(program);
        child.order({ kind: 'open' });
        return { child, account: `${name}${round}` };
      });
      await Promise.all(
        children.map(async ({ child, account }, index) => {
          await child.report('opened');
          child.order({ kind: 'write', account, together: 4, count: 100_000 });
          await child.report('written', 10 + 7 * index + 5 * round);
          await child.kill();
        }),
      );
      const database = await bench.database();
      assert.equal(database.get('PRAGMA integrity_check')?.integrity_check, 'ok');
      for (const { child, account } of children) {
        const stored = new Set(
          database
            .all('SELECT saved_at FROM drafts WHERE account = ?', account)
            .map(({ saved_at }) => Number(saved_at)),
        );
        const acknowledged = child.all('written').flatMap(({ numbers }) => numbers);
        assert.ok(acknowledged.length > 0);
        assert.deepEqual(
          acknowledged.filter((number) => !stored.has(number)),
          [],
        );
      }
      await database.close();
    }
  });
});

describe('migrate', () => {
  const versionOf = (connection: DatabaseSync): unknown =>
    connection.prepare('PRAGMA user_version').get()?.user_version;

  it('updates a file of each older version', () => {
    const steps = [
      ...migrations,
      'CREATE TABLE added (id INTEGER)',
      'ALTER TABLE added ADD COLUMN name TEXT',
    ];
    for (let version = 0; version <= steps.length; version += 1) {
      const connection = new DatabaseSync(':memory:');
      migrate(connection, steps.slice(0, version));
      assert.equal(versionOf(connection), version);
      migrate(connection, steps);
      assert.equal(versionOf(connection), steps.length);
      connection.exec("INSERT INTO added VALUES (1, 'name')");
      connection.close();
    }
  });

  it('keeps the previous version if a step fails', () => {
    const connection = new DatabaseSync(':memory:');
    migrate(connection);
    assert.throws(() =>
      migrate(connection, [...migrations, 'CREATE TABLE added (id); SELECT nothing FROM nowhere']),
    );
    assert.equal(versionOf(connection), migrations.length);
    assert.throws(() => connection.exec('SELECT * FROM added'));
    connection.close();
  });

  it('runs once if two windows open a new file at the same time', async () => {
    const bench = new StorageBench();
    try {
      const options = { folder: bench.folder, clock: systemClock, log: silentLog };
      const databases = await Promise.all([1, 2, 3, 4].map(() => openDatabase(options)));
      for (const database of databases) {
        assert.equal(database.get('PRAGMA user_version')?.user_version, migrations.length);
        await database.close();
      }
    } finally {
      await bench.dispose();
    }
  });
});
