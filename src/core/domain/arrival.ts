import { asRecord } from '../base/json';
import type { IsoTime, Ticket } from './ticket';

/** Events that this extension listens to, by the words of the settings and of the classic API. */
export const arrivalKinds = ['chat_started', 'chat_ended', 'ticket_created'] as const;
export type ArrivalKind = (typeof arrivalKinds)[number];

export interface ChatMessage {
  readonly text: string;
  readonly timestamp?: IsoTime;
  /** Login. Whether it is there decides who spoke: `user_type` follows it. */
  readonly agent_id?: string;
  readonly author_name?: string;
  /** `agent`, `supervisor`, `visitor`, or a word that a newer API may send. */
  readonly user_type: string;
}

export interface ChatEvent {
  /** `closed`, …; `unknown` where none was sent. */
  readonly type: string;
  readonly text?: string;
  readonly timestamp?: IsoTime;
  readonly user_type?: string;
}

export interface ChatAgent {
  readonly login: string;
  readonly name?: string;
}

/** A chat as it was when the event was sent. Fields that were not sent, or were unreadable, are absent. */
export interface Chat {
  readonly id: string;
  /** Page on which the chat began. */
  readonly url?: string;
  readonly started_timestamp?: IsoTime;
  readonly ended_timestamp?: IsoTime;
  readonly agents: readonly ChatAgent[];
  /** Group ids; 0 is everybody. */
  readonly groups: readonly number[];
  readonly tags: readonly string[];
  readonly messages: readonly ChatMessage[];
  readonly events: readonly ChatEvent[];
}

export interface Visitor {
  readonly id?: string;
  readonly name?: string;
  readonly email?: string;
  readonly language?: string;
  readonly page_current?: string;
}

/** One question before the chat. Of a choice, the chosen labels joined by `, `; empty where none was chosen. */
export interface SurveyAnswer {
  readonly id?: string;
  readonly label?: string;
  readonly answer?: string;
}

/** What happened, before it has an id and an account. */
export interface ChatContent {
  readonly kind: 'chat_started' | 'chat_ended';
  readonly chat: Chat;
  readonly visitor: Visitor;
  readonly pre_chat_survey: readonly SurveyAnswer[];
}

export interface TicketContent {
  readonly kind: 'ticket_created';
  readonly ticket: Ticket;
}

export type EventContent = ChatContent | TicketContent;

interface Arrived {
  /** LiveChat's own id of the event, the same in each of its retries; else made from the delivery's bytes. */
  readonly eventId: string;
  /** Id of the account, see `Account.id`. */
  readonly account: string;
  /** It was told by ids alone, and nobody hears of it before it was asked for. Absent once it is whole. */
  readonly reference?: EventReference;
  /** It was fetched by a listing after a gap, and is shown in a digest. */
  readonly isCaughtUp?: true;
}

/** What a chat or ticket is asked for by, beside its own id. */
export interface EventReference {
  /** Where a chat here is one of many threads there (section 6.2 of the API notes). */
  readonly chatId?: string;
}

export interface ChatArrival extends ChatContent, Arrived {}
export interface TicketArrival extends TicketContent, Arrived {}

/** One event of LiveChat as the journal, the views and other extensions get it. Texts in it are a customer's. */
export type Arrival = ChatArrival | TicketArrival;

/** What an event that a person sends to try the way out is known by: there is no such chat or ticket. */
export const testPrefix = 'test-';

export function isTest(arrival: Arrival): boolean {
  const { id } = arrival.kind === 'ticket_created' ? arrival.ticket : arrival.chat;
  return arrival.eventId.startsWith(testPrefix) || id.startsWith(testPrefix);
}

/**
 * The same for everything that tells of the same happening, whichever way it came: a retry, a second
 * registration with event ids of its own, or a listing that catches up.
 */
export function subjectOf(arrival: Arrival): string {
  const subject =
    arrival.kind === 'ticket_created'
      ? [arrival.ticket.id]
      : [arrival.chat.id, arrival.chat.started_timestamp ?? ''];
  return JSON.stringify([arrival.account, arrival.kind, ...subject]);
}

/**
 * What an arrival is known by, beside its id. One that does not say when its chat began is the same as any that does,
 * and those that do are the same where they say the same.
 */
export interface ArrivalKeys {
  /** Under these it is remembered. */
  readonly own: readonly string[];
  /** One that is remembered under any of these is the same. */
  readonly same: readonly string[];
}

export function keysOf(arrival: Arrival): ArrivalKeys {
  const subject = subjectOf(arrival);
  if (arrival.kind === 'ticket_created') return { own: [subject], same: [subject] };
  const { account, kind, chat } = arrival;
  const loose = `${account}\n${kind}\n${chat.id}`;
  const [dated, undated] = [`dated ${loose}`, `undated ${loose}`];
  return chat.started_timestamp === undefined
    ? { own: [subject, undated], same: [subject, dated] }
    : { own: [subject, dated], same: [subject, undated] };
}

/** The same for all that tells of one chat. */
export function chatKeyOf({ account, chat }: ChatArrival): string {
  return JSON.stringify([account, chat.id, chat.started_timestamp ?? '']);
}

/** Ids of the groups that a chat or ticket is in. */
export function groupsOf(arrival: Arrival): readonly number[] {
  return arrival.kind === 'ticket_created' ? arrival.ticket.groups.map(({ id }) => id) : arrival.chat.groups;
}

/**
 * An arrival from a file or another window; `undefined` where it is none. What is looked at is what would end in
 * a fault if it were missing.
 */
export function decodeArrival(value: unknown): Arrival | undefined {
  const { kind, eventId, account, chat, visitor, pre_chat_survey: survey, ticket } = asRecord(value);
  if (typeof eventId !== 'string' || typeof account !== 'string') return undefined;
  const isWhole =
    kind === 'ticket_created'
      ? hasAll(ticket, ['groups', 'events', 'tags'])
      : (kind === 'chat_started' || kind === 'chat_ended') &&
        hasAll(chat, ['agents', 'groups', 'tags', 'messages', 'events']) &&
        typeof visitor === 'object' &&
        visitor !== null &&
        Array.isArray(survey);
  return isWhole ? (value as Arrival) : undefined;
}

function hasAll(value: unknown, lists: readonly string[]): boolean {
  const fields = asRecord(value);
  return typeof fields.id === 'string' && lists.every((name) => Array.isArray(fields[name]));
}
