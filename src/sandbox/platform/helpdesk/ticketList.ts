import * as v from 'valibot';
import type { Ticket } from '../../account/ticket';
import type { HelpDesk } from './helpDesk';
import { checked, helpdeskError } from './helpdeskError';
import { SILOS, siloOf, STATUSES, statusOf } from './ticketState';
import { lastMessage } from './ticketShape';

const SORTS = ['createdAt', 'updatedAt', 'lastMessageAt'] as const;
const UNITS: Readonly<Record<string, number>> = { n: 60, h: 3600, d: 86_400, M: 30 * 86_400 };
const number = v.pipe(v.string(), v.regex(/^-?\d+$/), v.transform(Number));

/** Parameters of `GET /tickets`, see `docs/livechat-api.md#helpdesk-tickets`. Unknown ones are ignored. */
const query = v.object({
  status: v.optional(v.picklist(STATUSES)),
  silo: v.optional(v.picklist(SILOS)),
  spam: v.optional(v.picklist(['true', 'false', '1', '0'])),
  subject: v.optional(v.string()),
  query: v.optional(v.string()),
  shortID: v.optional(v.string()),
  hasAssignee: v.optional(v.picklist(['Y', 'N'])),
  priority: v.optional(v.pipe(number, v.picklist([-10, 0, 10, 20]))),
  'requester[email]': v.optional(v.string()),
  createdDateFrom: v.optional(v.string()),
  createdDateTo: v.optional(v.string()),
  updatedDateFrom: v.optional(v.string()),
  updatedDateTo: v.optional(v.string()),
  pageSize: v.optional(v.pipe(number, v.minValue(1), v.maxValue(100)), '20'),
  page: v.optional(v.pipe(number, v.minValue(1))),
  order: v.optional(v.picklist(['asc', 'desc']), 'desc'),
  // The default is not known.
  sortBy: v.optional(v.picklist(SORTS), 'createdAt'),
  'next.value': v.optional(v.string()),
  'next.ID': v.optional(v.string()),
  'prev.value': v.optional(v.string()),
  'prev.ID': v.optional(v.string()),
});

type Query = v.InferOutput<typeof query>;

export interface Page {
  readonly rows: readonly Ticket[];
  /** Number of all matching tickets, independent of the cursor. */
  readonly total: number;
  readonly pages: number;
}

/** One page of tickets. @throws HttpError 422 for an invalid parameter */
export function findTickets(helpDesk: HelpDesk, parameters: URLSearchParams): Page {
  const given = checked(query, Object.fromEntries(parameters));
  const test = testOf(helpDesk, given, parameters);
  const sign = given.order === 'asc' ? 1 : -1;
  const key = (ticket: Ticket): number => keyOf(ticket, given.sortBy);
  const compare = (value: number, id: string, ticket: Ticket): number =>
    sign *
    (value - key(ticket) || (id < helpDesk.ticketId(ticket) ? -1 : id > helpDesk.ticketId(ticket) ? 1 : 0));
  const found = [...helpDesk.platform.account.tickets.values()]
    .filter(test)
    .sort((a, b) => compare(key(a), helpDesk.ticketId(a), b));
  const rows = cut(found, given, compare);
  return { rows, total: found.length, pages: Math.ceil(found.length / given.pageSize) };
}

function keyOf(ticket: Ticket, sortBy: (typeof SORTS)[number]): number {
  if (sortBy === 'createdAt') return ticket.created;
  return sortBy === 'updatedAt' ? ticket.modified : lastMessage(ticket);
}

// The client builds the cursor from the sort value and id of its last or first row.
function cut(
  found: readonly Ticket[],
  given: Query,
  compare: (value: number, id: string, ticket: Ticket) => number,
): readonly Ticket[] {
  const { pageSize } = given;
  const next = cursor(given['next.value'], given['next.ID']);
  const prev = cursor(given['prev.value'], given['prev.ID']);
  if (next && prev) throw helpdeskError(422, 'validation', '"prev" is not allowed');
  if (next) return found.filter((ticket) => compare(next.value, next.id, ticket) < 0).slice(0, pageSize);
  if (prev) return found.filter((ticket) => compare(prev.value, prev.id, ticket) > 0).slice(-pageSize);
  const start = ((given.page ?? 1) - 1) * pageSize;
  return found.slice(start, start + pageSize);
}

