import * as v from 'valibot';
import { ticketPriorities, type TicketPriority, type TicketStatus } from '../../domain/ticket';
import type { GroupRef, Ticket, TicketEvent, TicketRow, TicketSummary } from '../../domain/ticket';
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
import { groupIdOf, type TicketNames } from './helpDeskNames';

// docs/livechat-api.md#helpdesk-tickets; docs/platform.md lists how fields are mapped.
const own = { subject: text, status: text, shortID: maybe(key), tagIDs: maybe(listOf(key)) };
const times = { createdAt: time, updatedAt: time };
const requester = { email: text, name: maybe(text) };
const source = { type: text };
const reference = { ID: key, name: maybe(text) };
const author = { ID: maybe(key), email: maybe(text), name: maybe(text), type: maybe(text) };
const message = { text: maybe(text), isPrivate: maybe(flag) };
const attachments = { isPrivate: maybe(flag), files: maybe(listOf(v.object({ name: text }))) };
const event = { type: key, date: maybe(time) };

const wordsOfPriority: ReadonlyMap<number, TicketPriority> = new Map([
  [-10, 'low'],
  [0, 'medium'],
  [10, 'high'],
  [20, 'urgent'],
]);

/**
 * Source types with another name in REST v2; others are kept. A map, because the keys come from outside: an object
 * would also match `constructor`.
 */
const wordsOfSource: ReadonlyMap<string, string> = new Map([
  ['email', 'mail'],
  ['chat', 'lc2'],
  ['api', 'lc2'],
]);

export function numberOfPriority(priority: TicketPriority): number {
  return (ticketPriorities.indexOf(priority) - 1) * 10;
}

/** Spam is a silo, not a status. */
export function siloOf(status: TicketStatus | undefined): { silo: string; status?: string } {
  if (status === 'spam') return { silo: 'spam' };
  return { silo: 'tickets', ...(status !== undefined && { status }) };
}

/** Ids in these tickets whose names are needed. */
export function idsIn(values: readonly unknown[], withEvents: boolean) {
  const agents = new Set<string>();
  const teams = new Set<string>();
  const tags = new Set<string>();
  const add = (to: Set<string>, id: unknown): void => {
    if (typeof id === 'string') to.add(id);
  };
  for (const value of values) {
    const raw = objectIn(value) ?? {};
    const assignment = objectIn(raw.assignment);
    add(agents, objectIn(assignment?.agent)?.ID);
    for (const id of itemsIn(raw.tagIDs)) add(tags, id);
    if (!withEvents) continue;
    for (const id of itemsIn(raw.teamIDs)) add(teams, id);
    for (const item of itemsIn(raw.events)) {
      const who = objectIn(objectIn(item)?.author);
      if (who?.type === 'agent') add(agents, who.ID);
    }
  }
  return { agents: [...agents], teams: [...teams], tags: [...tags] };
}

/**
 * Decodes an item of a list. Every item becomes a row; `malformed` names its missing and unreadable fields, by
 * their names in `TicketSummary`.
 */
export function ticketRow(value: unknown, place: string, names: TicketNames): TicketRow {
  const raw = objectIn(value);
  const id = key.read(raw?.ID);
  if (!raw || id === undefined) return { kind: 'unreadable', key: place };
  const { summary, malformed } = readSummary(raw, id, names);
  return { kind: 'ticket', ticket: summary, malformed };
}

/**
 * Decodes the ticket of a response.
 * @param id id of the requested ticket, if any; used if the response has none
 * @returns `undefined` if there is no ticket
 */
export function ticketIn(value: unknown, names: TicketNames, id?: string): Ticket | undefined {
  const raw = objectIn(value);
  const known = key.read(raw?.ID) ?? id;
  if (!raw || known === undefined || !('ID' in raw || 'events' in raw)) return undefined;
  const { summary } = readSummary(raw, known, names);
  const team = readPart(objectIn(raw.assignment) ?? {}, 'team', reference).fields;
  const currentGroup =
    team?.ID === undefined ? undefined : groupRef(team.ID, team.name ?? names.teams.get(team.ID));
  const teams = itemsIn(raw.teamIDs).filter((one) => typeof one === 'string');
  return {
    ...summary,
    ...(currentGroup && { currentGroup }),
    groups: teams.map((one) =>
      groupRef(one, names.teams.get(one) ?? (one === team?.ID ? team.name : undefined)),
    ),
    events: itemsIn(raw.events).map((item) => readEvent(item, names)),
    tags: summary.tags ?? [],
  };
}

function groupRef(teamId: string, name: string | undefined): GroupRef {
  return { id: groupIdOf(teamId), ...(name !== undefined && { name }) };
}

