import { errorCode } from '../base/json';
/**
 * Why something could not be stored: the disk is full, the folder is read-only, another process held the lock too
 * long, a newer version of the extension wrote the file, this editor has no `node:sqlite`, or anything else.
 */
export type StorageFault = 'full' | 'read-only' | 'locked' | 'newer' | 'no-sqlite' | 'broken';

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const readOnly: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM']);

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const faultOfSqlite: ReadonlyMap<number, StorageFault> = new Map([
  [3, 'read-only'],
  [5, 'locked'],
  [6, 'locked'],
  [8, 'read-only'],
  [13, 'full'],
  [14, 'read-only'],
  [23, 'read-only'],
]);

/** The error of all storage functions. `message` contains the system's code, no path and no stored data. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly fault: StorageFault,
    /** The system's code, such as `ENOSPC` or `SQLITE 13`. */
    readonly code: string,
  ) {
    super(`${fault} (${code})`);
  }

  static of(thrown: unknown): StorageError {
    if (isStorageError(thrown)) return thrown;
    const sqlite = sqliteCodeOf(thrown);
    if (sqlite !== undefined) {
      return new StorageError(faultOfSqlite.get(sqlite & 0xff) ?? 'broken', `SQLITE ${sqlite}`);
    }
    const known = errorCode(thrown) ?? 'UNKNOWN';
    return new StorageError(full.has(known) ? 'full' : readOnly.has(known) ? 'read-only' : 'broken', known);
  }
}

/** Each bundle has its own copy of the class, so check the shape. */
export function isStorageError(thrown: unknown): thrown is StorageError {
  return thrown instanceof Error && thrown.name === 'StorageError' && 'fault' in thrown;
}

/** The extended result code of an error of `node:sqlite`. */
function sqliteCodeOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return undefined;
  return typeof thrown.errcode === 'number' ? thrown.errcode : undefined;
}

/** Whether another connection held the lock: the same work may succeed in a later turn. */
export function isBusy(thrown: unknown): boolean {
  const code = sqliteCodeOf(thrown);
  return code !== undefined && [5, 6].includes(code & 0xff);
}

/** Whether the file is not a database, or a damaged one. */
export function isDamaged(thrown: unknown): boolean {
  const code = sqliteCodeOf(thrown);
  return code !== undefined && [11, 26].includes(code & 0xff);
}
