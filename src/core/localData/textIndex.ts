import type { Database, Reader, Writer } from '../storage/database';
import { deleteRows } from '../storage/deleteRows';
import { foldForSearch } from './foldForSearch';
import { textOf, type KeptItemKind } from './keptItem';
import { mergeDone, mergeDue } from './mergeDue';

/** Documents that are removed in one step, see `Database.writeInParts`. */
const batch = 4;
/** Pages of the index that one step merges. */
const pagesAtOnce = 16;
/** The same word says no more in a longer query, and the query planner has a limit. */
const maxTrigrams = 40;

export const indexTable = 'kept_text';

/**
 * The texts are folded before, so that all builds of SQLite agree about accents. `detail=none` and no content: the index
 * only finds documents that contain three letters somewhere, and a search looks at their texts.
 */
const createIndex = `CREATE VIRTUAL TABLE IF NOT EXISTS ${indexTable} USING fts5(
  body, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')`;

/** Whether the database has a full-text index that this build of SQLite can read. */
export function hasIndex(reader: Reader): boolean {
  return reader.get('SELECT 1 FROM sqlite_schema WHERE name = ?', indexTable) !== undefined;
}

/** @returns a query of the index for documents that may contain all words; `undefined` if all are too short */
export function indexQuery(words: readonly string[]): string | undefined {
  const trigrams = new Set<string>();
  for (const word of words) {
    const letters = Array.from(word);
    for (let at = 0; at + 3 <= letters.length; at += 1) trigrams.add(letters.slice(at, at + 3).join(''));
  }
  if (trigrams.size === 0) return undefined;
  return [...trigrams]
    .slice(0, maxTrigrams)
    .map((trigram) => `"${trigram.replaceAll('"', '""')}"`)
    .join(' AND ');
}

/** Creates the index where SQLite has FTS5. @returns whether there is one */
export async function createTextIndex(database: Database): Promise<boolean> {
  if (hasIndex(database)) return true;
  return await database
    .write([], (writer) => {
      writer.run(createIndex);
      return true;
    })
    .catch(() => false);
}

/** Whether the index lacks something, or has something that was deleted. */
export function needsIndex(reader: Reader): boolean {
  const sql =
    'SELECT 1 WHERE EXISTS (SELECT 1 FROM kept_items WHERE is_indexed = 0) OR EXISTS (SELECT 1 FROM kept_removed)';
  return reader.get(sql) !== undefined;
}

/** Brings the index up to date, in small transactions. @throws StorageError */
export async function updateIndex(database: Database): Promise<void> {
  if (needsIndex(database)) await database.writeInParts([], 0, indexSome);
}

/** @returns the number of changes so far; `undefined` if nothing is left */
function indexSome(writer: Writer, done: number): number | undefined {
  const removed = removeSome(writer);
  if (removed > 0) return done + removed;
  const added = writer.get(
    `SELECT i.doc, i.kind, i.summary, d.value FROM kept_items i LEFT JOIN kept_details d USING (doc)
      WHERE i.is_indexed = 0 ORDER BY i.doc DESC LIMIT 1`,
  );
  if (!added) return undefined;
  const { doc = null, kind, summary, value } = added;
  const details = value === null ? undefined : String(value);
  const body = bodyOf(kind === 'ticket' ? 'ticket' : 'chat', String(summary), details);
  writer.run(`INSERT INTO ${indexTable} (rowid, body) VALUES (?, ?)`, doc, body);
  writer.run('UPDATE kept_items SET is_indexed = 1 WHERE doc = ?', doc);
  return done + 1;
}

/** Removes documents from the index that were deleted. @returns how many */
function removeSome(writer: Writer): number {
  const deleted = writer.all('SELECT doc FROM kept_removed LIMIT ?', batch);
  for (const { doc = null } of deleted) {
    writer.run(`DELETE FROM ${indexTable} WHERE rowid = ?`, doc);
    writer.run('DELETE FROM kept_removed WHERE doc = ?', doc);
  }
  return deleted.length;
}

/**
 * Removes what was deleted from the index: a contentless index only notes a deletion until its segments are merged, also
 * with FTS5's `secure-delete`. An index task, also of another window, may have noted the deletion already.
 * @param hasDeleted whether this task deleted something before
 */
export async function purgeIndex(database: Database, hasDeleted: boolean): Promise<void> {
  const due = mergeDue(database);
  const hadRemoved = database.get('SELECT 1 FROM kept_removed') !== undefined;
  if (!hasIndex(database)) await deleteRows(database, { table: 'kept_removed', topics: [] });
  else if (hadRemoved || hasDeleted || due !== undefined) await removeAll(database);
  if (due !== undefined) await database.write([], (writer) => mergeDone(writer, due));
}

async function removeAll(database: Database): Promise<void> {
  const isEmpty = await database.write([], (writer) => {
    if (writer.get('SELECT 1 FROM kept_items WHERE is_indexed = 1')) return false;
    writer.run(`INSERT INTO ${indexTable} (${indexTable}) VALUES ('delete-all')`);
    writer.run('DELETE FROM kept_removed');
    return true;
  });
  if (isEmpty) return;
  await database.writeInParts([], 0, (writer, done) => {
    const removed = removeSome(writer);
    return removed > 0 ? done + removed : undefined;
  });
  await database.writeInParts([], -pagesAtOnce, (writer, pages) =>
    mergeSome(writer, pages) > 1 ? pagesAtOnce : undefined,
  );
}

/** @param pages negative to begin a merge of all segments @returns 1 or less once nothing was left to merge */
function mergeSome(writer: Writer, pages: number): number {
  const before = changesOf(writer);
  writer.run(`INSERT INTO ${indexTable} (${indexTable}, rank) VALUES ('merge', ?)`, pages);
  return changesOf(writer) - before;
}

function changesOf(writer: Writer): number {
  return Number(writer.get('SELECT total_changes() AS changes')?.changes ?? 0);
}

function bodyOf(kind: KeptItemKind, summary: string, details: string | undefined): string {
  const { title, texts } = textOf(kind, summary, details);
  return foldForSearch([title, ...texts].join('\n')).replaceAll('\0', ' ');
}
