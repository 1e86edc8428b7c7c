import { parseJson } from '../base/json';
import type { Database, Reader } from '../storage/database';
import { deleteKept } from './deleteKept';

/** Stands among the kept lists of an account. */
const name = 'server';
/** Noted again only after this time, so that most connections cause no write. */
const noteAfterMs = 24 * 3_600_000;

/** The server that returned what is kept of an account; `undefined` if that is not known. @throws StorageError */
export function serverOf(reader: Reader, account: string): unknown {
  const sql = 'SELECT value FROM kept_lists WHERE account = ? AND name = ?';
  const row = reader.get(sql, account, name);
  return row && parseJson(String(row.value));
}

/** The account is now connected to this server: deletes what another one has returned. @throws StorageError */
export async function setServer(
  database: Database,
  account: string,
  server: string,
  now: number,
): Promise<void> {
  const known = serverOf(database, account);
  if (known !== undefined && known !== server) await deleteKept(database, account);
  const noted = database.get(
    'SELECT fetched_at FROM kept_lists WHERE account = ? AND name = ?',
    ...[account, name],
  );
  if (noted && now - Number(noted.fetched_at) < noteAfterMs) return;
  await database.write([], (writer) => {
    const value = JSON.stringify(server);
    writer.run('INSERT OR REPLACE INTO kept_lists VALUES (?, ?, ?, ?)', account, name, now, value);
  });
}
