import { parseJson } from '../../base/json';
import type { Arrival } from '../../domain/arrival';
import { decodeArrival } from '../../domain/decodeArrival';
import type { Database } from '../../storage/database';

/** An event that waits until it is published. */
export interface WaitingEvent {
  readonly seq: number;
  readonly arrival: Arrival;
}

/**
 * Events of the journal that are not in the team's stream yet. Triggers of the database add each one in the transaction
 * that stores it, so none is left out, whenever this process ends.
 */
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Events are added from now on; those that are stored already are not. @throws StorageError */
  async enable(): Promise<void> {
    await this.database.write(['events'], (writer) =>
      writer.run('INSERT OR IGNORE INTO publishing VALUES (1)'),
    );
  }

  /** @throws StorageError */
  get isEnabled(): boolean {
    return this.database.get('SELECT 1 FROM publishing') !== undefined;
  }

  /** No more events are added; those that wait stay until they are published. @throws StorageError */
  async disable(): Promise<void> {
    await this.database.write(['events'], (writer) => writer.run('DELETE FROM publishing'));
  }

  /** Forgets those that wait: there is no team any more. @returns how many @throws StorageError */
  async clear(): Promise<number> {
    return await this.database.write(
      ['events'],
      (writer) => writer.run('DELETE FROM unpublished_events').changes,
    );
  }

  /** @throws StorageError */
  get count(): number {
    return Number(this.database.get('SELECT count(*) AS count FROM unpublished_events')?.count ?? 0);
  }

  /** When the oldest one was accepted, in milliseconds since the epoch. @throws StorageError */
  get oldestAt(): number | undefined {
    const sql =
      'SELECT e.accepted_at AS at FROM unpublished_events u JOIN events e USING (seq) ORDER BY u.seq LIMIT 1';
    const at = this.database.get(sql)?.at;
    return at === undefined ? undefined : Number(at);
  }

  /**
   * The oldest ones. Events that cannot be decoded are removed.
   * @param except left out
   * @param onRemoved called with how many those were
   * @throws StorageError
   */
  async next(
    limit: number,
    except: readonly number[] = [],
    onRemoved?: (count: number) => void,
  ): Promise<readonly WaitingEvent[]> {
    const isOther = except.length > 0 ? 'WHERE u.seq NOT IN (SELECT value FROM json_each(?))' : '';
    const excepted = except.length > 0 ? [JSON.stringify(except)] : [];
    const rows = this.database.all(
      `SELECT u.seq, e.arrival FROM unpublished_events u LEFT JOIN events e USING (seq) ${isOther} ORDER BY u.seq LIMIT ?`,
      ...excepted,
      limit,
    );
    const decoded = rows.map(({ seq, arrival }) => ({
      seq: Number(seq),
      arrival: decodeArrival(parseJson(String(arrival))),
    }));
    const unreadable = decoded.filter(({ arrival }) => arrival === undefined);
    if (unreadable.length > 0) {
      await this.remove(unreadable.map(({ seq }) => seq));
      onRemoved?.(unreadable.length);
    }
    const events = decoded.flatMap(({ seq, arrival }) => (arrival ? [{ seq, arrival }] : []));
    // Others may wait behind those that were removed.
    return events.length === 0 && unreadable.length > 0 ? await this.next(limit, except, onRemoved) : events;
  }

  /** Those of these that still wait, oldest first. @throws StorageError */
  these(seqs: readonly number[]): readonly WaitingEvent[] {
    const rows = this.database.all(
      `SELECT u.seq, e.arrival FROM unpublished_events u JOIN events e USING (seq)
        WHERE u.seq IN (SELECT value FROM json_each(?)) ORDER BY u.seq`,
      JSON.stringify(seqs),
    );
    return rows.flatMap(({ seq, arrival }) => {
      const decoded = decodeArrival(parseJson(String(arrival)));
      return decoded ? [{ seq: Number(seq), arrival: decoded }] : [];
    });
  }

  /** @throws StorageError */
  async remove(seqs: readonly number[]): Promise<void> {
    await this.database.write([], (writer) => {
      for (const seq of seqs) writer.run('DELETE FROM unpublished_events WHERE seq = ?', seq);
    });
  }
}
