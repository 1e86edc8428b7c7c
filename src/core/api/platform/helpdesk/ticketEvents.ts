import type { TicketEvent, TicketEventChange } from '../../../domain/ticket';
import {
  asArray,
  asObject,
  flag,
  nonBlankText,
  optional,
  personName,
  readFields,
  readPart,
  subjectText,
  text,
  time,
  type Json,
} from '../../decode';
import { describeContent, filesIn, messageText } from '../../eventDetails';
import type { TicketNames } from './helpDeskNames';
import { toPriorityName } from './priority';

export const sourceFields = { type: text };
export const referenceFields = { ID: nonBlankText, name: personName };
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

export function toSourceType(type: string): string {
  return sourceTypes.get(type) ?? type;
}

/** By login, or by HelpDesk's id if its agents cannot be read. */
export function toAssignee(ID: string, name: string | undefined, names: TicketNames) {
  const known = names.agents.get(ID);
  const called = name ?? known?.name;
  return { id: known?.email ?? ID, ...(called !== undefined && { name: called }) };
}

/** Keys of an event that are shown in any case. */
const shownKeys: ReadonlySet<string> = new Set(['ID', 'type', 'date', 'author', 'source']);

/** Unknown events are kept with their type, so that the order of the conversation stays. */
export function decodeEvent(value: unknown, names: TicketNames): TicketEvent {
  const raw = asObject(value) ?? {};
  const { type = 'unknown', date } = readFields(raw, eventFields).fields;
  const from = readPart(raw, 'source', sourceFields).fields?.type;
  const who = readPart(raw, 'author', authorFields).fields;
  return {
    ...decodeEventContent(type, raw, names),
    ...(date !== undefined && { date }),
    ...(who && { author: toAuthor(who, names) }),
    ...(from !== undefined && { source: { type: toSourceType(from) } }),
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
      return {
        type: 'status_changed',
        ...(to !== undefined && { to: { id: to } }),
        ...readChanges(type, raw, names),
      };
    }
    case 'assignment': {
      const next = asObject(asObject(raw.assignment)?.new) ?? {};
      const agent = readPart(next, 'agent', referenceFields).fields;
      return {
        type: 'assignee_changed',
        ...(agent?.ID !== undefined && { to: toAssignee(agent.ID, agent.name, names) }),
        ...readChanges(type, raw, names),
      };
    }
    default:
      return { type, ...readChanges(type, raw, names) };
  }
}

/** What an event changed; its content if that cannot be read. */
function readChanges(type: string, raw: Json, names: TicketNames): Pick<TicketEvent, 'changes' | 'details'> {
  const changes = decodeChanges(type, raw[type], names) ?? [];
  const isRead = changes.some(({ from, to }) => from !== undefined || to !== undefined);
  const details = isRead ? undefined : describeContent(raw, shownKeys);
  return { ...(changes.length > 0 && { changes }), ...(details !== undefined && { details }) };
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

/**
 * What an event changed, from its `{ [type]: { old, new } }`. An assignment may change team and agent.
 * @returns `undefined` if the event has neither an old nor a new value
 */
function decodeChanges(
  type: string,
  content: unknown,
  names: TicketNames,
): readonly TicketEventChange[] | undefined {
  const raw = asObject(content);
  if (!raw || !('old' in raw || 'new' in raw)) return undefined;
  const [old, next] = [raw.old, raw.new];
  if (type !== 'assignment') return [toChange(type, toText(type, old, names), toText(type, next, names))];
  return (['team', 'agent'] as const).flatMap((part) => {
    const [from, to] = [old, next].map((value) => toText(part, asObject(value)?.[part], names));
    return from === to ? [] : [toChange(part === 'agent' ? 'assignee' : part, from, to)];
  });
}

function toChange(field: string, from: string | undefined, to: string | undefined): TicketEventChange {
  return { field, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** A value as people know it: a text, a number, a person, a team, a tag, or a list of these. */
function toText(field: string, value: unknown, names: TicketNames): string | undefined {
  if (Array.isArray(value)) {
    const texts = asArray(value).flatMap((item) => toText(field, item, names) ?? []);
    return texts.length === 0 ? undefined : texts.join(', ');
  }
  if (field === 'priority' && typeof value === 'number') return toPriorityName(value);
  const plain = nonBlankText.read(value);
  if (plain !== undefined) return field === 'subject' ? subjectText.read(plain) : toName(plain, names);
  const raw = asObject(value);
  if (!raw) return typeof value === 'boolean' ? String(value) : undefined;
  const id = nonBlankText.read(raw.ID);
  return (
    nonBlankText.read(raw.name) ??
    nonBlankText.read(raw.email) ??
    (id === undefined ? undefined : toName(id, names))
  );
}

/** The name of an id. */
function toName(id: string, names: TicketNames): string {
  const agent = names.agents.get(id);
  return agent?.name ?? agent?.email ?? names.teams.get(id) ?? names.tags.get(id) ?? id;
}
