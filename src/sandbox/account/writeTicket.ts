import type { Account } from './account';
import type { Agent } from './agent';
import type {
  HelpdeskFields,
  NamedAgent,
  Quirks,
  Requester,
  Source,
  Ticket,
  TicketEvent,
  TicketStatus,
} from './ticket';

export interface NewTicket {
  readonly message: string;
  readonly requester: Requester;
  readonly subject?: string | undefined;
  readonly assignee?: NamedAgent | undefined;
  readonly source: Source;
  readonly groups: readonly number[];
  readonly tags?: readonly string[];
  readonly status?: TicketStatus | undefined;
  readonly helpdesk?: HelpdeskFields;
  /** The author of the first message if that is an agent and not the requester. */
  readonly by?: Agent | undefined;
  readonly isPrivate?: boolean | undefined;
}

export interface TicketChange {
  readonly message?: string | undefined;
  readonly isPrivate?: boolean | undefined;
  /** The message is attributed to the requester although an agent adds it. */
  readonly fromClient?: boolean | undefined;
  readonly requester?: { readonly mail?: string | undefined; readonly name?: string | undefined } | undefined;
  readonly subject?: string | undefined;
  /** `null` unassigns the ticket. */
  readonly assignee?: NamedAgent | null | undefined;
  readonly source?: Source | undefined;
  readonly status?: TicketStatus | undefined;
}

const NO_QUIRKS: Quirks = {};

/** Adds a ticket with its first message and emits `ticket_created`. */
export function createTicket(account: Account, input: NewTicket): Ticket {
  const date = account.now();
  const { requester, assignee, source } = input;
  const ticket: Ticket = {
    id: account.nextTicketId(),
    subject: input.subject ?? '(no subject)',
    status: input.status ?? 'open',
    requester,
    ...(assignee && { assignee }),
    groups: input.groups,
    source,
    tags: input.tags ?? [],
    created: date,
    modified: date,
    events: [
      {
        type: 'message',
        date,
        isPrivate: input.isPrivate ?? false,
        message: input.message,
        author: input.by ? agentAuthor(input.by) : clientAuthor(requester),
        source,
      },
    ],
    quirks: NO_QUIRKS,
    ...(input.helpdesk && { helpdesk: input.helpdesk }),
  };
  account.tickets.set(ticket.id, ticket);
  account.emit({ type: 'ticket_created', ticket });
  return ticket;
}

/** Applies the given fields, appends ticket events for the changes that have one, and emits `ticket_updated`. */
export function updateTicket(account: Account, ticket: Ticket, change: TicketChange, by: Agent): void {
  const date = account.now();
  const author = { id: by.login, name: by.name };
  const newEvents: TicketEvent[] = [];
  if (change.subject !== undefined) ticket.subject = change.subject;
  if (change.source) ticket.source = change.source;
  if (change.requester) {
    const { mail, name } = change.requester;
    ticket.requester = {
      ...ticket.requester,
      ...(mail !== undefined && { mail }),
      ...(name !== undefined && { name }),
    };
  }
  if (change.assignee === null) {
    delete ticket.assignee;
  } else if (change.assignee && change.assignee.id !== ticket.assignee?.id) {
    ticket.assignee = change.assignee;
    newEvents.push({ type: 'assignee_changed', date, to: change.assignee, author });
  }
  if (change.status && change.status !== ticket.status) {
    newEvents.push({ type: 'status_changed', date, from: ticket.status, to: change.status, author });
    ticket.status = change.status;
  }
  if (change.message !== undefined) {
    newEvents.push({
      type: 'message',
      date,
      isPrivate: change.isPrivate ?? false,
      message: change.message,
      author: change.fromClient ? clientAuthor(ticket.requester) : agentAuthor(by),
      source: { type: 'lc2' },
    });
  }
  ticket.events.push(...newEvents);
  ticket.modified = date;
  account.emit({ type: 'ticket_updated', ticket });
}

function clientAuthor({ mail, name = mail }: Requester) {
  return { id: mail, name, type: 'client' as const };
}

function agentAuthor({ login, name }: Agent) {
  return { id: login, name, type: 'agent' as const };
}
