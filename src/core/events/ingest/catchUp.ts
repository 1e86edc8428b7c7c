import { createHash } from 'node:crypto';
import {
  type Arrival,
  type ArrivalKind,
  type ChatQuery,
  type EventContent,
  type ReportedChat,
  subjectOf,
} from '../../domain/arrival';
import type { CallOptions, Page } from '../../domain/connection';
import type { IsoTime, Ticket, TicketRow, TicketSummary } from '../../domain/ticket';
import { readNewTickets } from './readNewTickets';
import { readPages } from './readPages';

const day = 24 * 60 * 60_000;
/** LiveChat's clock is known to some seconds; known events are recognized as duplicates. */
const marginMs = 2 * 60_000;
/** Of chats and of tickets, for a receiver of a team: 1,000 of each. */
export const receiverPages = 40;

export interface CatchUpOptions {
  readonly listings: Pick<Listings, 'chats' | 'newTickets'>;
  /** Id of the account that is listed. */
  readonly account: string;
  readonly events: readonly ArrivalKind[];
  /** How many pages of chats, and of 25 tickets, are fetched at most; 1 where absent. A larger page of tickets counts as several. */
  readonly pages?: number;
  /** Ends the fetching; nothing of it is stored then. */
  readonly signal?: AbortSignal;
  /** The journal's. */
  readonly accept: (arrival: Arrival) => Promise<'kept' | 'duplicate'>;
}

export interface CaughtUp {
  /** New ones, oldest first. */
  readonly arrivals: readonly Arrival[];
  /** Whether there was more than was fetched. */
  readonly more: boolean;
}

/**
 * Fetches the events since then, and stores the new ones: a chat event is known by kind and chat id, a ticket by its id.
 * It makes one call for each page of chats and of tickets. A platform account makes one more for the list of running chats
 * and one for each of them; a classic account reads the first page of tickets again after several.
 *
 * Tickets fetched this way have no messages; chats contain only archive fields.
 * @param since milliseconds since the epoch, by LiveChat's clock
 * @throws FailureError, StorageError; what was fetched until a failure is stored, and is a duplicate the next time
 */
export async function catchUp(since: number, parts: CatchUpOptions): Promise<CaughtUp> {
  const { listings, account, events, accept, signal, pages: most = 1 } = parts;
  const from = since - marginMs;
  const ending = new AbortController();
  const options = { priority: 'background', cachedNamesOnly: true, ...(signal && { signal }) } as const;
  /** The page under way is paid for, so only a further one is not fetched. */
  const optionsOf = (at: string | undefined, run: Pick<CallOptions, 'callsOfRun'>): CallOptions => {
    if (at !== undefined) ending.signal.throwIfAborted();
    return { ...options, ...run };
  };
  // A chat that ended since then may have started the day before, and the days of a query are those of this machine.
  const dateFrom = dayOf(from - day);
  const chats: ReportedChat[] = [];
  const tickets: TicketRow[] = [];
  const readings: Promise<boolean>[] = [];
  if (events.includes('chat_started') || events.includes('chat_ended')) {
    const reading = readPages<ReportedChat>({
      fetch: (at, run) => listings.chats({ dateFrom, running: true }, at, optionsOf(at, run)),
      goesOn: (page) => chatsGoOn(page, from, most > 1),
      most: () => most,
      rows: chats,
    });
    readings.push(reading);
  }
  if (events.includes('ticket_created')) {
    // Days of a classic account may be those of another time zone.
    const createdSince = new Date(from - day).toISOString();
    const reading = readNewTickets(from, {
      fetch: (at, run) => listings.newTickets(createdSince, at, optionsOf(at, run)),
      ...{ most, rows: tickets },
    });
    readings.push(reading);
  }
  const store = (): Promise<readonly Arrival[]> => {
    const content = [
      ...chats.flatMap((row) => contentOfChat(row, from)),
      ...tickets.flatMap((row) => contentOfTicket(row, from)),
    ];
    const wanted = content.filter(({ content: { kind } }) => events.includes(kind));
    return storeNew(wanted, account, accept);
  };
  let more: boolean;
  try {
    more = (await Promise.all(readings)).includes(true);
  } catch (thrown) {
    // The next attempt begins anew: what else is being read, perhaps many pages, is not read to its end.
    ending.abort();
    await Promise.allSettled(readings);
    if (signal?.aborted !== true) await store();
    throw thrown;
  }
  return { arrivals: await store(), more };
}

