import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { errorMessage, type Log } from '../base/log';
import { salvagedKey } from './stateStore';

/**
 * What a user cannot get back from LiveChat, and what is needed to delete secrets and webhooks later. A table or a
 * column that the file does not have yet is left out.
 */
const tables = {
  accounts: ['id', 'position', 'value'],
  account_secrets: ['account', 'version', 'stored_at'],
  state: ['key', 'value'],
  drafts: ['account', 'subject', 'title', 'saved_at', 'content', 'base'],
  audit: ['account', 'entry'],
  scheduled_items: [
    ...['account', 'kind', 'target', 'target_id', 'title'],
    ...['due_at', 'created_at', 'state', 'reply', 'why', 'owner', 'lease_until'],
  ],
  person_notes: ['account', 'person', 'text', 'saved_at'],
} as const;

/**
 * Copies accounts, drafts, scheduled items, notes, the audit log and single values from a damaged database into a new
 * one, as far as they can be read. Never throws: what cannot be read stays in the file that was set aside.
 */
export function salvage(damaged: string, into: DatabaseSync, log: Log): void {
  const sqlite = process.getBuiltinModule('node:sqlite');
  let from: DatabaseSync | undefined;
  try {
    from = new sqlite.DatabaseSync(damaged, { readOnly: true });
    for (const [table, columns] of Object.entries(tables)) {
      const rows = copyRows(from, into, table, columns);
      log.info(`Storage: copied ${rows} rows of ${table} from the damaged database.`);
    }
  } catch (thrown) {
    log.warn(`Storage: nothing more could be copied (${errorMessage(thrown)}).`);
  } finally {
    from?.close();
  }
  into.prepare("INSERT OR REPLACE INTO state (key, value) VALUES (?, 'true')").run(salvagedKey);
}

/** @returns the number of copied rows; an unreadable row ends the copying of its table */
function copyRows(from: DatabaseSync, into: DatabaseSync, table: string, wanted: readonly string[]): number {
  let copied = 0;
  try {
    const present = from.prepare(`PRAGMA table_info(${table})`).all();
    const columns = wanted.filter((column) => present.some(({ name }) => name === column));
    const list = columns.join(', ');
    const marks = columns.map(() => '?').join(', ');
    const insert = into.prepare(`INSERT OR IGNORE INTO ${table} (${list}) VALUES (${marks})`);
    for (const row of from.prepare(`SELECT ${list} FROM ${table}`).iterate()) {
      insert.run(...columns.map((column): SQLInputValue => row[column] ?? null));
      copied += 1;
    }
  } catch {
    // The rest of the table is damaged; the rows before are copied.
    return copied;
  }
  return copied;
}
