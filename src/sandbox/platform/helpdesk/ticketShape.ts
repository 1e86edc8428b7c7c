import type { Source, Ticket, TicketEvent } from '../../account/ticket';
import { millis } from '../times';
import type { Desk } from './desk';
import { siloOf, statusOf } from './ticketState';

const SOURCES: Readonly<Record<string, string>> = {
  mail: 'email',
  'chat-window': 'chat',
  facebook: 'integration',
};

/** A ticket as every call of the HelpDesk API and every delivery shows it (section 8.2 [C]). */
export function ticketShape(desk: Desk, ticket: Ticket): Record<string, unknown> {
  const { quirks, helpdesk, requester } = ticket;
  const [first] = ticket.events;
  const author = first && authorShape(desk, first);
  const last = ticket.events.at(-1);
  const editor = last && authorShape(desk, last);
  return {
    ID: desk.ticketId(ticket),
    shortID: ticket.id,
    licenseID: desk.world.account.licence,
    createdAt: millis(ticket.created),
    createdBy: author?.ID ?? desk.idOf('client', requester.mail),
    createdByType: author?.type ?? 'client',
    updatedAt: millis(ticket.modified),
    updatedBy: editor?.ID ?? desk.idOf('client', requester.mail),
    lastMessageAt: millis(lastMessage(ticket)),
    status: statusOf(ticket),
    priority: helpdesk?.priority ?? 0,
    subject: ticket.subject,
    requester: { email: requester.mail, name: requester.name ?? null },
    cc: helpdesk?.cc ?? [],
    teamIDs: ticket.groups.map((group) => desk.teamId(group)),
    assignment: assignment(desk, ticket),
    tagIDs: ticket.tags.map((name) => desk.tagId(name)),
    followers: helpdesk?.followers ?? [],
    // Older rows lack them (section 8.2).
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
    events: events(desk, ticket),
  };
}

/** Epoch seconds of the last message, or of the ticket itself. */
export function lastMessage(ticket: Ticket): number {
  return ticket.events.findLast(({ type }) => type === 'message')?.date ?? ticket.created;
}

function assignment(desk: Desk, { assignee, groups, quirks }: Ticket) {
  // Both ways of saying "nobody" have been seen (section 8.2).
  if (!assignee && (quirks.noModified || groups.length === 0)) return null;
  const [group = 0] = groups;
  return {
    team: { ID: desk.teamId(group), name: desk.teamName(group) },
    agent: assignee ? { ID: desk.agentId(assignee.id), name: assignee.name } : null,
  };
}

function events(desk: Desk, ticket: Ticket): readonly Record<string, unknown>[] {
  const shaped = ticket.events.map((event, i) => eventShape(desk, ticket, event, i + 1));
  if (!ticket.quirks.extras) return shaped;
  // Types that no document names must be expected.
  const odd = {
    ID: shaped.length + 1,
    type: 'sentimentDetected',
    date: millis(ticket.modified),
    author: { type: 'system' },
    sentiment: { score: 0.5 },
  };
  return [...shaped, odd];
}

function eventShape(desk: Desk, ticket: Ticket, event: TicketEvent, ID: number): Record<string, unknown> {
  const base = { ID, date: millis(event.date), author: authorShape(desk, event) };
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
      const agent = { ID: desk.agentId(event.to.id), name: event.to.name };
      const [group = 0] = ticket.groups;
      const team = { ID: desk.teamId(group), name: desk.teamName(group) };
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

function authorShape(desk: Desk, { author, ...event }: TicketEvent) {
  const { id, name } = author;
  if (event.type === 'message' && 'type' in author && author.type === 'client') {
    return { type: 'client', email: id, name };
  }
  return { type: 'agent', ID: desk.agentId(id), name };
}

function sourceShape({ type }: Source) {
  return { type: SOURCES[type.split(':')[0] ?? ''] ?? 'api', detailedSource: 'helpdesk' };
}
