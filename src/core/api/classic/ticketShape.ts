import type {
  IsoTime,
  Ticket,
  TicketEvent,
  TicketEventChange,
  TicketRow,
  TicketSummary,
} from '../../domain/ticket';
import { waitOf } from '../../domain/ticketWait';
import {
  flag,
  asArray,
  nonBlankText,
  listOf,
  optional,
  personName,
  asObject,
  readFields,
  readPart,
  subjectText,
  text,
  time,
  type Json,
} from '../decode';
import { describeContent, filesIn } from '../eventDetails';
import { groupRef } from './groups';

// The documented sample plus the extra keys that are observed: docs/livechat-api.md#rest-v2-tickets. Fields that
// the samples sometimes lack are optional; any other missing field is reported as malformed.
const ticketFields = { subject: subjectText, status: text, tags: optional(listOf(nonBlankText)) };
const timeFields = { date: time, modified: time };
const requesterFields = { mail: text, name: personName, ip: optional(text) };
const sourceFields = { id: optional(text), type: text, url: optional(text) };
const assigneeFields = { id: nonBlankText, name: personName };
const groups = listOf(groupRef);

const eventFields = { type: text, date: optional(time), message: optional(text), is_private: optional(flag) };
const authorFields = { id: optional(text), name: personName, type: optional(text) };
const eventSourceFields = { type: optional(text), url: optional(text) };
const targetFields = { id: optional(text), name: personName };

/**
 * Decodes an item of a list. Every item becomes a row; `malformed` names its missing and unreadable fields.
 * @param position identifies the row if the ticket's id cannot be read
 * @param isShortened see `ApiResponse`
 */
export function decodeTicketRow(value: unknown, position: string, isShortened = false): TicketRow {
  const raw = asObject(value);
  const id = nonBlankText.read(raw?.id);
  if (!raw || id === undefined) return { kind: 'unreadable', key: position };
  const { summary, malformed } = readSummary(raw, id);
  const groupIds = groups.read(raw.groups)?.map((group) => group.id);
  const wait =
    Array.isArray(raw.events) && !isShortened
      ? waitOf(asArray(raw.events), decodeEvent, summary.requester)
      : undefined;
  return {
    kind: 'ticket',
    ticket: { ...summary, ...(groupIds && { groupIds }), ...(wait && { wait }) },
    malformed,
  };
}

/**
 * Decodes the ticket of a response: bare as the documentation's text says, or in an envelope as its samples show.
 * @param id id of the requested ticket, if any; used if the response has none
 * @returns `undefined` if there is no ticket
 */
export function decodeTicket(value: unknown, id?: string): Ticket | undefined {
  const raw = findTicket(value, id);
  const known = nonBlankText.read(raw?.id) ?? id;
  if (!raw || known === undefined) return undefined;
  const { summary } = readSummary(raw, known);
  const currentGroup = groupRef.read(raw.currentGroup);
  return {
    ...summary,
    ...(currentGroup && { currentGroup }),
    groups: groups.read(raw.groups) ?? [],
    events: asArray(raw.events).map(decodeEvent),
    tags: summary.tags ?? [],
  };
}

/** Never takes another ticket for the requested one: among several, only the one with the requested id matches. */
function findTicket(value: unknown, id: string | undefined): Json | undefined {
  const body = asObject(value);
  const list: unknown = Array.isArray(value) ? value : body?.tickets;
  if (Array.isArray(list)) {
    const tickets = asArray(list)
      .map(asObject)
      .filter((item) => item !== undefined);
    return tickets.length === 1 ? tickets[0] : tickets.find((ticket) => ticket.id === id);
  }
  const bare = asObject(body?.ticket) ?? body;
  return bare && ('id' in bare || 'events' in bare) ? bare : undefined;
}

