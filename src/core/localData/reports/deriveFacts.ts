import type { Database, Reader, Row, Writer } from '../../storage/database';
import { factsOfEvent, factsOfItem, type Facts } from './facts';

/** Rows that one step derives facts of, see `Database.writeInParts`. */
const batch = 4;

/** Whether something was stored since facts were derived. */
export function needsFacts(reader: Reader): boolean {
  return reader.get('SELECT 1 FROM report_due LIMIT 1') !== undefined;
}

/** Derives what reports count from what was stored since the last time, in small transactions. @throws StorageError */
export async function deriveFacts(database: Database): Promise<void> {
  if (!needsFacts(database)) return;
  await database.writeInParts([], 0, deriveSome);
}

/** @returns the number of rows so far; `undefined` if nothing is left */
function deriveSome(writer: Writer, done: number): number | undefined {
  const due = writer.all('SELECT source, id FROM report_due LIMIT ?', batch);
  for (const { source, id } of due) {
    const [from, at] = [String(source), Number(id)];
    writer.run('DELETE FROM report_moments WHERE source = ? AND id = ?', from, at);
    writer.run('DELETE FROM report_due WHERE source = ? AND id = ?', from, at);
    if (from === 'item') deriveFromItem(writer, at);
    else deriveFromEvent(writer, at);
  }
  return due.length < batch ? undefined : done + batch;
}

function deriveFromItem(writer: Writer, doc: number): void {
  const row = writer.get(
    `SELECT i.account, i.kind, i.item_id, i.changed_at, i.summary, d.value, d.changed_at AS details_at
      FROM kept_items i LEFT JOIN kept_details d USING (doc) WHERE doc = ?`,
    doc,
  );
  if (!row) return;
  const facts = readable(() =>
    factsOfItem({
      kind: String(row.kind),
      id: String(row.item_id),
      changedAt: Number(row.changed_at),
      summary: String(row.summary),
      details: row.value === null ? undefined : String(row.value),
      detailsAt: row.details_at === null ? undefined : Number(row.details_at),
    }),
  );
  store(writer, row, { source: 'item', id: doc }, facts);
}

function deriveFromEvent(writer: Writer, seq: number): void {
  const row = writer.get(
    'SELECT account, accepted_at, arrival FROM events WHERE seq = ? AND pending = 0',
    seq,
  );
  if (!row) return;
  const facts = readable(() => factsOfEvent(String(row.arrival), Number(row.accepted_at)));
  store(writer, row, { source: 'event', id: seq }, facts);
}

/** A row that another version wrote must not keep the others from being counted. */
function readable(read: () => Facts): Facts {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof TypeError) return { moments: [] };
    throw thrown;
  }
}

function store(
  writer: Writer,
  { account = null }: Row,
  { source, id }: { readonly source: 'item' | 'event'; readonly id: number },
  { ticket, moments }: Facts,
): void {
  moments.forEach(({ kind, at, subject, agent, value, before }, position) => {
    writer.run(
      'INSERT INTO report_moments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[source, id, position, account, kind, at, subject],
      ...[agent ?? null, value ?? null, before ?? null],
    );
  });
  if (!ticket) return;
  const { ticketId, createdAt, changedAt, status, assignee, hasConversation } = ticket;
  writer.run(
    'INSERT OR REPLACE INTO report_tickets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[id, account, ticketId, createdAt ?? null, changedAt, status ?? null, assignee ?? null],
    ...[hasConversation ? 1 : 0, ticket.firstReplyMs ?? null, ticket.waitingSince ?? null],
  );
}
