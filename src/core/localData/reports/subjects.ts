import { parseJson } from '../../base/json';
import type { Requester, TicketSummary } from '../../domain/ticket';
import type { Reader } from '../../storage/database';
import type { MomentKind } from './facts';
import { ageDays, groupOf, replyMinutes, spansOf } from './charts';
import type { ChatSummaryValue, TicketSummaryValue } from '../keptItem';
import { ticketsAt, wasCreatedIn, wasOpen, type ReportQuery, type TicketThen } from './ticketsAt';

/** What a figure of a report counts. */
export type Figure =
  | { readonly kind: 'created' | 'answered' | 'solved' | 'waiting' | 'started' | 'ended' }
  | { readonly kind: 'status'; readonly status: string }
  /** `day` as in `DayCounts`. */
  | { readonly kind: 'day'; readonly day: string; readonly status?: string }
  /** By group of `Charts`. */
  | { readonly kind: 'age' | 'firstReply'; readonly group: number }
  | { readonly kind: 'hour'; readonly hour: number }
  | {
      readonly kind: 'agent';
      readonly agent: string;
      readonly what: 'replies' | 'solved' | 'chats' | 'assigned';
    };

/** A ticket or chat that a figure counts. */
export interface ReportSubject {
  readonly kind: 'ticket' | 'chat';
  /** Of a ticket, or of a chat's thread. */
  readonly id: string;
  readonly shortId?: string;
  /** Subject of the ticket. */
  readonly title?: string;
  /** Or the visitor of a chat. */
  readonly requester?: Requester;
  readonly status?: string;
  readonly assignee?: TicketSummary['assignee'];
  /** When what is counted happened, in milliseconds since the epoch. */
  readonly at: number;
}

export interface ReportSubjects {
  /** At most as many as asked for. */
  readonly rows: readonly ReportSubject[];
  readonly total: number;
}

interface Found {
  readonly id: string;
  readonly at: number;
}

/**
 * The tickets or chats behind a figure, last ones first; of tickets that wait or are open, those that do so for longest
 * first. @throws StorageError
 */
export function subjectsOf(
  reader: Reader,
  query: ReportQuery,
  figure: Figure,
  limit: number,
): ReportSubjects {
  const found = foundFor(reader, query, figure);
  const describe = isAboutChats(figure) ? chatIn : ticketIn;
  return {
    rows: found.slice(0, limit).map((one) => describe(reader, query.account, one)),
    total: found.length,
  };
}

function isAboutChats(figure: Figure): boolean {
  if (figure.kind === 'agent') return figure.what === 'chats';
  return ['started', 'ended', 'hour'].includes(figure.kind);
}

function foundFor(reader: Reader, query: ReportQuery, figure: Figure): readonly Found[] {
  const tickets = (): readonly TicketThen[] => ticketsAt(reader, query);
  const created = (ticket: TicketThen): boolean => wasCreatedIn(query, ticket);
  switch (figure.kind) {
    case 'created':
    case 'solved':
    case 'started':
    case 'ended':
      return momentsOf(reader, query, figure.kind);
    case 'answered':
      return momentsOf(reader, query, 'reply');
    case 'waiting':
      return oldestFirst(tickets().filter(wasOpen), ({ waitingSince }) => waitingSince);
    case 'status':
      return newestFirst(tickets().filter(({ status }) => status === figure.status));
    case 'day': {
      const { label } = spansOf(query);
      const isOfDay = (at: number): boolean => label(at) === figure.day;
      const hasStatus = ({ status }: TicketThen): boolean =>
        figure.status === undefined || (status ?? '') === figure.status;
      return newestFirst(tickets().filter((one) => created(one) && isOfDay(one.createdAt) && hasStatus(one)));
    }
    case 'age': {
      const bounds = ageDays.map((days) => days * 24 * 3_600_000);
      const isOfGroup = ({ createdAt }: TicketThen): boolean =>
        createdAt > 0 && groupOf(bounds, query.to - createdAt) === figure.group;
      return oldestFirst(
        tickets().filter((one) => wasOpen(one) && isOfGroup(one)),
        ({ createdAt }) => createdAt,
      );
    }
    case 'firstReply': {
      const bounds = replyMinutes.map((minutes) => minutes * 60_000);
      const isOfGroup = ({ firstReplyMs }: TicketThen): boolean =>
        firstReplyMs !== undefined && groupOf(bounds, firstReplyMs) === figure.group;
      return newestFirst(tickets().filter((one) => created(one) && isOfGroup(one)));
    }
    case 'hour':
      return momentsOf(reader, query, 'started').filter(({ at }) => new Date(at).getHours() === figure.hour);
    case 'agent': {
      const { agent, what } = figure;
      if (what === 'assigned') {
        return oldestFirst(
          tickets().filter((one) => wasOpen(one) && one.assignee === agent),
          ({ createdAt }) => createdAt,
        );
      }
      const kinds = { replies: 'reply', solved: 'solved', chats: 'joined' } as const;
      return momentsOf(reader, query, kinds[what], agent);
    }
  }
}

function momentsOf(
  reader: Reader,
  { account, from, to }: ReportQuery,
  kind: MomentKind,
  agent?: string,
): readonly Found[] {
  const ofAgent = agent === undefined ? '' : 'AND agent = ?5';
  const rows = reader.all(
    `SELECT subject, max(at) AS at FROM report_moments WHERE account = ?1 AND kind = ?2 AND at >= ?3 AND at <= ?4
      ${ofAgent} GROUP BY subject ORDER BY 2 DESC, 1`,
    ...[account, kind, from, to, ...(agent === undefined ? [] : [agent])],
  );
  return rows.map(({ subject, at }) => ({ id: String(subject), at: Number(at) }));
}

function newestFirst(tickets: readonly TicketThen[]): readonly Found[] {
  return tickets
    .map(({ ticketId, createdAt }) => ({ id: ticketId, at: createdAt }))
    .sort((one, other) => other.at - one.at);
}

function oldestFirst(
  tickets: readonly TicketThen[],
  timeOf: (ticket: TicketThen) => number | undefined,
): readonly Found[] {
  return tickets
    .flatMap((ticket): readonly Found[] => {
      const at = timeOf(ticket);
      return at === undefined ? [] : [{ id: ticket.ticketId, at }];
    })
    .sort((one, other) => one.at - other.at);
}

function ticketIn(reader: Reader, account: string, { id, at }: Found): ReportSubject {
  const summary = summaryOf(reader, account, 'ticket', id);
  const row = summary === undefined ? undefined : (parseJson(summary) as TicketSummaryValue);
  const { shortId, subject, requester, status, assignee } = row?.ticket ?? {};
  return {
    ...{ kind: 'ticket', id, at },
    ...(shortId !== undefined && { shortId }),
    ...(subject !== undefined && { title: subject }),
    ...(requester && { requester }),
    ...(status !== undefined && { status }),
    ...(assignee && { assignee }),
  };
}

function chatIn(reader: Reader, account: string, { id, at }: Found): ReportSubject {
  const summary = summaryOf(reader, account, 'chat', id);
  const { name } = (summary === undefined ? {} : parseJson(summary)) as ChatSummaryValue;
  return { kind: 'chat', id, at, ...(name !== undefined && { requester: { name } }) };
}

function summaryOf(reader: Reader, account: string, kind: 'ticket' | 'chat', id: string): string | undefined {
  const sql = 'SELECT summary FROM kept_items WHERE account = ? AND kind = ? AND item_id = ?';
  const value = reader.get(sql, account, kind, id)?.summary;
  return typeof value === 'string' ? value : undefined;
}
