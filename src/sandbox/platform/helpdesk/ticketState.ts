import type { Ticket, TicketStatus } from '../../account/ticket';

export const STATUSES = ['open', 'pending', 'onhold', 'solved', 'closed'] as const;
export type HelpdeskStatus = (typeof STATUSES)[number];

export const SILOS = ['tickets', 'archive', 'trash', 'spam'] as const;
export type Silo = (typeof SILOS)[number];

/** The classic status for each HelpDesk status. */
const CLASSIC_STATUS: Readonly<Record<HelpdeskStatus, TicketStatus>> = {
  open: 'open',
  pending: 'pending',
  onhold: 'pending',
  solved: 'solved',
  closed: 'solved',
};

/** Spam is a silo here and a status in the classic API. That a spam ticket is `open` is inferred. */
export function statusOf({ status, helpdesk }: Ticket): HelpdeskStatus {
  if (status === 'spam') return 'open';
  const substatus = helpdesk?.substatus;
  // The classic status may have changed since the substatus was set.
  return substatus !== undefined && CLASSIC_STATUS[substatus] === status ? substatus : status;
}

export function siloOf({ status, helpdesk }: Ticket): Silo {
  return status === 'spam' ? 'spam' : (helpdesk?.silo ?? 'tickets');
}

/** The fields of a ticket with this status. */
export function withStatus(
  status: HelpdeskStatus,
): Pick<Ticket, 'status'> & { substatus?: 'onhold' | 'closed' } {
  const substatus = status === 'onhold' || status === 'closed' ? status : undefined;
  return { status: CLASSIC_STATUS[status], ...(substatus && { substatus }) };
}

export function moveTo(ticket: Ticket, silo: Silo): void {
  if (silo === 'spam') {
    ticket.status = 'spam';
    return;
  }
  if (ticket.status === 'spam') ticket.status = 'open';
  ticket.helpdesk = { ...ticket.helpdesk, silo: silo === 'tickets' ? undefined : silo };
}
