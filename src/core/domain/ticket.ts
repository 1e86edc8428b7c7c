import type { SharedFile } from './sharedFile';

/** ISO 8601 in UTC with milliseconds. */
export type IsoTime = string;

/** Statuses for every kind of account; further ones are in its capabilities. */
export const ticketStatuses = ['open', 'pending', 'solved', 'spam'] as const;
/** Statuses for any kind of account. */
export const allTicketStatuses = ['open', 'pending', 'onhold', 'solved', 'closed', 'spam'] as const;
export type TicketStatus = (typeof allTicketStatuses)[number];

/** @returns `undefined` for any other value */
export function ticketStatusOf(value: unknown): TicketStatus | undefined {
  return allTicketStatuses.find((status) => status === value);
}

/** In ascending order. */
export const ticketPriorities = ['low', 'medium', 'high', 'urgent'] as const;
export type TicketPriority = (typeof ticketPriorities)[number];

/** Sources to filter by (docs/livechat-api.md#rest-v2-tickets). */
export const ticketSources = ['lc2', 'mail', 'facebook', 'agent-app-manual', 'chat-window'] as const;

/** Writable sources; the first is LiveChat's default (docs/livechat-api.md#rest-v2-tickets). */
export const writableSources = ['lc2', 'mail', 'chat-window'] as const;

export interface Requester {
  readonly mail?: string;
  readonly name?: string;
  readonly ip?: string;
}

export interface Source {
  readonly id?: string;
  readonly type?: string;
  readonly url?: string;
}

export interface Assignee {
  readonly id: string;
  readonly name?: string;
}

/** REST v2 sends bare ids in responses, without `name`, and `{ id, name }` in webhooks. */
export interface GroupRef {
  readonly id: number;
  readonly name?: string;
}

/** What is known of the requester's wait for an answer. */
export interface TicketWait {
  /** Time of the requester's last public message; absent if an agent has answered it, or there is none. */
  readonly since?: IsoTime;
}

/** A ticket of a list. Fields that are missing or unreadable are absent. */
export interface TicketSummary {
  readonly id: string;
  /** HelpDesk's short id, shown to people. */
  readonly shortId?: string;
  readonly subject?: string;
  /** One of `allTicketStatuses`, or a value of a newer API. */
  readonly status?: string;
  /** One of `ticketPriorities`, or a value of a newer API; absent if tickets have none. */
  readonly priority?: string;
  readonly date?: IsoTime;
  readonly modified?: IsoTime;
  readonly requester?: Requester;
  readonly source?: Source;
  readonly assignee?: Assignee;
  readonly tags?: readonly string[];
  /** In a list only. */
  readonly groupIds?: readonly number[];
  /** In a list only: absent if it had no complete conversation. Read it with `waitingSince`. */
  readonly wait?: TicketWait;
}

export interface TicketEventAuthor {
  readonly id?: string;
  readonly name?: string;
  /** `client` or `agent`; absent for `assignee_changed`. */
  readonly type?: string;
}

export interface TicketEvent {
  /** `message`, `assignee_changed`, … */
  readonly type: string;
  readonly date?: IsoTime;
  readonly message?: string;
  readonly is_private?: boolean;
  readonly author?: TicketEventAuthor;
  readonly source?: { readonly type?: string; readonly url?: string };
  /** The new value, for `assignee_changed` and status events. */
  readonly to?: { readonly id?: string; readonly name?: string };
  /** What else the event changed, such as the team, a tag or the priority. */
  readonly changes?: readonly TicketEventChange[];
  readonly files?: readonly SharedFile[];
  /** The content of an event of an unknown kind, as lines. */
  readonly details?: string;
}

/** A changed property of a ticket. A value that was not sent, or is empty, is absent. */
export interface TicketEventChange {
  /** `team`, `assignee`, `priority`, `subject`, `tags`, `cc`, `followers`, or a value of a newer API. */
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

/** A ticket that another one was merged into or split from. */
export interface RelatedTicket {
  readonly id: string;
  readonly shortId?: string;
  readonly subject?: string;
}

export interface Ticket extends TicketSummary {
  readonly currentGroup?: GroupRef;
  readonly groups: readonly GroupRef[];
  readonly events: readonly TicketEvent[];
  readonly tags: readonly string[];
  readonly parent?: RelatedTicket;
  readonly children?: readonly RelatedTicket[];
}

/**
 * A row of a list: a ticket with the names of its malformed fields, or the row's position if the id is unreadable.
 * Rows are never left out.
 */
export type TicketRow =
  | { readonly kind: 'ticket'; readonly ticket: TicketSummary; readonly malformed: readonly string[] }
  | { readonly kind: 'unreadable'; readonly key: string };

/** Filter and order of a ticket list, all applied by the API. */
export interface TicketQuery {
  /** `YYYY-MM-DD`; matches any activity from that day on. */
  readonly dateFrom?: string;
  /** `YYYY-MM-DD`. */
  readonly dateTo?: string;
  readonly assigned?: boolean;
  /** By last modification; `desc` by default. */
  readonly order?: 'asc' | 'desc';
  readonly status?: TicketStatus;
  /** Login of an agent. */
  readonly assignee?: string;
  readonly query?: string;
  readonly requesterMail?: string;
  readonly group?: number;
  readonly source?: string;
  readonly tag?: string;
  readonly tagged?: boolean;
}

/** `waiting`: longest first. `priority`: highest first, and longest waiting among equals. */
export const ticketSorts = ['waiting', 'newest', 'priority'] as const;
export type TicketSort = (typeof ticketSorts)[number];

/** A view that the user saved. */
export interface TicketView {
  readonly name: string;
  readonly filter: TicketQuery;
  readonly sort: TicketSort;
  /** Whether its count is the badge of the Tickets view. */
  readonly badge: boolean;
}

/** A new ticket; already validated. */
export interface TicketDraft {
  readonly message: string;
  readonly requester: { readonly mail: string; readonly name?: string };
  readonly subject?: string;
  readonly assignee?: { readonly id: string };
  readonly source?: { readonly type: string; readonly url?: string };
  readonly groups?: readonly number[];
  readonly tags?: readonly string[];
  readonly priority?: TicketPriority;
}

/** The fields to change; already validated. */
export interface TicketChange {
  readonly requester?: { readonly mail?: string; readonly name?: string };
  readonly message?: string;
  /** Whether `message` is a private note. */
  readonly private?: boolean;
  readonly subject?: string;
  readonly assignee?: { readonly id: string };
  readonly source?: { readonly type?: string; readonly url?: string };
  readonly status?: TicketStatus;
  readonly groups?: readonly number[];
  readonly tags?: readonly string[];
  readonly priority?: TicketPriority;
}
