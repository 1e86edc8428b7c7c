import type { Reader, Writer } from '../storage/database';

/**
 * A value in `state`, from the deletion of kept items until the full-text index was merged: before that, their texts are
 * still in its segments. Each deletion replaces it, so that a merge that began earlier does not remove it.
 */
export const mergeDueKey = 'mergeDue';

/** Called in the transaction that deletes. */
export function noteMergeDue(writer: Writer): void {
  writer.run('INSERT OR REPLACE INTO state VALUES (?, json_quote(hex(randomblob(8))))', mergeDueKey);
}

/** @returns identifies the deletions so far; `undefined` if the index has nothing of them */
export function mergeDue(reader: Reader): string | undefined {
  const row = reader.get('SELECT value FROM state WHERE key = ?', mergeDueKey);
  return row && String(row.value);
}

/** @param due from `mergeDue`, before the merge began */
export function mergeDone(writer: Writer, due: string): void {
  writer.run('DELETE FROM state WHERE key = ? AND value = ?', mergeDueKey, due);
}
