import { isEnded } from '../../domain/ticketWait';
import type { Reader } from '../../storage/database';

/** Times are milliseconds since the epoch; both ends belong to the period. */
export interface ReportQuery {
  readonly account: string;
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/** A ticket as it was at the end of a period, or is now if that is not known. */
export interface TicketThen {
  readonly ticketId: string;
  /** 0 if LiveChat sent no time. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly status: string | undefined;
  /** Login, as of now. */
  readonly assignee: string | undefined;
  readonly hasConversation: boolean;
  readonly firstReplyMs: number | undefined;
  /** As of now. */
  readonly waitingSince: number | undefined;
}

/** Only what changed after `to` needs its history. */
const statusThen = `CASE WHEN t.changed_at <= ?2 THEN t.status ELSE coalesce(
  (SELECT value FROM report_moments m WHERE m.source = 'item' AND m.id = t.doc AND m.kind = 'status' AND m.at <= ?2
    ORDER BY m.at DESC, m.position DESC LIMIT 1),
  (SELECT before FROM report_moments m WHERE m.source = 'item' AND m.id = t.doc AND m.kind = 'status' AND m.at > ?2
    ORDER BY m.at, m.position LIMIT 1),
  t.status) END`;

/** The tickets that existed at the end of a period. @throws StorageError */
export function ticketsAt(reader: Reader, { account, to }: ReportQuery): readonly TicketThen[] {
  const rows = reader.all(
    `SELECT ticket_id, created_at, changed_at, ${statusThen} AS status, assignee, has_conversation, first_reply_ms,
        waiting_since
      FROM report_tickets t WHERE account = ?1 AND coalesce(created_at, 0) <= ?2`,
    ...[account, to],
  );
  const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return rows.map((row) => ({
    ticketId: String(row.ticket_id),
    createdAt: numberOf(row.created_at) ?? 0,
    changedAt: Number(row.changed_at),
    status: textOf(row.status),
    assignee: textOf(row.assignee),
    hasConversation: row.has_conversation === 1,
    firstReplyMs: numberOf(row.first_reply_ms),
    waitingSince: numberOf(row.waiting_since),
  }));
}

/** Whether a ticket still had to be worked on. */
export function wasOpen({ status }: TicketThen): boolean {
  return status !== undefined && !isEnded(status);
}

export function wasCreatedIn({ from, to }: ReportQuery, { createdAt }: TicketThen): boolean {
  return createdAt >= from && createdAt <= to;
}
