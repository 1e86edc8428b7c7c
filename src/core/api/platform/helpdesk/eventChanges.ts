import type { TicketEventChange } from '../../../domain/ticket';
import { asArray, asObject, nonBlankText, subjectText } from '../../decode';
import { toPriorityName } from './priority';
import type { TicketNames } from './helpDeskNames';

/**
 * What an event changed, from its `{ [type]: { old, new } }`. An assignment may change team and agent.
 * @returns `undefined` if the event has neither an old nor a new value
 */
export function decodeChanges(
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
