import { addressKey } from '../domain/account';
import { omitUndefined } from '../domain/input/inputReader';
import { fail } from '../domain/failure';
import type { Ticket, TicketChange, TicketEvent } from '../domain/ticket';

/** A field of a change, by its public key. */
interface Field {
  readonly key: string;
  readonly wanted: (change: TicketChange) => unknown;
  readonly current: (ticket: Ticket) => unknown;
  /** Whether a response without the field means that it is not set. */
  readonly absentIsUnset?: true;
}

const fields: readonly Field[] = [
  {
    key: 'requester.mail',
    wanted: (c) => addressOf(c.requester?.mail),
    current: (t) => addressOf(t.requester?.mail),
  },
  { key: 'requester.name', wanted: (c) => c.requester?.name, current: (t) => t.requester?.name },
  { key: 'subject', wanted: (c) => c.subject, current: (t) => t.subject },
  {
    key: 'assignee.id',
    wanted: (c) => addressOf(c.assignee?.id),
    current: (t) => addressOf(t.assignee?.id),
    absentIsUnset: true,
  },
  { key: 'source.type', wanted: (c) => c.source?.type, current: (t) => t.source?.type },
  { key: 'source.url', wanted: (c) => c.source?.url, current: (t) => t.source?.url, absentIsUnset: true },
  { key: 'status', wanted: (c) => c.status, current: (t) => t.status },
  { key: 'priority', wanted: (c) => c.priority, current: (t) => t.priority },
  { key: 'groups', wanted: (c) => sorted(c.groups), current: (t) => sorted(t.groups.map(({ id }) => id)) },
  { key: 'tags', wanted: (c) => sorted(c.tags), current: (t) => sorted(t.tags) },
];

/** Public keys of a change, including the message. */
export function changedKeys(change: TicketChange): readonly string[] {
  const keys = fields.filter(({ wanted }) => wanted(change) !== undefined).map(({ key }) => key);
  return change.message === undefined ? keys : ['message', ...keys];
}

/** Values of these keys, for the audit log. */
export function pickValues(ticket: Ticket, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.filter(({ key }) => keys.includes(key)).map(({ key, current }) => [key, current(ticket) ?? null]),
  );
}

/** Wanted values of a change, for the audit log. */
export function pickWantedValues(change: TicketChange): Readonly<Record<string, unknown>> {
  const message = omitUndefined({ message: change.message, private: change.private });
  const wanted = fields.map(({ key, wanted: read }) => [key, read(change)] as const);
  return { ...message, ...Object.fromEntries(wanted.filter(([, value]) => value !== undefined)) };
}

/**
 * Keys that someone else changed to a value that is not the wanted one.
 * @param unseen see `TicketUpdateOptions`
 */
export function findConflicts(
  change: TicketChange,
  base: Ticket,
  latest: Ticket,
  unseen: readonly string[] = [],
): readonly string[] {
  return fields
    .filter(({ key, wanted, current }) => {
      const value = wanted(change);
      const mayBeChanged = unseen.includes(key) || !isEqual(current(base), current(latest));
      return value !== undefined && mayBeChanged && !isEqual(current(latest), value);
    })
    .map(({ key }) => key);
}

/**
 * The subset of the change that differs from the ticket's current values. Requester's mail and name count
 * separately; a source counts as a whole, because a URL requires a type.
 * @throws FailureError `invalid-input` (field `source.url`) for a URL if the ticket's source is not a chat window
 */
export function diffTicket(change: TicketChange, ticket: Ticket): TicketChange {
  const open = (key: string): boolean =>
    fields.some((field) => {
      const wanted = field.wanted(change);
      return field.key === key && wanted !== undefined && !isEqual(wanted, field.current(ticket));
    });
  const requester = omitUndefined({
    mail: open('requester.mail') ? change.requester?.mail : undefined,
    name: open('requester.name') ? change.requester?.name : undefined,
  });
  return {
    ...omitUndefined({ message: change.message, private: change.private }),
    ...(Object.keys(requester).length > 0 && { requester }),
    ...omitUndefined({
      subject: open('subject') ? change.subject : undefined,
      assignee: open('assignee.id') ? change.assignee : undefined,
      source: open('source.type') || open('source.url') ? wholeSource(change, ticket) : undefined,
      status: open('status') ? change.status : undefined,
      priority: open('priority') ? change.priority : undefined,
      groups: open('groups') ? change.groups : undefined,
      tags: open('tags') ? change.tags : undefined,
    }),
  };
}

