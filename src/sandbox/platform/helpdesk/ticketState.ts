import type { Ticket, TicketStatus } from '../../account/ticket';

export const STATUSES = ['open', 'pending', 'onhold', 'solved', 'closed'] as const;
export type HelpdeskStatus = (typeof STATUSES)[number];

export const SILOS = ['tickets', 'archive', 'trash', 'spam'] as const;
export type Silo = (typeof SILOS)[number];

/** The classic status that a HelpDesk status is shown as. */
const COARSE: Readonly<Record<HelpdeskStatus, TicketStatus>> = {
  open: 'open',
  pending: 'pending',
  onhold: 'pending',
  solved: 'solved',
  closed: 'solved',
};

/** Spam is a place here and a status there; below it a ticket is open [I]. */
export function statusOf({ status, helpdesk }: Ticket): HelpdeskStatus {
  if (status === 'spam') return 'open';
  const finer = helpdesk?.finer;
  // The classic side may have moved on since the finer status was set.
  return finer !== undefined && COARSE[finer] === status ? finer : status;
}

export function siloOf({ status, helpdesk }: Ticket): Silo {
  return status === 'spam' ? 'spam' : (helpdesk?.silo ?? 'tickets');
}

/** What to write into a ticket to give it this status. */
export function withStatus(status: HelpdeskStatus): Pick<Ticket, 'status'> & { finer?: 'onhold' | 'closed' } {
  const finer = status === 'onhold' || status === 'closed' ? status : undefined;
  return { status: COARSE[status], ...(finer && { finer }) };
}

export function moveTo(ticket: Ticket, silo: Silo): void {
  if (silo === 'spam') {
    ticket.status = 'spam';
    return;
  }
  if (ticket.status === 'spam') ticket.status = 'open';
  ticket.helpdesk = { ...ticket.helpdesk, silo: silo === 'tickets' ? undefined : silo };
}
