import type { Database } from '../../../../src/core/storage/database';

/** Counts the commits of other connections, at most one with each call. */
export function commitsSeenBy(database: Database): () => number {
  const version = (): number => Number(database.get('PRAGMA data_version')?.data_version);
  let count = 0;
  let known = version();
  return () => {
    const now = version();
    if (now !== known) count += 1;
    known = now;
    return count;
  };
}
