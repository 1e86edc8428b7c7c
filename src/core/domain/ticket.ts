/** ISO 8601 UTC with milliseconds, whatever form the API sent. */
export type IsoTime = string;

/** What tickets of every kind of account can be; what else an account knows is among its capabilities. */
export const ticketStatuses = ['open', 'pending', 'solved', 'spam'] as const;
/** What tickets of some kind of account can be. */
export const allTicketStatuses = ['open', 'pending', 'onhold', 'solved', 'closed', 'spam'] as const;
export type TicketStatus = (typeof allTicketStatuses)[number];

/** From the least to the most pressing. */
export const ticketPriorities = ['low', 'medium', 'high', 'urgent'] as const;
export type TicketPriority = (typeof ticketPriorities)[number];

/** Sources that a ticket list can be filtered by (classic REST v2, section 3.5 of the API notes). */
export const ticketSources = ['lc2', 'mail', 'facebook', 'agent-app-manual', 'chat-window'] as const;

/** Sources that may be written; the first is the API's own default (section 3.5 of the API notes). */
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

/** The classic API sends bare ids in REST answers and `{ id, name }` in webhooks: `name` is then absent. */
export interface GroupRef {
  readonly id: number;
  readonly name?: string;
}

/** A ticket as lists show it. Fields that the API did not send, or sent in an unreadable form, are absent. */
export interface TicketSummary {
  readonly id: string;
  /** A second id that people use in writing, where the API has one. */
  readonly shortId?: string;
  readonly subject?: string;
  /** One of `allTicketStatuses`, or a word that a newer API may send. */
  readonly status?: string;
  /** One of `ticketPriorities`, or a word that a newer API may send; absent where tickets have none. */
  readonly priority?: string;
  readonly date?: IsoTime;
  readonly modified?: IsoTime;
  readonly requester?: Requester;
  readonly source?: Source;
  readonly assignee?: Assignee;
  readonly tags?: readonly string[];
}

export interface TicketEventAuthor {
  readonly id?: string;
  readonly name?: string;
  /** `client` or `agent`; absent on `assignee_changed`. */
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
  /** What the event changed something to, where it did (`assignee_changed`, status events). */
  readonly to?: { readonly id?: string; readonly name?: string };
}

export interface Ticket extends TicketSummary {
  readonly currentGroup?: GroupRef;
  readonly groups: readonly GroupRef[];
  readonly events: readonly TicketEvent[];
  readonly tags: readonly string[];
}

/**
 * One row of a list: a ticket with the names of fields that could not be read, or, where not even an id
 * could, the place it had. A row is never left out and never empties its list.
 */
export type TicketRow =
  | { readonly kind: 'ticket'; readonly ticket: TicketSummary; readonly malformed: readonly string[] }
  | { readonly kind: 'unreadable'; readonly key: string };

/** Filter and order of a ticket list; all are sent to the API, none is applied by us. */
export interface TicketQuery {
  /** `YYYY-MM-DD`; matches any activity of the ticket from that day on. */
  readonly dateFrom?: string;
  /** `YYYY-MM-DD`. */
  readonly dateTo?: string;
  readonly assigned?: boolean;
  /** By last modification; `desc` where absent. */
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

/** What a new ticket is made of; already validated. */
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

/** Only what is to change; already validated. */
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
