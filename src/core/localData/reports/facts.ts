import { parseJson } from '../../base/json';
import { isTest } from '../../domain/arrival';
import type { Ticket, TicketEvent } from '../../domain/ticket';
import { waitingSince } from '../../domain/ticketWait';
import { decodeArrival } from '../../domain/decodeArrival';
import { chatValueIn, type ChatValue, type TicketSummaryValue } from '../keptItem';

/**
 * `created`, `solved`, `status` (`value` is the new one, `before` the old one) and `reply` (a public message of `agent`)
 * are about a ticket; `started`, `ended` and `joined` (by `agent`, at the chat's start) about the thread of a chat.
 */
export type MomentKind = 'created' | 'solved' | 'status' | 'reply' | 'started' | 'ended' | 'joined';

/** Something that happened at one time. */
export interface Moment {
  readonly kind: MomentKind;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Id of the ticket or thread. */
  readonly subject: string;
  /** Login. */
  readonly agent?: string;
  readonly value?: string;
  readonly before?: string;
}

/** What is known of a ticket now; times in milliseconds since the epoch. */
export interface TicketFacts {
  readonly ticketId: string;
  readonly createdAt?: number;
  readonly changedAt: number;
  readonly status?: string;
  /** Login. */
  readonly assignee?: string;
  /** Its messages are known up to `changedAt`. */
  readonly hasConversation: boolean;
  /** From the customer's first message to the first public reply. */
  readonly firstReplyMs?: number;
  /** See `waitingSince`; absent if no answer is due, or the conversation is not known. */
  readonly waitingSince?: number;
}

export interface Facts {
  readonly ticket?: TicketFacts;
  readonly moments: readonly Moment[];
}

/** A row of `kept_items` with its details, as text. */
export interface StoredItem {
  readonly kind: string;
  readonly id: string;
  readonly changedAt: number;
  readonly summary: string;
  readonly details: string | undefined;
  /** `changedAt` of the details. */
  readonly detailsAt: number | undefined;
}

const noFacts: Facts = { moments: [] };

/** @returns no facts of what cannot be read */
export function factsOfItem(item: StoredItem): Facts {
  const details = item.details === undefined ? undefined : parseJson(item.details);
  if (item.kind === 'ticket') return factsOfTicket(item, details as Ticket | undefined);
  const chat = item.details === undefined ? undefined : chatValueIn(item.details);
  return chat ? { moments: momentsOfChat(item.id, chat) } : noFacts;
}

/** @param acceptedAt stands for a time that LiveChat did not send */
export function factsOfEvent(arrival: string, acceptedAt: number): Facts {
  const event = decodeArrival(parseJson(arrival));
  if (!event || event.reference || isTest(event)) return noFacts;
  if (event.kind === 'ticket_created') {
    const { id, date } = event.ticket;
    return { moments: [{ kind: 'created', at: timeOf(date) ?? acceptedAt, subject: id }] };
  }
  const { kind, chat } = event;
  const started = timeOf(chat.started_timestamp) ?? (kind === 'chat_started' ? acceptedAt : undefined);
  const ended = timeOf(chat.ended_timestamp) ?? (kind === 'chat_ended' ? acceptedAt : undefined);
  return {
    moments: chatMoments(
      chat.id,
      { started, ended },
      chat.agents.map(({ login }) => login),
    ),
  };
}

