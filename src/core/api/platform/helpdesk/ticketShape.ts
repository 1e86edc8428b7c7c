import type {
  GroupRef,
  RelatedTicket,
  Ticket,
  TicketEvent,
  TicketRow,
  TicketStatus,
  TicketSummary,
} from '../../../domain/ticket';
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
} from '../../decode';
import { describeContent, filesIn, messageText } from '../../eventDetails';
import { decodeChanges } from './eventChanges';
import { toGroupId, type TicketNames } from './helpDeskNames';
import { toPriorityName } from './priority';

// docs/livechat-api.md#helpdesk-tickets; docs/platform.md lists how fields are mapped.
const ticketFields = {
  subject: subjectText,
  status: text,
  shortID: optional(nonBlankText),
  tagIDs: optional(listOf(nonBlankText)),
};
const relatedFields = {
  ID: optional(nonBlankText),
  shortID: optional(nonBlankText),
  subject: optional(subjectText),
};
const timeFields = { createdAt: time, updatedAt: time };
const requesterFields = { email: text, name: personName };
const sourceFields = { type: text };
const referenceFields = { ID: nonBlankText, name: personName };
const authorFields = {
  ID: optional(nonBlankText),
  email: optional(text),
  name: personName,
  type: optional(text),
};
const visibilityFields = { isPrivate: optional(flag) };
const eventFields = { type: nonBlankText, date: optional(time) };

/**
 * Source types with another name in REST v2; others are kept. A map, because the keys come from outside: an object
 * would also match `constructor`.
 */
const sourceTypes: ReadonlyMap<string, string> = new Map([
  ['email', 'mail'],
  ['chat', 'lc2'],
  ['api', 'lc2'],
]);

/** Spam is a silo, not a status. */
export function toSilo(status: TicketStatus | undefined): { silo: string; status?: string } {
  if (status === 'spam') return { silo: 'spam' };
  return { silo: 'tickets', ...(status !== undefined && { status }) };
}

/** Ids in these tickets whose names are needed. */
export function collectIds(values: readonly unknown[], withEvents: boolean) {
  const agents = new Set<string>();
  const teams = new Set<string>();
  const tags = new Set<string>();
  const add = (to: Set<string>, id: unknown): void => {
    if (typeof id === 'string') to.add(id);
  };
  for (const value of values) {
    const raw = asObject(value) ?? {};
    const assignment = asObject(raw.assignment);
    add(agents, asObject(assignment?.agent)?.ID);
    for (const id of asArray(raw.tagIDs)) add(tags, id);
    if (!withEvents) continue;
    for (const id of asArray(raw.teamIDs)) add(teams, id);
    for (const item of asArray(raw.events)) {
      const who = asObject(asObject(item)?.author);
      if (who?.type === 'agent') add(agents, who.ID);
    }
  }
  return { agents: [...agents], teams: [...teams], tags: [...tags] };
}

/**
 * Decodes an item of a list. Every item becomes a row; `malformed` names its missing and unreadable fields, by
 * their names in `TicketSummary`.
 */
export function decodeTicketRow(value: unknown, position: string, names: TicketNames): TicketRow {
  const raw = asObject(value);
  const id = nonBlankText.read(raw?.ID);
  if (!raw || id === undefined) return { kind: 'unreadable', key: position };
  const { summary, malformed } = readSummary(raw, id, names);
  return { kind: 'ticket', ticket: summary, malformed };
}

/**
 * Decodes the ticket of a response.
 * @param id id of the requested ticket, if any; used if the response has none
 * @returns `undefined` if there is no ticket
 */
export function decodeTicket(value: unknown, names: TicketNames, id?: string): Ticket | undefined {
  const raw = asObject(value);
  const known = nonBlankText.read(raw?.ID) ?? id;
  if (!raw || known === undefined || !('ID' in raw || 'events' in raw)) return undefined;
  const { summary } = readSummary(raw, known, names);
  const team = readPart(asObject(raw.assignment) ?? {}, 'team', referenceFields).fields;
  const currentGroup =
    team?.ID === undefined ? undefined : toGroupRef(team.ID, team.name ?? names.teams.get(team.ID));
  const teams = asArray(raw.teamIDs).filter((one) => typeof one === 'string');
  return {
    ...summary,
    ...(currentGroup && { currentGroup }),
    groups: teams.map((one) =>
      toGroupRef(one, names.teams.get(one) ?? (one === team?.ID ? team.name : undefined)),
    ),
    events: asArray(raw.events).map((item) => decodeEvent(item, names)),
    tags: summary.tags ?? [],
    ...decodeRelated(raw),
  };
}

/** Tickets that this one was merged into or split from, as objects or bare ids. */
function decodeRelated(raw: Json): Pick<Ticket, 'parent' | 'children'> {
  const toRelated = (value: unknown): readonly RelatedTicket[] => {
    const {
      ID: id = nonBlankText.read(value),
      shortID: shortId,
      subject,
    } = readFields(asObject(value) ?? {}, relatedFields).fields;
    if (id === undefined) return [];
    return [{ id, ...(shortId !== undefined && { shortId }), ...(subject !== undefined && { subject }) }];
  };
  const [parent] = toRelated(raw.parentTicket);
  const children = asArray(raw.childTickets).flatMap(toRelated);
  return { ...(parent && { parent }), ...(children.length > 0 && { children }) };
}

function toGroupRef(teamId: string, name: string | undefined): GroupRef {
  return { id: toGroupId(teamId), ...(name !== undefined && { name }) };
}

