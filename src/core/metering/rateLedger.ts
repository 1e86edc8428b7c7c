import type { RateLimit, SharedCount } from '../domain/rateLimit';
import type { Database, Writer } from '../storage/database';
import { digestOf } from '../base/digest';

/** A start that is confirmed later than this after it was recorded could come too close to later ones. */
const promptMs = 100;
/** Entries this far ahead were written before this machine was restarted. */
const skewMs = 1_000;
/** Shortest wait before the next attempt. */
const againMs = 20;

/**
 * Counts calls of one connection over all processes of this machine. A start is admitted and recorded in one
 * transaction, so two processes never take the same place; a process that ends before its call leaves one place unused.
 */
export class RateLedger implements SharedCount {
  private readonly connection: string;

  constructor(
    private readonly open: () => Promise<Database>,
    private readonly limit: RateLimit,
  ) {
    this.connection = digestOf(limit.name);
  }

  /** @throws StorageError if the database cannot be used; the call is not counted then */
  async ask(): Promise<number> {
    const database = await this.open();
    const { waitMs, id, at } = await database.write([], (writer) => this.admit(writer));
    if (id === undefined || now() - at < promptMs) return waitMs;
    await database.write([], (writer) => writer.run('DELETE FROM rate_ledger WHERE id = ?', id));
    return againMs;
  }

  /** @returns the wait in milliseconds if there is no room, else the recorded start */
  private admit(writer: Writer): { readonly waitMs: number; readonly id?: number; readonly at: number } {
    const { connection } = this;
    const { most, windowMs } = this.limit;
    const at = now();
    writer.run(
      'DELETE FROM rate_ledger WHERE connection = ? AND (at <= ? OR at > ?)',
      ...[connection, at - windowMs, at + skewMs],
    );
    const row = writer.get('SELECT count(*) AS count FROM rate_ledger WHERE connection = ?', connection);
    const excess = Number(row?.count) - most;
    if (excess < 0) {
      const sql = 'INSERT INTO rate_ledger (connection, at) VALUES (?, ?)';
      return { waitMs: 0, id: writer.run(sql, connection, at).lastId, at };
    }
    const last = writer.get(
      'SELECT at FROM rate_ledger WHERE connection = ? ORDER BY at LIMIT 1 OFFSET ?',
      ...[connection, excess],
    );
    // The random part spreads processes that wait for the same place.
    const shortestMs = againMs * (0.5 + Math.random());
    return { waitMs: Math.max(shortestMs, Number(last?.at ?? at) + windowMs - at), at };
  }
}

/** Milliseconds on a clock that all processes of this machine share and that cannot be set. */
function now(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
