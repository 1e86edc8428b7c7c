/** Why something could not be kept: the disk is full, nothing may be written there, or anything else. */
export type StorageFault = 'full' | 'read-only' | 'broken';

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const readOnly: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM']);

/** What a storage port throws. `message` holds the system's code, no path and nothing of what was stored. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly fault: StorageFault,
    /** The system's own code, such as `ENOSPC`. */
    readonly code: string,
  ) {
    super(`${fault} (${code})`);
  }

  static of(thrown: unknown): StorageError {
    if (thrown instanceof StorageError) return thrown;
    const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
    const known = typeof code === 'string' ? code : 'UNKNOWN';
    return new StorageError(full.has(known) ? 'full' : readOnly.has(known) ? 'read-only' : 'broken', known);
  }
}

/** Each bundle has a copy of the class of its own, so it is known by its shape. */
export function isStorageError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'StorageError' && 'fault' in thrown;
}