function readSummary(
  raw: Json,
  id: string,
  names: TicketNames,
): { summary: TicketSummary; malformed: readonly string[] } {
  const { fields, malformed } = readFields(raw, ticketFields);
  const dates = readFields(raw, timeFields);
  const requester = readPart(raw, 'requester', requesterFields);
  const source = readPart(raw, 'source', sourceFields);
  const agent = readPart(asObject(raw.assignment) ?? {}, 'agent', referenceFields).fields;
  const tags = fields.tagIDs?.flatMap((tagId) => names.tags.get(tagId) ?? []);
  const hasUnknownTags = (fields.tagIDs?.length ?? 0) > (tags?.length ?? 0);
  const priority = decodePriority(raw.priority);
  const status = decodeStatus(raw, fields.status);
  const { createdAt: date, updatedAt: modified } = dates.fields;
  const { email: mail, ...who } = requester.fields ?? {};
  const from = source.fields?.type;
  const summary: TicketSummary = {
    id,
    ...(fields.shortID !== undefined && { shortId: fields.shortID }),
    ...(fields.subject !== undefined && { subject: fields.subject }),
    ...(status !== undefined && { status }),
    ...(priority !== undefined && { priority }),
    ...(date !== undefined && { date }),
    ...(modified !== undefined && { modified }),
    ...(requester.fields && { requester: { ...(mail !== undefined && { mail }), ...who } }),
    ...(from !== undefined && { source: { type: sourceTypes.get(from) ?? from } }),
    ...(agent?.ID !== undefined && { assignee: toAssignee(agent.ID, agent.name, names) }),
    ...(tags && { tags }),
  };
  return {
    summary,
    malformed: [
      ...malformed.map((name) => domainNames[name] ?? name),
      ...dates.malformed.map((name) => domainNames[name] ?? name),
      ...requester.malformed.map((name) => name.replace('email', 'mail')),
      ...source.malformed,
      ...(hasUnknownTags ? ['tags'] : []),
    ],
  };
}

const domainNames: Readonly<Record<string, string>> = {
  createdAt: 'date',
  updatedAt: 'modified',
  tagIDs: 'tags',
  shortID: 'id',
};

/** By login, or by HelpDesk's id if its agents cannot be read. */
function toAssignee(ID: string, name: string | undefined, names: TicketNames) {
  const known = names.agents.get(ID);
  const called = name ?? known?.name;
  return { id: known?.email ?? ID, ...(called !== undefined && { name: called }) };
}

/** `silo` is where the ticket is; `spam.status` says the same of a ticket that a filter moved. */
function decodeStatus(raw: Json, status: string | undefined): string | undefined {
  if (raw.silo === 'spam' || asObject(raw.spam)?.status === true) return 'spam';
  return raw.silo === 'trash' ? 'trash' : status;
}

function decodePriority(value: unknown): string | undefined {
  return typeof value === 'number' ? toPriorityName(value) : undefined;
}

/** Keys of an event that are shown in any case. */
const shownKeys: ReadonlySet<string> = new Set(['ID', 'type', 'date', 'author', 'source']);

/** Unknown events are kept with their type, so that the order of the conversation stays. */
function decodeEvent(value: unknown, names: TicketNames): TicketEvent {
  const raw = asObject(value) ?? {};
  const { type = 'unknown', date } = readFields(raw, eventFields).fields;
  const from = readPart(raw, 'source', sourceFields).fields?.type;
  const who = readPart(raw, 'author', authorFields).fields;
  return {
    ...decodeEventContent(type, raw, names),
    ...(date !== undefined && { date }),
    ...(who && { author: toAuthor(who, names) }),
    ...(from !== undefined && { source: { type: sourceTypes.get(from) ?? from } }),
  };
}

function decodeEventContent(
  type: string,
  raw: Json,
  names: TicketNames,
): Omit<TicketEvent, 'date' | 'author' | 'source'> {
  const said = asObject(raw.message);
  const files = filesIn([said?.attachments, said?.files, raw.attachments, raw.files]);
  switch (type) {
    case 'message': {
      const { isPrivate } = readPart(raw, 'message', visibilityFields).fields ?? {};
      const content = messageText(raw.message);
      return {
        type,
        ...(content !== undefined && { message: content }),
        ...(files.length > 0 && { files }),
        ...(isPrivate !== undefined && { is_private: isPrivate }),
      };
    }
    case 'attachments': {
      const { isPrivate } = readPart(raw, 'attachments', visibilityFields).fields ?? {};
      return {
        type,
        ...(files.length > 0 && { message: files.map(({ name, url }) => name ?? url).join(', '), files }),
        ...(isPrivate !== undefined && { is_private: isPrivate }),
      };
    }
    case 'status': {
      const to = text.read(asObject(raw.status)?.new);
      const changes = decodeChanges(type, raw.status, names);
      return {
        type: 'status_changed',
        ...(to !== undefined && { to: { id: to } }),
        ...(changes && { changes }),
      };
    }
    case 'assignment': {
      const next = asObject(asObject(raw.assignment)?.new) ?? {};
      const agent = readPart(next, 'agent', referenceFields).fields;
      const changes = decodeChanges(type, raw.assignment, names) ?? [];
      return {
        type: 'assignee_changed',
        ...(agent?.ID !== undefined && { to: toAssignee(agent.ID, agent.name, names) }),
        ...(changes.length > 0 && { changes }),
      };
    }
    default: {
      const changes = decodeChanges(type, raw[type], names);
      if (changes) return { type, changes };
      const details = describeContent(raw, shownKeys);
      return { type, ...(details !== undefined && { details }) };
    }
  }
}

function toAuthor(
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