function factsOfTicket(item: StoredItem, details: Ticket | undefined): Facts {
  const { ticket } = parseJson(item.summary) as TicketSummaryValue;
  const { id, changedAt } = item;
  const hasConversation = details !== undefined && (item.detailsAt ?? -1) >= changedAt;
  const events = details?.events ?? [];
  const createdAt = timeOf(ticket.date);
  const changes = events.flatMap((event) => statusMoment(id, event));
  const replies = events.flatMap((event): readonly Moment[] => {
    const at = timeOf(event.date);
    if (at === undefined || !isReply(event)) return [];
    return [
      { kind: 'reply', at, subject: id, ...(event.author?.id !== undefined && { agent: event.author.id }) },
    ];
  });
  const solved = changes.filter(({ value }) => value === 'solved');
  const isOnlyKnownToBeSolved = ticket.status === 'solved' && solved.length === 0 && changedAt > 0;
  const firstReplyMs = firstReplyOf(events, createdAt);
  const waits = waitingSince(ticket);
  return {
    ticket: {
      ...{ ticketId: id, changedAt, hasConversation },
      ...(createdAt !== undefined && { createdAt }),
      ...(ticket.status !== undefined && { status: ticket.status }),
      ...(ticket.assignee && { assignee: ticket.assignee.id }),
      ...(firstReplyMs !== undefined && { firstReplyMs }),
      ...(typeof waits === 'number' && { waitingSince: waits }),
    },
    moments: [
      ...(createdAt === undefined ? [] : [{ kind: 'created', at: createdAt, subject: id } as const]),
      ...changes,
      ...solved.map((moment): Moment => ({ ...moment, kind: 'solved' })),
      // A list does not say when; it has not changed since.
      ...(isOnlyKnownToBeSolved ? [solvedAt(id, changedAt, ticket.assignee?.id)] : []),
      ...replies,
    ],
  };
}

function solvedAt(subject: string, at: number, agent: string | undefined): Moment {
  return { kind: 'solved', at, subject, ...(agent !== undefined && { agent }) };
}

function statusMoment(
  subject: string,
  { type, date, to, changes = [], author }: TicketEvent,
): readonly Moment[] {
  const at = timeOf(date);
  const value = to?.id;
  if (at === undefined || type !== 'status_changed' || value === undefined) return [];
  const before = changes.find(({ field }) => field === 'status')?.from;
  const agent = author?.id;
  return [
    {
      ...{ kind: 'status', at, subject, value },
      ...(before !== undefined && { before }),
      ...(agent !== undefined && { agent }),
    },
  ];
}

/** A message, also one that consists of files only. */
function isPublicMessage({ type, message, files = [], is_private: isPrivate }: TicketEvent): boolean {
  const isMessage =
    type === 'message' || (type === 'attachments' && (message !== undefined || files.length > 0));
  return isMessage && isPrivate !== true;
}

function isReply(event: TicketEvent): boolean {
  return isPublicMessage(event) && event.author?.type === 'agent';
}

function isFromCustomer(event: TicketEvent): boolean {
  return isPublicMessage(event) && event.author?.type === 'client';
}

/** `undefined` if an agent wrote first, or there is no reply yet. */
function firstReplyOf(events: readonly TicketEvent[], createdAt: number | undefined): number | undefined {
  const first = events.find((event) => isReply(event) || isFromCustomer(event));
  if (!first || isReply(first)) return undefined;
  const asked = timeOf(first.date) ?? createdAt;
  const answered = timeOf(events.find(isReply)?.date);
  return asked === undefined || answered === undefined ? undefined : Math.max(0, answered - asked);
}

function momentsOfChat(id: string, value: ChatValue): readonly Moment[] {
  if (value.from === 'api') {
    const { startedAt, endedAt, users } = value.chat;
    const agents = users.flatMap(({ kind, id: userId, email }) =>
      kind === 'agent' ? [email ?? userId] : [],
    );
    return chatMoments(id, { started: timeOf(startedAt), ended: timeOf(endedAt) }, agents);
  }
  const { started_timestamp: started, ended_timestamp: ended, agents } = value.content.chat;
  const times = { started: timeOf(started), ended: timeOf(ended) };
  return chatMoments(
    id,
    times,
    agents.map(({ login }) => login),
  );
}

function chatMoments(
  subject: string,
  { started, ended }: { readonly started: number | undefined; readonly ended: number | undefined },
  agents: readonly string[],
): readonly Moment[] {
  const joinedAt = started ?? ended;
  return [
    ...(started === undefined ? [] : [{ kind: 'started', at: started, subject } as const]),
    ...(ended === undefined ? [] : [{ kind: 'ended', at: ended, subject } as const]),
    ...(joinedAt === undefined
      ? []
      : agents.map((agent): Moment => ({ kind: 'joined', at: joinedAt, subject, agent }))),
  ];
}

function timeOf(time: string | undefined): number | undefined {
  const ms = time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(ms) ? undefined : ms;
}
