import type {
  GroupRef,
  RelatedTicket,
  Ticket,
  TicketRow,
  TicketStatus,
  TicketSummary,
} from '../../../domain/ticket';
import { waitOf } from '../../../domain/ticketWait';
import {
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
import { toGroupId, type TicketNames } from './helpDeskNames';
import { toPriorityName } from './priority';
import { decodeEvent, referenceFields, sourceFields, toAssignee, toSourceType } from './ticketEvents';

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
      const event = asObject(item);
      const who = asObject(event?.author);
      if (who?.type === 'agent') add(agents, who.ID);
      for (const side of ['old', 'new']) {
        const changed = asObject(asObject(event?.assignment)?.[side]);
        add(agents, unnamedId(changed?.agent));
        add(teams, unnamedId(changed?.team));
        for (const tag of asArray(asObject(event?.tags)?.[side])) add(tags, unnamedId(tag));
        for (const one of asArray(asObject(event?.followers)?.[side])) add(agents, unnamedId(one));
      }
    }
  }
  return { agents: [...agents], teams: [...teams], tags: [...tags] };
}

/** The id of an object without a name, or a bare id. */
function unnamedId(value: unknown): unknown {
  const raw = asObject(value);
  if (!raw) return value;
  return (raw.name ?? raw.email) === undefined ? raw.ID : undefined;
}

/**
 * Decodes an item of a list. Every item becomes a row; `malformed` names its missing and unreadable fields, by
 * their names in `TicketSummary`.
 * @param isShortened see `ApiResponse`
 */
export function decodeTicketRow(
  value: unknown,
  position: string,
  names: TicketNames,
  isShortened = false,
): TicketRow {
  const raw = asObject(value);
  const id = nonBlankText.read(raw?.ID);
  if (!raw || id === undefined) return { kind: 'unreadable', key: position };
  const { summary, malformed } = readSummary(raw, id, names);
  const groupIds = Array.isArray(raw.teamIDs)
    ? asArray(raw.teamIDs).flatMap((team) => (typeof team === 'string' ? [toGroupId(team)] : []))
    : undefined;
  const wait =
    Array.isArray(raw.events) && !isShortened
      ? waitOf(asArray(raw.events), (event) => decodeEvent(event, names), summary.requester)
      : undefined;
  return {
    kind: 'ticket',
    ticket: { ...summary, ...(groupIds && { groupIds }), ...(wait && { wait }) },
    malformed,
  };
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
    ...(from !== undefined && { source: { type: toSourceType(from) } }),
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

/** `silo` is where the ticket is; `spam.status` says the same of a ticket that a filter moved. */
function decodeStatus(raw: Json, status: string | undefined): string | undefined {
  if (raw.silo === 'spam' || asObject(raw.spam)?.status === true) return 'spam';
  return raw.silo === 'trash' ? 'trash' : status;
}

function decodePriority(value: unknown): string | undefined {
  return typeof value === 'number' ? toPriorityName(value) : undefined;
}
