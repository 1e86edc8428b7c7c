import type { JournalPlace, JournalReader } from './journal';
import { JournalRows } from './journalRows';

const dayMs = 24 * 3_600_000;
export const defaultMaxAgeMs = 30 * dayMs;

/** Reads the journal in any window. Nothing is kept in memory: each call is one query of the database. */
export function readJournal({ database, clock, maxAgeMs = defaultMaxAgeMs }: JournalPlace): JournalReader {
  const rows = new JournalRows(database);
  const since = (): number => clock.now() - maxAgeMs;
  return {
    page: async (query = {}) => await Promise.resolve(rows.page(query, since())),
    get: async (eventId, account) => await Promise.resolve(rows.get(eventId, since(), account)),
    unreadCount: async (account) => await Promise.resolve(rows.unreadCount(account, since())),
    unshown: async (account) => await Promise.resolve(rows.unshown(account, since())),
  };
}