/** @returns the new ones, oldest first */
async function storeNew(
  content: readonly Dated[],
  account: string,
  accept: CatchUpOptions['accept'],
): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  for (const one of content.toSorted((left, right) => left.at.localeCompare(right.at))) {
    const arrival = arrivalOf(one.content, account, 'caught-up');
    if ((await accept(arrival)) === 'kept') arrivals.push(arrival);
  }
  return arrivals;
}

interface Dated {
  readonly at: IsoTime;
  readonly content: EventContent;
}

function contentOfChat(row: ReportedChat, from: number): readonly Dated[] {
  const { started_timestamp: started, ended_timestamp: ended } = row.chat;
  const content: Dated[] = [];
  if (isSince(started, from)) content.push({ at: started, content: { kind: 'chat_started', ...row } });
  if (isSince(ended, from)) content.push({ at: ended, content: { kind: 'chat_ended', ...row } });
  return content;
}

function contentOfTicket(row: TicketRow, from: number): readonly Dated[] {
  if (row.kind !== 'ticket' || !isSince(row.ticket.date, from)) return [];
  return [{ at: row.ticket.date, content: { kind: 'ticket_created', ticket: wholeOf(row.ticket) } }];
}

/** A ticket of a list, without what only lists have and without its conversation. */
export function wholeOf({ groupIds = [], wait, ...ticket }: TicketSummary): Ticket {
  return { ...ticket, groups: groupIds.map((id) => ({ id })), events: [], tags: ticket.tags ?? [] };
}

/**
 * Whether there are further pages, and the last chat of this one is new enough that they may matter.
 * @param withEnds also where a chat of this page ended since then: one of the next page may have, too
 */
function chatsGoOn(page: Page<ReportedChat>, from: number, withEnds: boolean): boolean {
  if (page.page >= page.pages) return false;
  const last = page.rows.at(-1)?.chat.started_timestamp;
  if (last === undefined || isSince(last, from)) return true;
  return withEnds && page.rows.some(({ chat }) => isSince(chat.ended_timestamp, from));
}

function isSince(time: IsoTime | undefined, from: number): time is IsoTime {
  return time !== undefined && Date.parse(time) >= from;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The listings of the active account that catching up and polling use. */
export interface Listings {
  /** @param at a `next` of an earlier page of the same query */
  chats(query: ChatQuery, at: string | undefined, options: CallOptions): Promise<Page<ReportedChat>>;
  /** As `LiveChatConnection.clockOffset`. */
  clockOffset(): Promise<number | undefined>;
  /** As `LiveChatConnection.serverTime`, of the last connection that had a response. */
  serverTime(): number | undefined;
  /** As `TicketApi.newest`. */
  newTickets(since: IsoTime, at: string | undefined, options: CallOptions): Promise<Page<TicketRow>>;
}

/**
 * An event that the API gave no id. The id is derived from what happened, so that the same event is recognized from any
 * source.
 * @param source how it was received, also the beginning of the id
 */
export function arrivalOf(content: EventContent, account: string, source: 'live' | 'caught-up'): Arrival {
  const arrival: Arrival = { ...content, account, eventId: '' };
  const digest = createHash('sha256').update(subjectOf(arrival)).digest('base64url');
  return { ...arrival, eventId: `${source}-${digest}`, ...(source === 'caught-up' && { isCaughtUp: true }) };
}
