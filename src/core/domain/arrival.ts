import { asRecord } from '../base/json';
import type { SharedFile } from './sharedFile';
import type { IsoTime, Ticket } from './ticket';

/** Kinds of events, named as in the settings and in REST v2. */
export const arrivalKinds = ['chat_started', 'chat_ended', 'ticket_created'] as const;
export type ArrivalKind = (typeof arrivalKinds)[number];

export interface ChatMessage {
  readonly text: string;
  readonly timestamp?: IsoTime;
  /** Login. Present if an agent wrote the message; `user_type` is derived from it. */
  readonly agent_id?: string;
  readonly author_name?: string;
  /** `agent`, `supervisor`, `visitor`, or a value of a newer API. */
  readonly user_type: string;
}

export interface ChatEvent {
  /** `closed`, …; `unknown` if none was sent. */
  readonly type: string;
  /** What was said or happened. */
  readonly text?: string;
  readonly timestamp?: IsoTime;
  readonly user_type?: string;
  /** Login, if an agent is the author. */
  readonly agent_id?: string;
  readonly author_name?: string;
  /** Only agents see it. */
  readonly private?: true;
  readonly files?: readonly SharedFile[];
}

export interface ChatAgent {
  readonly login: string;
  readonly name?: string;
}

/** A chat at the time of the event. Fields that were missing or unreadable are absent. */
export interface Chat {
  readonly id: string;
  /** Page on which the chat began. */
  readonly url?: string;
  readonly started_timestamp?: IsoTime;
  readonly ended_timestamp?: IsoTime;
  readonly agents: readonly ChatAgent[];
  /** Group ids; 0 means every agent. */
  readonly groups: readonly number[];
  readonly tags: readonly string[];
  readonly messages: readonly ChatMessage[];
  readonly events: readonly ChatEvent[];
  /** LiveChat's reason for withholding messages and events. */
  readonly restricted?: string;
}

export interface Visitor {
  readonly id?: string;
  readonly name?: string;
  readonly email?: string;
  readonly language?: string;
  readonly page_current?: string;
}

/** One question of a survey. For choices, `answer` is the chosen labels joined by `, `, or empty. */
export interface SurveyAnswer {
  readonly id?: string;
  readonly label?: string;
  readonly answer?: string;
}

/** An event without id and account. */
export interface ChatContent {
  readonly kind: 'chat_started' | 'chat_ended';
  readonly chat: Chat;
  readonly visitor: Visitor;
  readonly pre_chat_survey: readonly SurveyAnswer[];
  /** Absent if there is none. */
  readonly post_chat_survey?: readonly SurveyAnswer[];
}

export interface TicketContent {
  readonly kind: 'ticket_created';
  readonly ticket: Ticket;
}

export type EventContent = ChatContent | TicketContent;

/** Identifies a stored event: two accounts may have the same event id. */
export interface EventKey {
  readonly account: string;
  readonly eventId: string;
}

/** As text, for maps and sets. */
export function eventKeyOf({ account, eventId }: EventKey): string {
  return `${account}\n${eventId}`;
}

interface Arrived {
  /** LiveChat's event id, which is the same in each retry; otherwise a digest of the delivery. */
  readonly eventId: string;
  /** Id of the account, see `Account.id`. */
  readonly account: string;
  /** Set while only ids are known and the details have not been fetched; such events are not reported yet. */
  readonly reference?: EventReference;
  /** It was fetched by a listing after a gap, and is shown in a digest. */
  readonly isCaughtUp?: true;
}

/** What is needed to fetch a chat or ticket, in addition to its id. */
export interface EventReference {
  /** LiveChat's chat id, if `Chat.id` is a thread id (docs/livechat-api.md#chats-and-threads). */
  readonly chatId?: string;
}

export interface ChatArrival extends ChatContent, Arrived {}
export interface TicketArrival extends TicketContent, Arrived {}

/** An event as the journal, the views and other extensions get it. Contains texts of customers. */
export type Arrival = ChatArrival | TicketArrival;

/** Prefix of the ids of test events, which refer to no chat or ticket. */
export const testPrefix = 'test-';

