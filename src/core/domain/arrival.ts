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

/** A chat as it was when it was fetched, in the shape of an event's chat. */
export type ReportedChat = Omit<ChatContent, 'kind'>;

/** Which chats of the archive to list. */
export interface ChatQuery {
  /** `YYYY-MM-DD` in UTC; chats that began on that day or later. */
  readonly dateFrom?: string;
  /** Includes chats that have not ended; their `ended_timestamp` is absent. */
  readonly running?: boolean;
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
  /** It was received through a team, whose receiver has published it already. */
  readonly viaTeam?: true;
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
  readonly same: readonly [string, ...string[]];
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
