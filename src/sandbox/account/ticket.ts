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

/** Differences between observed tickets and the documented sample. */
export interface Quirks {
  /** Some old tickets have no `modified`. */
  readonly noModified?: boolean;
  /** Groups as `{id,name}` objects with a `currentGroup` instead of bare ids. */
  readonly groupObjects?: boolean;
  /** The ticket has `date`, `ccs`, `rate` and undocumented fields. */
  readonly extras?: boolean;
}

export type HelpdeskPriority = -10 | 0 | 10 | 20;

export interface CcRecipient {
  readonly email: string;
  readonly name: string | null;
}

/** Fields that exist in the HelpDesk API only, see `docs/livechat-api.md#helpdesk-tickets`. */
export interface HelpdeskFields {
  readonly priority?: HelpdeskPriority;
  /** HelpDesk statuses without a classic equivalent: `onhold` is `pending` there, `closed` is `solved`. */
  readonly substatus?: 'onhold' | 'closed';
  /** The ticket's silo unless its status is spam; absent means `tickets`. */
  readonly silo?: 'archive' | 'trash' | 'spam' | undefined;
  readonly cc?: readonly CcRecipient[];
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
  helpdesk?: HelpdeskFields;
}
