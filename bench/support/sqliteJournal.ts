import { createRequire } from 'node:module';
import type { Arrival } from '../../src/core/domain/arrival';

interface Statement {
  run(...values: unknown[]): unknown;
  all(...values: unknown[]): readonly Record<string, unknown>[];
}

interface Database {
  exec(text: string): void;
  prepare(text: string): Statement;
  close(): void;
}

/** The part of `node:sqlite` that is used; only newer Nodes have it. */
interface Sqlite {
  readonly DatabaseSync: new (file: string) => Database;
}

export function loadSqlite(): Sqlite | undefined {
  try {
    return createRequire(import.meta.url)('node:sqlite') as Sqlite;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_UNKNOWN_BUILTIN_MODULE')
      return undefined;
    throw thrown;
  }
}

/** A journal as one would write it with SQLite: an index for what is known, one for what is looked at. */
export class SqliteJournal {
  private readonly database: Database;
  private readonly insert: Statement;

  constructor({ DatabaseSync }: Sqlite, file: string) {
    this.database = new DatabaseSync(file);
    // Survives the end of the process, not of the machine: what the journal promises too.
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.database.exec(
      'CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, account TEXT, body TEXT)',
    );
    this.insert = this.database.prepare('INSERT OR IGNORE INTO events (id, account, body) VALUES (?, ?, ?)');
  }

  add(arrival: Arrival): void {
    this.insert.run(arrival.eventId, arrival.account, JSON.stringify(arrival));
  }

  newest(count: number): readonly unknown[] {
    const rows = this.database.prepare('SELECT body FROM events ORDER BY seq DESC LIMIT ?').all(count);
    return rows.map(({ body }) => JSON.parse(String(body)) as unknown);
  }

  close(): void {
    this.database.close();
  }
}
