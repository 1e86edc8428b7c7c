export const TICKET_STATUSES = ['open', 'pending', 'solved', 'spam'] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

export interface NamedAgent {
  readonly id: string;
  readonly name: string;
}

export interface Source {
  readonly type: string;
  readonly url?: string;
  readonly id?: string;
}

export interface Requester {
  readonly mail: string;
  readonly name?: string;
  readonly ip?: string;
}

/** All dates are epoch seconds. */
export type TicketEvent =
  | {
      readonly type: 'message';
      readonly date: number;
      readonly isPrivate: boolean;
      readonly message: string;
      readonly author: NamedAgent & { readonly type: 'client' | 'agent' };
      readonly source: Source;
    }
  | {
      readonly type: 'assignee_changed';
      readonly date: number;
      readonly to: NamedAgent;
      readonly author: NamedAgent;
    }
  | {
      readonly type: 'status_changed';
      readonly date: number;
      readonly from: TicketStatus;
      readonly to: TicketStatus;
      readonly author: NamedAgent;
    };

/** The ways in which real rows differ from the documented sample. */
export interface Quirks {
  /** Rows of before some migration have no `modified`. */
  readonly noModified?: boolean;
  /** Groups as `{id,name}` objects with a `currentGroup` instead of bare ids. */
  readonly groupObjects?: boolean;
  /** The row carries `date`, `ccs`, `rate` and fields that no document names. */
  readonly extras?: boolean;
}

export type HelpdeskPriority = -10 | 0 | 10 | 20;

export interface Carbon {
  readonly email: string;
  readonly name: string | null;
}

/** What only HelpDesk tells of a ticket (section 8.2). */
export interface HelpdeskSide {
  readonly priority?: HelpdeskPriority;
  /** Finer than the classic status: on hold is pending there, and closed is solved. */
  readonly finer?: 'onhold' | 'closed';
  /** Where the ticket lies unless its status is spam; missing means among the others. */
  readonly silo?: 'archive' | 'trash' | 'spam' | undefined;
  readonly cc?: readonly Carbon[];
  /** Agents' ids in HelpDesk. */
  readonly followers?: readonly string[];
  readonly customFields?: Readonly<Record<string, unknown>>;
}

export interface Ticket {
  readonly id: string;
  subject: string;
  status: TicketStatus;
  requester: Requester;
  assignee?: NamedAgent;
  groups: readonly number[];
  source: Source;
  tags: readonly string[];
  readonly created: number;
  modified: number;
  readonly events: TicketEvent[];
  readonly quirks: Quirks;
  helpdesk?: HelpdeskSide;
}
