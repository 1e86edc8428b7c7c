import type { Account } from '../account/account';
import type { Source, Ticket, TicketEvent } from '../account/ticket';

/** A ticket as in `GET /tickets` and `GET /tickets/<ID>`: epoch seconds, groups usually as ids. */
export function ticketShape(account: Account, ticket: Ticket): Record<string, unknown> {
  const { quirks } = ticket;
  return {
    id: ticket.id,
    subject: ticket.subject,
    status: ticket.status,
    requester: ticket.requester,
    ...(ticket.assignee && { assignee: ticket.assignee }),
    ...groupKeys(account, ticket),
    source: ticket.source,
    tags: ticket.tags,
    ...(!quirks.noModified && { modified: ticket.modified }),
    opened: [{ from: ticket.created }],
    firstResponse: {},
    ...(quirks.extras && {
      date: ticket.created,
      ccs: ['archive@mail.example'],
      rate: 'not_rated',
      labs: { sentiment: 0.5, reviewed: null },
    }),
    events: ticket.events.map((event) => eventShape(event)),
  };
}

/** A ticket as in a webhook delivery: ISO 8601 without milliseconds, groups as objects (REST API v2, "Webhooks"). */
export function deliveredTicket(account: Account, ticket: Ticket): Record<string, unknown> {
  return {
    id: ticket.id,
    subject: ticket.subject,
    status: ticket.status,
    requester: ticket.requester,
    ...(ticket.assignee && { assignee: ticket.assignee }),
    groups: groupObjects(account, ticket),
    source: deliveredSource(ticket.source),
    tags: ticket.tags,
    events: ticket.events.map((event) => {
      const { date, source, ...rest } = { source: undefined, ...eventShape(event) };
      return { ...rest, date: isoSeconds(date), ...(source && { source: deliveredSource(source) }) };
    }),
  };
}

function eventShape(event: TicketEvent) {
  if (event.type !== 'message') return event;
  const { isPrivate, ...rest } = event;
  return { ...rest, is_private: isPrivate };
}

function groupKeys(account: Account, ticket: Ticket): Record<string, unknown> {
  if (!ticket.quirks.groupObjects) return { groups: ticket.groups };
  const groups = groupObjects(account, ticket);
  return { groups, currentGroup: groups[0] };
}

function groupObjects(account: Account, ticket: Ticket): readonly { id: number; name: string }[] {
  return ticket.groups.map((id) => ({ id, name: account.groupName(id) }));
}

function deliveredSource(source: Source): Record<string, unknown> {
  return { ...source, url: source.url ?? null };
}

function isoSeconds(date: number): string {
  return new Date(date * 1000).toISOString().replace('.000Z', 'Z');
}
