import type { IsoTime, Ticket, TicketEvent, TicketRow, TicketSummary } from '../../domain/ticket';
import {
  flag,
  itemsIn,
  key,
  listOf,
  maybe,
  objectIn,
  readFields,
  readPart,
  text,
  time,
  type Json,
} from '../decode';
import { groupRef } from './groups';

// The documented sample plus the extra keys that are observed: docs/livechat-api.md#rest-v2-tickets. Fields that
// the samples sometimes lack are optional; any other missing field is reported as malformed.
const own = { subject: text, status: text, tags: maybe(listOf(key)) };
const times = { date: time, modified: time };
const requester = { mail: text, name: maybe(text), ip: maybe(text) };
const source = { id: maybe(text), type: text, url: maybe(text) };
const person = { id: key, name: maybe(text) };
const groups = listOf(groupRef);

const event = { type: text, date: maybe(time), message: maybe(text), is_private: maybe(flag) };
const author = { id: maybe(text), name: maybe(text), type: maybe(text) };
const eventSource = { type: maybe(text), url: maybe(text) };
const target = { id: maybe(text), name: maybe(text) };

/**
 * Decodes an item of a list. Every item becomes a row; `malformed` names its missing and unreadable fields.
 * @param position identifies the row if the ticket's id cannot be read
 */
export function ticketRow(value: unknown, place: string): TicketRow {
  const raw = objectIn(value);
  const id = key.read(raw?.id);
  if (!raw || id === undefined) return { kind: 'unreadable', key: place };
  const { summary, malformed } = readSummary(raw, id);
  return { kind: 'ticket', ticket: summary, malformed };
}

/**
 * Decodes the ticket of a response: bare as the documentation's text says, or in an envelope as its samples show.
 * @param id id of the requested ticket, if any; used if the response has none
 * @returns `undefined` if there is no ticket
 */
export function ticketIn(value: unknown, id?: string): Ticket | undefined {
  const raw = ticketObject(value, id);
  const known = key.read(raw?.id) ?? id;
  if (!raw || known === undefined) return undefined;
  const { summary } = readSummary(raw, known);
  const currentGroup = groupRef.read(raw.currentGroup);
  return {
    ...summary,
    ...(currentGroup && { currentGroup }),
    groups: groups.read(raw.groups) ?? [],
    events: itemsIn(raw.events).map(readEvent),
    tags: summary.tags ?? [],
  };
}

/** Never takes another ticket for the requested one: among several, only the one with the requested id matches. */
function ticketObject(value: unknown, id: string | undefined): Json | undefined {
  const answer = objectIn(value);
  const list: unknown = Array.isArray(value) ? value : answer?.tickets;
  if (Array.isArray(list)) {
    const tickets = itemsIn(list)
      .map(objectIn)
      .filter((item) => item !== undefined);
    return tickets.length === 1 ? tickets[0] : tickets.find((ticket) => ticket.id === id);
  }
  const bare = objectIn(answer?.ticket) ?? answer;
  return bare && ('id' in bare || 'events' in bare) ? bare : undefined;
}

function readSummary(raw: Json, id: string): { summary: TicketSummary; malformed: readonly string[] } {
  const plain = readFields(raw, own);
  const dates = readDates(raw);
  const asker = readPart(raw, 'requester', requester);
  const origin = readPart(raw, 'source', source);
  const agent = readAssignee(raw);
  const summary: TicketSummary = {
    id,
    ...plain.fields,
    ...dates.fields,
    ...(asker.fields && { requester: asker.fields }),
    ...(origin.fields && { source: origin.fields }),
    ...(agent.id !== undefined && {
      assignee: { id: agent.id, ...(agent.name !== undefined && { name: agent.name }) },
    }),
  };
  return {
    summary,
    malformed: [
      ...plain.malformed,
      ...dates.malformed,
      ...asker.malformed,
      ...origin.malformed,
      ...agent.malformed,
    ],
  };
}

/** Unassigned tickets have no `assignee` (inferred) or an empty one. */
function readAssignee(raw: Json): { id?: string; name?: string; malformed: readonly string[] } {
  const given = raw.assignee;
  const isEmpty = given === undefined || given === null || (typeof given === 'object' && !objectIn(given));
  if (isEmpty) return { malformed: [] };
  const { fields, malformed } = readPart(raw, 'assignee', person);
  return { ...fields, malformed };
}

/**
 * The documented ticket has `modified` and `opened[].from`, others have `date` (observed). Missing times are taken
 * from the first and the last event.
 */
function readDates(raw: Json): {
  fields: { date?: IsoTime; modified?: IsoTime };
  malformed: readonly string[];
} {
  const { fields, malformed } = readFields(raw, times);
  const of = (item: unknown, name: string): IsoTime | undefined => time.read(objectIn(item)?.[name]);
  const events = itemsIn(raw.events);
  const date = fields.date ?? of(itemsIn(raw.opened)[0], 'from') ?? of(events[0], 'date');
  const modified = fields.modified ?? of(events.at(-1), 'date');
  const found = { ...(date !== undefined && { date }), ...(modified !== undefined && { modified }) };
  return { fields: found, malformed: malformed.filter((name) => !(name in found)) };
}

/** A new assignee is an object; a new status may be a bare text (inferred). */
function readTarget(raw: Json): TicketEvent['to'] {
  const word = text.read(raw.to);
  return word === undefined ? readPart(raw, 'to', target).fields : { id: word };
}

/** Unreadable events are kept as `unknown`, so that the order of the conversation stays. */
function readEvent(value: unknown): TicketEvent {
  const raw = objectIn(value) ?? {};
  const { type, ...rest } = readFields(raw, event).fields;
  const parts = {
    author: readPart(raw, 'author', author).fields,
    source: readPart(raw, 'source', eventSource).fields,
    to: readTarget(raw),
  };
  return {
    type: type ?? (rest.message === undefined ? 'unknown' : 'message'),
    ...rest,
    ...(parts.author && { author: parts.author }),
    ...(parts.source && { source: parts.source }),
    ...(parts.to && { to: parts.to }),
  };
}