export function isTest(arrival: Arrival): boolean {
  const { id } = arrival.kind === 'ticket_created' ? arrival.ticket : arrival.chat;
  return arrival.eventId.startsWith(testPrefix) || id.startsWith(testPrefix);
}

/**
 * Identifies the event that an arrival reports, whether it came as a retry, through a second registration with
 * other event ids, or through catch-up.
 */
export function subjectOf(arrival: Arrival): string {
  const subject =
    arrival.kind === 'ticket_created'
      ? [arrival.ticket.id]
      : [arrival.chat.id, arrival.chat.started_timestamp ?? ''];
  return JSON.stringify([arrival.account, arrival.kind, ...subject]);
}

/**
 * Keys for finding duplicates. An arrival without the start time of its chat equals any arrival of that chat; two
 * arrivals with start times are equal if the times are.
 */
export interface ArrivalKeys {
  /** Keys to store. */
  readonly own: readonly string[];
  /** An arrival stored under any of these keys is a duplicate. */
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

/** Identifies the chat of an arrival. */
export function chatKeyOf({ account, chat }: ChatArrival): string {
  return JSON.stringify([account, chat.id, chat.started_timestamp ?? '']);
}

/** Ids of the groups of a chat or ticket. */
export function groupsOf(arrival: Arrival): readonly number[] {
  return arrival.kind === 'ticket_created' ? arrival.ticket.groups.map(({ id }) => id) : arrival.chat.groups;
}

/**
 * Validates an arrival from storage or another window, as far as malformed values would cause exceptions. Malformed
 * items of lists are left out.
 * @returns `undefined` if it is not an arrival
 */
export function decodeArrival(value: unknown): Arrival | undefined {
  const raw = asRecord(value);
  if (typeof raw.eventId !== 'string' || typeof raw.account !== 'string') return undefined;
  const content = raw.kind === 'ticket_created' ? ticketIn(raw) : chatIn(raw);
  const decoded: unknown = content && { ...raw, ...content };
  return decoded as Arrival | undefined;
}

function ticketIn({ ticket }: Readonly<Record<string, unknown>>): object | undefined {
  const valid = withValidItems(ticket, ticketItems);
  return valid && { ticket: valid };
}

function chatIn(raw: Readonly<Record<string, unknown>>): object | undefined {
  const { kind, visitor, pre_chat_survey: survey } = raw;
  const isChat = kind === 'chat_started' || kind === 'chat_ended';
  if (!isChat || !isObject(visitor) || !Array.isArray(survey)) return undefined;
  const chat = withValidItems(raw.chat, chatItems);
  return chat && { chat, pre_chat_survey: survey.filter(isObject) };
}

type ItemCheck = (item: unknown) => boolean;

const chatItems: Readonly<Record<string, ItemCheck>> = {
  agents: hasTexts('login'),
  groups: (item) => typeof item === 'number',
  tags: (item) => typeof item === 'string',
  messages: hasTexts('text', 'user_type'),
  events: hasTexts('type'),
};
const ticketItems: Readonly<Record<string, ItemCheck>> = {
  groups: (item) => typeof asRecord(item).id === 'number',
  events: hasTexts('type'),
  tags: (item) => typeof item === 'string',
};

function hasTexts(...names: readonly string[]): ItemCheck {
  return (item) => names.every((name) => typeof asRecord(item)[name] === 'string');
}

function isObject(item: unknown): boolean {
  return typeof item === 'object' && item !== null;
}

/** A chat or ticket whose lists have only valid items; `undefined` without its id or one of the lists. */
function withValidItems(value: unknown, checks: Readonly<Record<string, ItemCheck>>): object | undefined {
  const fields = asRecord(value);
  if (typeof fields.id !== 'string') return undefined;
  const lists: Record<string, readonly unknown[]> = {};
  for (const [name, check] of Object.entries(checks)) {
    const list = fields[name];
    if (!Array.isArray(list)) return undefined;
    lists[name] = list.filter(check);
  }
  return { ...fields, ...lists };
}