function cursor(value: string | undefined, id: string | undefined) {
  if (value === undefined && id === undefined) return undefined;
  const time = Date.parse(value ?? '') / 1000;
  if (Number.isNaN(time)) throw helpdeskError(422, 'validation', '"value" is invalid');
  if (id === undefined) throw helpdeskError(422, 'validation', '"ID" is required');
  return { value: time, id };
}

function testOf(helpDesk: HelpDesk, given: Query, parameters: URLSearchParams): (ticket: Ticket) => boolean {
  const now = helpDesk.platform.account.now();
  const within = (from: string | undefined, to: string | undefined): ((seconds: number) => boolean) => {
    const start = from === undefined ? -Infinity : moment(from, now);
    const end = to === undefined ? Infinity : moment(to, now);
    return (seconds) => seconds >= start && seconds < end;
  };
  const created = within(given.createdDateFrom, given.createdDateTo);
  const updated = within(given.updatedDateFrom, given.updatedDateTo);
  const teams = listed(parameters, 'teamIDs');
  const tags = listed(parameters, 'tagIDs');
  const spam = given.spam === 'true' || given.spam === '1';
  const silo = given.silo ?? (spam ? 'spam' : 'tickets');
  const searchText = given.query?.toLowerCase();
  const subject = given.subject?.toLowerCase();
  const mail = given['requester[email]']?.toLowerCase();
  return (ticket) =>
    // Inferred: a short id matches in every silo.
    (given.shortID === undefined ? siloOf(ticket) === silo : ticket.id === given.shortID) &&
    (given.status === undefined || statusOf(ticket) === given.status) &&
    (given.priority === undefined || (ticket.helpdesk?.priority ?? 0) === given.priority) &&
    (given.hasAssignee === undefined || (ticket.assignee !== undefined) === (given.hasAssignee === 'Y')) &&
    (mail === undefined || ticket.requester.mail.toLowerCase() === mail) &&
    (teams.length === 0 || ticket.groups.some((group) => teams.includes(helpDesk.teamId(group)))) &&
    (tags.length === 0 || ticket.tags.some((name) => tags.includes(helpDesk.tagId(name)))) &&
    (subject === undefined || ticket.subject.toLowerCase().includes(subject)) &&
    (searchText === undefined || mentions(ticket, searchText)) &&
    created(ticket.created) &&
    updated(ticket.modified);
}

/** `teamIDs[]=a&teamIDs[]=b`, repeated without brackets, or joined by commas. */
function listed(parameters: URLSearchParams, name: string): readonly string[] {
  return [...parameters.getAll(name), ...parameters.getAll(`${name}[]`)]
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
}

/** ISO 8601 or a relative time such as `-7d` and `+2h`, to epoch seconds. */
function moment(text: string, now: number): number {
  const relative = /^([+-]\d+)([nhHdDM])$/.exec(text);
  if (relative) {
    const [, amount = '0', unit = 'd'] = relative;
    return now + Number(amount) * (UNITS[unit] ?? UNITS[unit.toLowerCase()] ?? 0);
  }
  const time = Date.parse(text) / 1000;
  if (Number.isNaN(time)) throw helpdeskError(422, 'validation', '"date" is invalid');
  return time;
}

function mentions({ subject, id, requester, events }: Ticket, searchText: string): boolean {
  const has = (value: string | undefined): boolean => value?.toLowerCase().includes(searchText) ?? false;
  return (
    [subject, id, requester.mail, requester.name].some(has) ||
    events.some((event) => event.type === 'message' && has(event.message))
  );
}
