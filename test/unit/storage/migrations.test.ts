import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { migrate, migrations } from '../../../src/core/storage/schema';

const insert = `INSERT INTO events (event_id, account, kind, accepted_at, arrival, bytes, pending, shown_at, read_at)
  VALUES (?, ?, 'ticket_created', ?, '{}', 2, ?, ?, ?)`;

describe('a database of version 1', () => {
  let connection: DatabaseSync;
  beforeEach(() => {
    connection = new DatabaseSync(':memory:');
    migrate(connection, migrations.slice(0, 1));
    const add = connection.prepare(insert);
    add.run('one', 'classic:ada', 1_000, 0, null, null);
    add.run('two', 'classic:ada', 2_000, 0, 2_500, 2_600);
    add.run('three', 'classic:bo', 3_000, 1, null, null);
    add.run('four', 'classic:bo', 4_000, 0, null, null);
    add.run('deleted', 'classic:bo', 5_000, 0, null, null);
    connection.exec("DELETE FROM events WHERE event_id = 'deleted'");
    connection.exec(
      `INSERT INTO drafts VALUES ('classic:ada', 'reply/A1', 'Zipper', 1000, '{"status":"solved"}')`,
    );
    migrate(connection);
  });
  afterEach(() => connection.close());

  const all = (sql: string): readonly unknown[] =>
    connection
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));

  it('keeps its events, their marks and the last number after migration', () => {
    const rows = all('SELECT seq, event_id, pending, shown_at, read_at FROM events ORDER BY seq');
    assert.deepEqual(rows, [
      { seq: 1, event_id: 'one', pending: 0, shown_at: null, read_at: null },
      { seq: 2, event_id: 'two', pending: 0, shown_at: 2_500, read_at: 2_600 },
      { seq: 3, event_id: 'three', pending: 1, shown_at: null, read_at: null },
      { seq: 4, event_id: 'four', pending: 0, shown_at: null, read_at: null },
    ]);
    const { lastInsertRowid } = connection.prepare(insert).run('next', 'classic:ada', 6_000, 0, null, null);
    assert.equal(lastInsertRowid, 6);
  });

  it('keeps its drafts, which have no values from before editing', () => {
    const rows = all('SELECT account, subject, content, base FROM drafts');
    assert.deepEqual(rows, [
      { account: 'classic:ada', subject: 'reply/A1', content: '{"status":"solved"}', base: null },
    ]);
  });

  it('counts unread events, also of later arrivals', () => {
    const counts = (): unknown => all('SELECT account, count FROM unread_counts ORDER BY account');
    assert.deepEqual(counts(), [
      { account: 'classic:ada', count: 1 },
      { account: 'classic:bo', count: 1 },
    ]);
    connection.exec("UPDATE events SET pending = 0 WHERE event_id = 'three'");
    connection.exec("DELETE FROM events WHERE event_id = 'one'");
    assert.deepEqual(counts(), [
      { account: 'classic:ada', count: 0 },
      { account: 'classic:bo', count: 2 },
    ]);
  });
});

describe('a database of any earlier version', () => {
  const schemaOf = (connection: DatabaseSync): readonly unknown[] =>
    [
      'SELECT type, name, sql FROM sqlite_schema ORDER BY name',
      'SELECT * FROM topics ORDER BY topic',
    ].flatMap((sql) =>
      connection
        .prepare(sql)
        .all()
        .map((row) => ({ ...row })),
    );

  for (let version = 1; version < migrations.length; version += 1) {
    it(`has the schema of a new database after migration from version ${version}`, () => {
      const [fresh, old] = [new DatabaseSync(':memory:'), new DatabaseSync(':memory:')];
      migrate(old, migrations.slice(0, version));
      migrate(old);
      migrate(fresh);
      assert.deepEqual(schemaOf(old), schemaOf(fresh));
      fresh.close();
      old.close();
    });
  }
});
