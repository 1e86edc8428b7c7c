import type { Source, Ticket, TicketEvent } from '../../account/ticket';
import { millis } from '../formats';
import type { HelpDesk } from './helpDesk';
import { siloOf, statusOf } from './ticketState';

const SOURCES: Readonly<Record<string, string>> = {
  mail: 'email',
  'chat-window': 'chat',
  facebook: 'integration',
};

/** A ticket as in all responses and deliveries of the HelpDesk API (observed). */
export function ticketShape(helpDesk: HelpDesk, ticket: Ticket): Record<string, unknown> {
  const { quirks, helpdesk, requester } = ticket;
  const [first] = ticket.events;
  const author = first && authorShape(helpDesk, first);
  const last = ticket.events.at(-1);
  const editor = last && authorShape(helpDesk, last);
  return {
    ID: helpDesk.ticketId(ticket),
    shortID: ticket.id,
    licenseID: helpDesk.platform.account.licence,
    createdAt: millis(ticket.created),
    createdBy: author?.ID ?? helpDesk.idOf('client', requester.mail),
    createdByType: author?.type ?? 'client',
    updatedAt: millis(ticket.modified),
    updatedBy: editor?.ID ?? helpDesk.idOf('client', requester.mail),
    lastMessageAt: millis(lastMessage(ticket)),
    status: statusOf(ticket),
    priority: helpdesk?.priority ?? 0,
    subject: ticket.subject,
    requester: { email: requester.mail, name: requester.name ?? null },
    cc: helpdesk?.cc ?? [],
    teamIDs: ticket.groups.map((group) => helpDesk.teamId(group)),
    assignment: assignment(helpDesk, ticket),
    tagIDs: ticket.tags.map((name) => helpDesk.tagId(name)),
    followers: helpdesk?.followers ?? [],
    // Absent in old tickets.
    ...(!quirks.noModified && { customFields: helpdesk?.customFields ?? {} }),
    silo: siloOf(ticket),
    source: sourceShape(ticket.source),
    spam: { status: siloOf(ticket) === 'spam', reason: null },
    rating: null,
    ratingRequestSent: false,
    parentTicket: null,
    childTickets: [],
    integrations: {},
    detectedLanguage: 'en',
    events: events(helpDesk, ticket),
  };
}

/** Epoch seconds of the last message, or of the ticket itself. */
export function lastMessage(ticket: Ticket): number {
  return ticket.events.findLast(({ type }) => type === 'message')?.date ?? ticket.created;
}

function assignment(helpDesk: HelpDesk, { assignee, groups, quirks }: Ticket) {
  // Both forms of "unassigned" are observed.
  if (!assignee && (quirks.noModified || groups.length === 0)) return null;
  const [group = 0] = groups;
  return {
    team: { ID: helpDesk.teamId(group), name: helpDesk.teamName(group) },
    agent: assignee ? { ID: helpDesk.agentId(assignee.id), name: assignee.name } : null,
  };
}

function events(helpDesk: HelpDesk, ticket: Ticket): readonly Record<string, unknown>[] {
  const shaped = ticket.events.map((event, i) => eventShape(helpDesk, ticket, event, i + 1));
  if (!ticket.quirks.extras) return shaped;
  // An undocumented event type, which clients must tolerate.
  const undocumented = {
    ID: shaped.length + 1,
    type: 'sentimentDetected',
    date: millis(ticket.modified),
    author: { type: 'system' },
    sentiment: { score: 0.5 },
  };
  return [...shaped, undocumented];
}

function eventShape(
  helpDesk: HelpDesk,
  ticket: Ticket,
  event: TicketEvent,
  ID: number,
): Record<string, unknown> {
  const base = { ID, date: millis(event.date), author: authorShape(helpDesk, event) };
  switch (event.type) {
    case 'message':
      return {
        ...{ ...base, type: 'message', source: sourceShape(event.source) },
        message: {
          ...{ text: event.message, isPrivate: event.isPrivate, richTextHtml: null, richTextObj: null },
        },
        deliveryStatus: [],
      };
    case 'assignee_changed': {
      const agent = { ID: helpDesk.agentId(event.to.id), name: event.to.name };
      const [group = 0] = ticket.groups;
      const team = { ID: helpDesk.teamId(group), name: helpDesk.teamName(group) };
      return {
        ...{ ...base, type: 'assignment', source: { type: 'api', detailedSource: 'helpdesk' } },
        assignment: { old: null, new: { team, agent } },
      };
    }
    case 'status_changed':
      return {
        ...{ ...base, type: 'status', source: { type: 'api', detailedSource: 'helpdesk' } },
        status: { old: event.from, new: event.to },
      };
  }
}

function authorShape(helpDesk: HelpDesk, { author, ...event }: TicketEvent) {
  const { id, name } = author;
  if (event.type === 'message' && 'type' in author && author.type === 'client') {
    return { type: 'client', email: id, name };
  }
  return { type: 'agent', ID: helpDesk.agentId(id), name };
}

function sourceShape({ type }: Source) {
  return { type: SOURCES[type.split(':')[0] ?? ''] ?? 'api', detailedSource: 'helpdesk' };
}
