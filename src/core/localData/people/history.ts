import { parseJson } from '../../base/json';
import { addressKey } from '../../domain/account';
import type { LiveChat } from '../../domain/liveChat';
import type { TicketSummary } from '../../domain/ticket';
import type { Reader } from '../../storage/database';
import { chatValueIn, type TicketSummaryValue } from '../keptItem';
import { listedChat } from '../keptChats';

export interface HistoryQuery {
  readonly account: string;
  /** E-mail address of the person, in any case. */
  readonly mail: string;
  /** Items that were fetched earlier are left out, in epoch milliseconds. */
  readonly since: number;
  /** Most items that are returned. */
  readonly limit: number;
}

/** A ticket of a person, or a thread of a chat. `at`: when it changed last, in epoch milliseconds; 0 if that is not known. */
export type HistoryItem =
  | { readonly kind: 'ticket'; readonly at: number; readonly ticket: TicketSummary }
  | { readonly kind: 'chat'; readonly at: number; readonly chat: LiveChat };

/** What is kept of a person. */
export interface History {
  /** Changed last first. */
  readonly items: readonly HistoryItem[];
  /** Number of all items that are kept. */
  readonly total: number;
  /** When the oldest of all items that are kept of the account was last fetched; absent if none is. */
  readonly keptSince?: number;
}

/** Without statistics, SQLite may take another index, which nearly all rows match. */
const ofPerson = 'i.account = ? AND i.person = ? AND i.fetched_at >= ?';

const newestOfPerson = `SELECT i.kind, i.changed_at, i.summary, iif(i.kind = 'chat', d.value, NULL) AS value
  FROM kept_items i INDEXED BY kept_items_person LEFT JOIN kept_details d USING (doc)
  WHERE ${ofPerson} ORDER BY i.doc DESC LIMIT ?`;

const countOfPerson = `SELECT count(*) AS total FROM kept_items i INDEXED BY kept_items_person WHERE ${ofPerson}`;

const oldestKept = `SELECT fetched_at FROM kept_items INDEXED BY kept_items_age
  WHERE account = ? AND fetched_at >= ? ORDER BY fetched_at LIMIT 1`;

/** What is kept of a person: two look-ups in an index. @throws StorageError */
export function historyOf(reader: Reader, { account, mail, since, limit }: HistoryQuery): History {
  const person = addressKey(mail);
  const parameters = [account, person, since];
  const rows = person === '' ? [] : reader.all(newestOfPerson, ...parameters, limit);
  const total = Number(reader.get(countOfPerson, ...parameters)?.total ?? 0);
  const keptSince = reader.get(oldestKept, account, since)?.fetched_at;
  return {
    items: rows.flatMap(({ kind, changed_at: changedAt, summary, value }): readonly HistoryItem[] => {
      const at = Number(changedAt);
      if (kind === 'ticket') {
        return [{ kind, at, ticket: (parseJson(String(summary)) as TicketSummaryValue).ticket }];
      }
      const chat = typeof value === 'string' ? chatValueIn(value) : undefined;
      return chat ? [{ kind: 'chat', at, chat: listedChat(chat) }] : [];
    }),
    total: person === '' ? 0 : total,
    ...(keptSince !== undefined && { keptSince: Number(keptSince) }),
  };
}
