import { parseJson } from '../../base/json';
import type { Database, Reader, Writer } from '../../storage/database';
import type { ChatSummaryValue, KeptItemKind, TicketSummaryValue } from '../keptItem';
import { chatValueIn } from '../keptItem';
import { personOf } from './personOf';

/** Rows that one step derives the person of, see `Database.writeInParts`. */
const batch = 4;

const due = 'FROM kept_items i INDEXED BY kept_items_no_person';

/** Whether items of an earlier version are kept, which did not note whom they are about. */
export function needsPeople(reader: Reader): boolean {
  return reader.get(`SELECT 1 ${due} WHERE i.person IS NULL LIMIT 1`) !== undefined;
}

/** Notes whom kept items are about, in small transactions. @throws StorageError */
export async function derivePeople(database: Database): Promise<void> {
  if (!needsPeople(database)) return;
  await database.writeInParts([], 0, deriveSome);
}

/** @returns the number of rows so far; `undefined` if nothing is left */
function deriveSome(writer: Writer, done: number): number | undefined {
  const rows = writer.all(
    `SELECT i.doc, i.kind, i.summary, iif(i.kind = 'chat', d.value, NULL) AS value ${due}
      LEFT JOIN kept_details d USING (doc) WHERE i.person IS NULL LIMIT ?`,
    batch,
  );
  for (const { doc = null, kind, summary, value } of rows) {
    const details = typeof value === 'string' ? chatValueIn(value) : undefined;
    const person = personOf({
      kind: kind as KeptItemKind,
      summary: parseJson(String(summary)) as TicketSummaryValue | ChatSummaryValue,
      ...(details && { details }),
    });
    writer.run('UPDATE kept_items SET person = ? WHERE doc = ?', person, doc);
  }
  return rows.length < batch ? undefined : done + batch;
}
