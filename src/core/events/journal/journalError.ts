/**
 * `full`: no space, quota or inode left. `read-only`: this user or file system may not write here.
 * `closed`: the journal was disposed. `failed`: anything else, such as a folder that went away.
 */
export type JournalErrorCode = 'full' | 'read-only' | 'closed' | 'failed';

/** Why the journal could not keep or read something. `message` is for the log. */
export class JournalError extends Error {
  override readonly name = 'JournalError';

  constructor(
    readonly code: JournalErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The code of whatever a journal threw, also across bundles; `undefined` where it is a fault of our own. */
export function journalCodeOf(thrown: unknown): JournalErrorCode | undefined {
  return thrown instanceof Error && thrown.name === 'JournalError' && 'code' in thrown
    ? (thrown.code as JournalErrorCode)
    : undefined;
}

/** What the file system said, as an error of the journal. */
export function journalErrorOf(thrown: unknown): JournalError {
  if (thrown instanceof JournalError) return thrown;
  const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'fault';
  const known = codes[cause] ?? 'failed';
  return new JournalError(known, `The journal could not be used (${cause}).`);
}

const codes: Readonly<Partial<Record<string, JournalErrorCode>>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
};
