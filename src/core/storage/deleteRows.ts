import type { Database, Writer } from './database';
import type { Parameter } from './parameters';
import type { Topic } from './schema';

/** Each row is overwritten in its table and in each index, which takes half a millisecond to two. */
const batch = 2;

/**
 * Deletes rows of a table in several transactions, so that neither the event loop nor other connections wait long.
 * @param where selects rows; all by default
 * @param note called in each transaction that deleted some
 * @throws StorageError
 */
export async function deleteRows(
  database: Database,
  {
    table,
    topics,
    where = 'TRUE',
    note,
  }: {
    readonly table: string;
    readonly topics: readonly Topic[];
    readonly where?: string;
    readonly note?: (writer: Writer) => void;
  },
  ...parameters: readonly Parameter[]
): Promise<void> {
  const primaryKey = 'SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk';
  const key = database
    .all(primaryKey, table)
    .map(({ name }) => String(name))
    .join(', ');
  const sql = `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ?)`;
  await database.writeInParts(topics, 0, (writer, deleted) => {
    const { changes } = writer.run(sql, ...parameters, batch);
    if (changes > 0) note?.(writer);
    return changes < batch ? undefined : deleted + changes;
  });
}