function wholeSource(change: TicketChange, ticket: Ticket): TicketChange['source'] {
  const type = change.source?.type ?? ticket.source?.type;
  const wanted = change.source?.url;
  if (type !== 'chat-window') {
    return wanted === undefined
      ? omitUndefined({ type })
      : fail({ code: 'invalid-input', reasons: [], field: 'source.url' });
  }
  return omitUndefined({ type, url: wanted ?? ticket.source?.url });
}

/** The ticket with the change applied, to be shown beside another version. */
export function applyChange(change: TicketChange, ticket: Ticket): Ticket {
  const { message, private: isPrivate, requester, source, groups, ...rest } = change;
  const event = { type: 'message', ...omitUndefined({ message, is_private: isPrivate }) };
  return {
    ...ticket,
    ...rest,
    ...(requester && { requester: { ...ticket.requester, ...requester } }),
    ...(source && { source: { ...ticket.source, ...source } }),
    ...(groups && { groups: groups.map((id) => ticket.groups.find((group) => group.id === id) ?? { id }) }),
    events: message === undefined ? ticket.events : [...ticket.events, event],
  };
}

/** Where a ticket was read from: `response` to the change itself, or a later `reading`. */
export type TicketOrigin = 'response' | 'reading';

/**
 * Keys of a change that the ticket does not show afterwards: it may be older than the change, or the API may have
 * changed the value.
 * @param before number of events that the ticket had before
 */
export function findUnseenKeys(
  change: TicketChange,
  ticket: Ticket,
  before: number,
  origin: TicketOrigin,
): readonly string[] {
  const unseen = fields
    .filter(({ wanted, current, absentIsUnset }) => {
      const value = wanted(change);
      const now = current(ticket);
      return value !== undefined && (now !== undefined || absentIsUnset === true) && !isEqual(value, now);
    })
    .map(({ key }) => key);
  if (change.message === undefined) return unseen;
  const sent = findMessage(ticket, change.message, before, origin);
  if (!sent) return ['message', ...unseen];
  const asAsked = sent.is_private === undefined || sent.is_private === (change.private ?? false);
  return asAsked ? unseen : ['private', ...unseen];
}

/**
 * The event of a sent message among those after the first `before` ones. The API may have added a signature to the
 * text or escaped it: then it is the event that begins with the text, or in the response to the change the only
 * new message of an agent.
 */
export function findMessage(
  ticket: Ticket,
  message: string,
  before: number,
  origin: TicketOrigin,
): TicketEvent | undefined {
  const wanted = collapseSpace(message);
  const added = ticket.events.slice(before).flatMap((event) => {
    const isCandidate = event.message !== undefined && event.author?.type !== 'client';
    return isCandidate ? [{ event, text: collapseSpace(event.message) }] : [];
  });
  const found =
    added.findLast(({ text }) => text === wanted) ??
    added.findLast(({ text }) => text.startsWith(`${wanted} `));
  const only = origin === 'response' && added.length === 1 ? added[0] : undefined;
  return (found ?? only)?.event;
}

function isEqual(a: unknown, b: unknown): boolean {
  return normalize(a) === normalize(b);
}

function normalize(value: unknown): unknown {
  if (typeof value === 'string') return collapseSpace(value);
  return Array.isArray(value) ? JSON.stringify(value) : value;
}

function collapseSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function addressOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : addressKey(text);
}

function sorted(items: readonly (string | number)[] | undefined): readonly (string | number)[] | undefined {
  return items && [...items].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
