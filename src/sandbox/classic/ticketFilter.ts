import * as v from 'valibot';
import type { Account } from '../account/account';
import { TICKET_STATUSES, type Ticket } from '../account/ticket';
import { day, flag, text, whole } from './fields';

/** The parameters of `GET /tickets`, see `docs/livechat-api.md#rest-v2-tickets`. */
export const ticketQuery = v.object({
  page: v.optional(v.pipe(whole, v.minValue(1)), 1),
  date_from: v.optional(day),
  date_to: v.optional(day),
  status: v.optional(v.picklist(TICKET_STATUSES)),
  assigned: v.optional(flag),
  assignee: v.optional(text),
  order: v.optional(v.picklist(['asc', 'desc']), 'desc'),
  query: v.optional(text),
  requester: v.optional(v.object({ mail: v.optional(v.string()) })),
  group: v.optional(whole),
  source: v.optional(v.picklist(['lc2', 'mail', 'facebook', 'agent-app-manual', 'chat-window'])),
  tag: v.optional(text),
  tagged: v.optional(flag),
});

type TicketQuery = v.InferOutput<typeof ticketQuery>;
type Test = (ticket: Ticket) => boolean;

const DAY = 86_400;

/** All tickets that match every given parameter, by last modification. */
export function findTickets(account: Account, query: TicketQuery): readonly Ticket[] {
  const tests = testsOf(query);
  const found = [...account.tickets.values()].filter(
    (ticket) => ticket.helpdesk?.silo !== 'trash' && tests.every((test) => test(ticket)),
  );
  const sign = query.order === 'asc' ? 1 : -1;
  return found.sort((a, b) => sign * (a.modified - b.modified));
}

function testsOf(query: TicketQuery): readonly Test[] {
  const { status, assigned, assignee, group, source, tag, tagged } = query;
  const mail = query.requester?.mail?.toLowerCase();
  const searchText = query.query?.toLowerCase();
  const tests: (Test | false)[] = [
    status !== undefined && ((t) => t.status === status),
    assigned !== undefined && ((t) => (t.assignee !== undefined) === (assigned === 1)),
    assignee !== undefined && ((t) => t.assignee?.id === assignee),
    mail !== undefined && mail !== '' && ((t) => t.requester.mail.toLowerCase() === mail),
    group !== undefined && ((t) => t.groups.includes(group)),
    // Inferred: the filter `facebook` matches the sources `facebook:post` and `facebook:conversation`.
    source !== undefined && ((t) => t.source.type.split(':')[0] === source),
    tag !== undefined && ((t) => t.tags.includes(tag)),
    tagged !== undefined && ((t) => t.tags.length > 0 === (tagged === 1)),
    searchText !== undefined && ((t) => mentions(t, searchText)),
    (query.date_from !== undefined || query.date_to !== undefined) &&
      activeBetween(query.date_from, query.date_to),
  ];
  return tests.filter((test) => test !== false);
}

/** Whether the ticket was created, modified or has an event between two days (inclusive, UTC). */
function activeBetween(from: string | undefined, to: string | undefined): Test {
  const start = from === undefined ? -Infinity : Date.parse(`${from}T00:00:00Z`) / 1000;
  const end = to === undefined ? Infinity : Date.parse(`${to}T00:00:00Z`) / 1000 + DAY;
  const within = (date: number): boolean => date >= start && date < end;
  return (t) => within(t.modified) || within(t.created) || t.events.some(({ date }) => within(date));
}

// Inferred: the fields that `query` searches are not documented.
function mentions(ticket: Ticket, searchText: string): boolean {
  const has = (value: string | undefined): boolean => value?.toLowerCase().includes(searchText) ?? false;
  return (
    has(ticket.subject) ||
    has(ticket.id) ||
    has(ticket.requester.mail) ||
    has(ticket.requester.name) ||
    ticket.events.some((event) => event.type === 'message' && has(event.message))
  );
}
