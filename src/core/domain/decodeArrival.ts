import type { Arrival } from './arrival';

/** The value if it is valid, without malformed parts; `undefined` otherwise. */
type Read = (value: unknown) => unknown;

const text: Read = (value) => (typeof value === 'string' ? value : undefined);
const number: Read = (value) => (typeof value === 'number' ? value : undefined);
const flag: Read = (value) => (typeof value === 'boolean' ? value : undefined);

function listOf(read: Read): Read {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const list: readonly unknown[] = value;
    // Nearly every value is valid, and is not copied then: a page of events is decoded while a view waits for it.
    if (list.every((item) => read(item) === item)) return list;
    return list.map(read).filter((item) => item !== undefined);
  };
}

/**
 * @param fields how to read the properties that are no texts; all others are texts
 * @param required names of properties without which the object is malformed
 */
function objectOf(fields: Readonly<Record<string, Read>>, required: readonly string[] = []): Read {
  const readers = new Map(Object.entries(fields));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const given = value as Readonly<Record<string, unknown>>;
    const found = isValid(given, readers) ? given : validPartOf(given, readers);
    for (const name of required) if (!Object.hasOwn(found, name)) return undefined;
    return found;
  };
}

function isValid(given: Readonly<Record<string, unknown>>, readers: ReadonlyMap<string, Read>): boolean {
  for (const key of Object.keys(given)) {
    const inner = given[key];
    const read = readers.get(key);
    if (read ? read(inner) !== inner : typeof inner !== 'string') return false;
  }
  return true;
}

function validPartOf(
  given: Readonly<Record<string, unknown>>,
  readers: ReadonlyMap<string, Read>,
): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(given)) {
    const valid = (readers.get(key) ?? text)(inner);
    if (valid !== undefined) found[key] = valid;
  }
  return found;
}

const files = listOf(objectOf({ size: number }));
const group = objectOf({ id: number }, ['id']);
const withId = objectOf({}, ['id']);
const survey = listOf(objectOf({}));

const chat = objectOf(
  {
    agents: listOf(objectOf({}, ['login'])),
    groups: listOf(number),
    tags: listOf(text),
    messages: listOf(objectOf({}, ['text', 'user_type'])),
    events: listOf(objectOf({ private: flag, files }, ['type'])),
  },
  ['id', 'agents', 'groups', 'tags', 'messages', 'events'],
);

const ticketEvent = objectOf(
  {
    ...{ is_private: flag, files, changes: listOf(objectOf({}, ['field'])) },
    ...{ author: objectOf({}), source: objectOf({}), to: objectOf({}) },
  },
  ['type'],
);

const ticket = objectOf(
  {
    ...{ requester: objectOf({}), source: objectOf({}), assignee: withId, currentGroup: group },
    ...{ groups: listOf(group), events: listOf(ticketEvent), tags: listOf(text) },
    ...{ parent: withId, children: listOf(withId) },
  },
  ['id', 'groups', 'events', 'tags'],
);

const shared = { reference: objectOf({}), isCaughtUp: flag, viaTeam: flag };
const ticketArrival = objectOf({ ...shared, ticket }, ['eventId', 'account', 'ticket']);
const chatArrival = objectOf(
  { ...shared, chat, visitor: objectOf({}), pre_chat_survey: survey, post_chat_survey: survey },
  ['eventId', 'account', 'chat', 'visitor', 'pre_chat_survey'],
);

const readers: ReadonlyMap<unknown, Read> = new Map([
  ['ticket_created', ticketArrival],
  ['chat_started', chatArrival],
  ['chat_ended', chatArrival],
]);

/**
 * Validates an arrival from storage or another window, which may be damaged or of another version. Malformed items of
 * lists and properties of a wrong type are left out.
 * @returns `undefined` if it is not an arrival
 */
export function decodeArrival(value: unknown): Arrival | undefined {
  const kind: unknown =
    typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return readers.get(kind)?.(value) as Arrival | undefined;
}