function readSummary(raw: Json, id: string): { summary: TicketSummary; malformed: readonly string[] } {
  const plain = readFields(raw, ticketFields);
  const dates = readDates(raw);
  const requester = readPart(raw, 'requester', requesterFields);
  const source = readPart(raw, 'source', sourceFields);
  const agent = readAssignee(raw);
  const summary: TicketSummary = {
    id,
    ...plain.fields,
    ...dates.fields,
    ...(requester.fields && { requester: requester.fields }),
    ...(source.fields && { source: source.fields }),
    ...(agent.id !== undefined && {
      assignee: { id: agent.id, ...(agent.name !== undefined && { name: agent.name }) },
    }),
  };
  return {
    summary,
    malformed: [
      ...plain.malformed,
      ...dates.malformed,
      ...requester.malformed,
      ...source.malformed,
      ...agent.malformed,
    ],
  };
}

/** Unassigned tickets have no `assignee` (inferred) or an empty one. */
function readAssignee(raw: Json): { id?: string; name?: string; malformed: readonly string[] } {
  const given = raw.assignee;
  const isEmpty = given === undefined || given === null || (typeof given === 'object' && !asObject(given));
  if (isEmpty) return { malformed: [] };
  const { fields, malformed } = readPart(raw, 'assignee', assigneeFields);
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
  const { fields, malformed } = readFields(raw, timeFields);
  const timeOf = (item: unknown, name: string): IsoTime | undefined => time.read(asObject(item)?.[name]);
  const events = asArray(raw.events);
  const date = fields.date ?? timeOf(asArray(raw.opened)[0], 'from') ?? timeOf(events[0], 'date');
  const modified = fields.modified ?? timeOf(events.at(-1), 'date');
  const found = { ...(date !== undefined && { date }), ...(modified !== undefined && { modified }) };
  return { fields: found, malformed: malformed.filter((name) => !(name in found)) };
}

/** A former or new assignee is an object; a status may be a bare text (inferred). */
function readTarget(raw: Json, key: 'from' | 'to'): TicketEvent['to'] {
  const word = text.read(raw[key]);
  return word === undefined ? readPart(raw, key, targetFields).fields : { id: word };
}

const changedFields: ReadonlyMap<string | undefined, string> = new Map([
  ['assignee_changed', 'assignee'],
  ['status_changed', 'status'],
]);

function readChange(type: string | undefined, raw: Json): TicketEventChange | undefined {
  const field = changedFields.get(type);
  const [from, to] = (['from', 'to'] as const).map((key) => {
    const target = readTarget(raw, key);
    return target?.name ?? target?.id;
  });
  return field === undefined || from === undefined
    ? undefined
    : { field, from, ...(to !== undefined && { to }) };
}

/** Keys of an event that are shown in any case. */
const shownKeys: ReadonlySet<string> = new Set([
  'id',
  'type',
  'date',
  'author',
  'source',
  'is_private',
  'message',
]);

/** Unreadable events are kept as `unknown`, so that the order of the conversation stays. */
function decodeEvent(value: unknown): TicketEvent {
  const raw = asObject(value) ?? {};
  const { type, ...rest } = readFields(raw, eventFields).fields;
  const parts = {
    author: readPart(raw, 'author', authorFields).fields,
    source: readPart(raw, 'source', eventSourceFields).fields,
    to: readTarget(raw, 'to'),
  };
  const files = filesIn([raw.attachments, raw.files]);
  const change = readChange(type, raw);
  const isKnown = rest.message !== undefined || files.length > 0;
  const skipped = [...shownKeys, ...(parts.to ? ['to'] : []), ...(change ? ['from', 'to'] : [])];
  const details = isKnown ? undefined : describeContent(raw, new Set(skipped));
  return {
    ...(files.length > 0 && { files }),
    ...(details !== undefined && { details }),
    type: type ?? (rest.message === undefined ? 'unknown' : 'message'),
    ...rest,
    ...(parts.author && { author: parts.author }),
    ...(parts.source && { source: parts.source }),
    ...(parts.to && { to: parts.to }),
    ...(change && { changes: [change] }),
  };
}
