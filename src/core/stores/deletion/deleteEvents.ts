import type { Database, Reader } from '../../storage/database';
import type { Parameter } from '../../storage/parameters';

/** Rows that are looked at in one step, see `Database.writeInParts`. */
const batch = 8;
const isUnused = 'NOT EXISTS (SELECT 1 FROM events WHERE events.seq = entry.seq)';

/** The newest event; later ones have a greater `seq`. @throws StorageError */
export function newestEvent(reader: Reader): number {
  return Number(reader.get('SELECT max(seq) AS seq FROM events')?.seq ?? 0);
}

/**
 * Deletes events and what they are found by, in small transactions.
 * @param newest from `newestEvent`; later ones stay
 * @param where selects the events
 * @throws StorageError
 */
export async function deleteEvents(
  database: Database,
  newest: number,
  where: string,
  ...parameters: readonly Parameter[]
): Promise<void> {
  const topics = ['events'] as const;
  await database.writeInParts(topics, 0, (writer, after) => {
    const part = 'SELECT seq FROM events WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?';
    const last = writer.all(part, after, newest, batch).at(-1)?.seq;
    if (last === undefined) return undefined;
    const chosen = `FROM events WHERE seq > ? AND seq <= ? AND ${where}`;
    const range = [after, Number(last), ...parameters];
    writer.run(
      `UPDATE event_totals SET bytes = bytes - (SELECT coalesce(sum(bytes), 0) ${chosen})`,
      ...range,
    );
    writer.run(`DELETE ${chosen}`, ...range);
    return Number(last);
  });
  await database.writeInParts(topics, '', (writer, after) => {
    const part = 'SELECT key FROM event_keys WHERE key > ? ORDER BY key LIMIT ?';
    const last = writer.all(part, after, batch).at(-1)?.key;
    if (last === undefined) return undefined;
    writer.run(`DELETE FROM event_keys AS entry WHERE key > ? AND key <= ? AND ${isUnused}`, after, last);
    return String(last);
  });
  await database.writeInParts(topics, [0, 0], (writer, after) => {
    const range = '(group_id, seq) > (?, ?)';
    const part = `SELECT group_id, seq FROM event_groups WHERE ${range} ORDER BY group_id, seq LIMIT ?`;
    const last = writer.all(part, ...after, batch).at(-1);
    if (!last) return undefined;
    const to = [Number(last.group_id), Number(last.seq)];
    writer.run(
      `DELETE FROM event_groups AS entry WHERE ${range} AND (group_id, seq) <= (?, ?) AND ${isUnused}`,
      ...after,
      ...to,
    );
    return to;
  });
  // The triggers leave a row with the account's id.
  await database.write([], (writer) => writer.run('DELETE FROM unread_counts WHERE count = 0'));
}