function readSummary(
  raw: Json,
  id: string,
  names: TicketNames,
): { summary: TicketSummary; malformed: readonly string[] } {
  const { fields, malformed } = readFields(raw, own);
  const dates = readFields(raw, times);
  const asker = readPart(raw, 'requester', requester);
  const origin = readPart(raw, 'source', source);
  const agent = readPart(objectIn(raw.assignment) ?? {}, 'agent', reference).fields;
  const tags = fields.tagIDs?.flatMap((tagId) => names.tags.get(tagId) ?? []);
  const hasLostTags = (fields.tagIDs?.length ?? 0) > (tags?.length ?? 0);
  const priority = priorityIn(raw.priority);
  const status = statusIn(raw, fields.status);
  const { createdAt: date, updatedAt: modified } = dates.fields;
  const { email: mail, ...who } = asker.fields ?? {};
  const from = origin.fields?.type;
  const summary: TicketSummary = {
    id,
    ...(fields.shortID !== undefined && { shortId: fields.shortID }),
    ...(fields.subject !== undefined && { subject: fields.subject }),
    ...(status !== undefined && { status }),
    ...(priority !== undefined && { priority }),
    ...(date !== undefined && { date }),
    ...(modified !== undefined && { modified }),
    ...(asker.fields && { requester: { ...(mail !== undefined && { mail }), ...who } }),
    ...(from !== undefined && { source: { type: wordsOfSource.get(from) ?? from } }),
    ...(agent?.ID !== undefined && { assignee: assigneeOf(agent.ID, agent.name, names) }),
    ...(tags && { tags }),
  };
  return {
    summary,
    malformed: [
      ...malformed.map((name) => contractNames[name] ?? name),
      ...dates.malformed.map((name) => contractNames[name] ?? name),
      ...asker.malformed.map((name) => name.replace('email', 'mail')),
      ...origin.malformed,
      ...(hasLostTags ? ['tags'] : []),
    ],
  };
}

const contractNames: Readonly<Record<string, string>> = {
  createdAt: 'date',
  updatedAt: 'modified',
  tagIDs: 'tags',
  shortID: 'id',
};

/** By login, or by HelpDesk's id if its agents cannot be read. */
function assigneeOf(ID: string, name: string | undefined, names: TicketNames) {
  const known = names.agents.get(ID);
  const called = name ?? known?.name;
  return { id: known?.email ?? ID, ...(called !== undefined && { name: called }) };
}

/** `silo` is where the ticket is; `spam.status` says the same of a ticket that a filter moved. */
function statusIn(raw: Json, status: string | undefined): string | undefined {
  if (raw.silo === 'spam' || objectIn(raw.spam)?.status === true) return 'spam';
  return raw.silo === 'trash' ? 'trash' : status;
}

function priorityIn(value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined;
  return wordsOfPriority.get(value) ?? String(value);
}

/** Unknown events are kept with their type, so that the order of the conversation stays. */
function readEvent(value: unknown, names: TicketNames): TicketEvent {
  const raw = objectIn(value) ?? {};
  const { type = 'unknown', date } = readFields(raw, event).fields;
  const from = readPart(raw, 'source', source).fields?.type;
  const who = readPart(raw, 'author', author).fields;
  return {
    ...contentOf(type, raw, names),
    ...(date !== undefined && { date }),
    ...(who && { author: authorOf(who, names) }),
    ...(from !== undefined && { source: { type: wordsOfSource.get(from) ?? from } }),
  };
}

function contentOf(
  type: string,
  raw: Json,
  names: TicketNames,
): Pick<TicketEvent, 'type' | 'message' | 'is_private' | 'to'> {
  switch (type) {
    case 'message': {
      const { text: words, isPrivate } = readPart(raw, 'message', message).fields ?? {};
      return {
        type,
        ...(words !== undefined && { message: words }),
        ...(isPrivate !== undefined && { is_private: isPrivate }),
      };
    }
    case 'attachments': {
      const { files = [], isPrivate } = readPart(raw, 'attachments', attachments).fields ?? {};
      return {
        type,
        ...(files.length > 0 && { message: files.map(({ name }) => name).join(', ') }),
        ...(isPrivate !== undefined && { is_private: isPrivate }),
      };
    }
    case 'status': {
      const to = text.read(objectIn(raw.status)?.new);
      return { type: 'status_changed', ...(to !== undefined && { to: { id: to } }) };
    }
    case 'assignment': {
      const next = objectIn(objectIn(raw.assignment)?.new) ?? {};
      const agent = readPart(next, 'agent', reference).fields;
      return {
        type: 'assignee_changed',
        ...(agent?.ID !== undefined && { to: assigneeOf(agent.ID, agent.name, names) }),
      };
    }
    default:
      return { type };
  }
}

function authorOf(
  who: { readonly ID?: string; readonly email?: string; readonly name?: string; readonly type?: string },
  names: TicketNames,
): NonNullable<TicketEvent['author']> {
  const known = who.ID === undefined ? undefined : names.agents.get(who.ID);
  const id = who.email ?? known?.email ?? who.ID;
  const name = who.name ?? known?.name;
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(who.type !== undefined && { type: who.type }),
  };
}
