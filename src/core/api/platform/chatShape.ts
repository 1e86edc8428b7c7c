import * as v from 'valibot';
import type { Chat, ChatEvent, ChatMessage, SurveyAnswer, Visitor } from '../../domain/arrival';
import type { ArchivedChat } from '../../domain/connection';
import {
  count,
  flag,
  itemsIn,
  key,
  listOf,
  maybe,
  objectIn,
  readFields,
  text,
  time,
  type Json,
} from '../decode';

// docs/livechat-api.md#chats-and-threads
const threadFields = { created_at: maybe(time), active: maybe(flag), tags: maybe(listOf(key)) };
const userFields = { id: key, type: maybe(text), name: maybe(text), email: maybe(text) };
const eventFields = {
  type: key,
  created_at: maybe(time),
  author_id: maybe(key),
  text: maybe(text),
  visibility: maybe(text),
  system_message_type: maybe(key),
  name: maybe(text),
};
const answerFields = { id: maybe(key), label: maybe(text), answer: maybe(text) };
const choice = v.union([
  text,
  v.pipe(
    v.object({ label: text }),
    v.transform(({ label }) => label),
  ),
]);
const access = { group_ids: maybe(listOf(count)) };

interface User {
  readonly id: string;
  readonly type?: string;
  readonly name?: string;
  readonly email?: string;
}
type Event = { readonly [K in keyof typeof eventFields]?: string };

/** A chat and one of its threads, by LiveChat's ids. */
export interface ThreadRef {
  readonly chatId: string;
  readonly threadId: string;
}

/**
 * Decodes a thread with its chat. A chat of REST v2 corresponds to a thread: a chat with a customer lasts for
 * years, and each visit starts a thread. So the id of the result is the thread's.
 * @param value `{ id, users, thread, access, properties }` as in `get_chat`, `list_archives` and `incoming_chat`
 */
export function chatIn(value: unknown): ArchivedChat | undefined {
  const raw = objectIn(value);
  const thread = objectIn(raw?.thread);
  const id = key.read(thread?.id);
  if (!raw || !thread || id === undefined) return undefined;
  const users = itemsIn(raw.users).flatMap(userIn);
  const events = itemsIn(thread.events).map(eventIn);
  const { created_at: started, active, tags = [] } = readFields(thread, threadFields).fields;
  const ended =
    active === false ? (events.findLast((one) => one.created_at)?.created_at ?? started) : undefined;
  const customer = itemsIn(raw.users)
    .map(objectIn)
    .find((user) => user?.type === 'customer');
  const pages = pagesIn(thread, customer);
  const groups = readFields(objectIn(thread.access) ?? objectIn(raw.access) ?? {}, access).fields.group_ids;
  const chat: Chat = {
    id,
    ...(pages[0] !== undefined && { url: pages[0] }),
    ...(started !== undefined && { started_timestamp: started }),
    ...(ended !== undefined && { ended_timestamp: ended }),
    agents: agentsIn(users, thread),
    groups: groups ?? [],
    tags,
    messages: events.filter(isMessage).map((event) => messageOf(event, users)),
    events: events.filter((event) => !isMessage(event)).map((event) => domainEventOf(event, users)),
  };
  return { chat, visitor: visitorOf(customer, pages.at(-1)), pre_chat_survey: surveyIn(thread) };
}

/** The chat and thread that a response or push refers to. */
export function threadRefIn(value: unknown): ThreadRef | undefined {
  const raw = objectIn(value);
  const chatId = key.read(raw?.chat_id);
  const threadId = key.read(raw?.thread_id);
  return chatId === undefined || threadId === undefined ? undefined : { chatId, threadId };
}

/** The chat and its active thread, of a whole chat or an item of `chats_summary`. */
export function activeRefIn(value: unknown): ThreadRef | undefined {
  const raw = objectIn(value);
  const thread = objectIn(raw?.thread) ?? objectIn(raw?.last_thread_summary);
  const chatId = key.read(raw?.id);
  const threadId = key.read(thread?.id);
  if (chatId === undefined || threadId === undefined || thread?.active === false) return undefined;
  return { chatId, threadId };
}

function userIn(value: unknown): readonly User[] {
  const { id, ...rest } = readFields(objectIn(value) ?? {}, userFields).fields;
  return id === undefined ? [] : [{ id, ...rest }];
}

function eventIn(value: unknown): Event {
  return readFields(objectIn(value) ?? {}, eventFields).fields;
}

/** Without `user_ids` in the thread, all agents of the chat count. */
function agentsIn(users: readonly User[], thread: Json): Chat['agents'] {
  const present = Array.isArray(thread.user_ids) ? new Set(itemsIn(thread.user_ids)) : undefined;
  return users
    .filter(({ type, id }) => type === 'agent' && (present?.has(id) ?? true))
    .map(({ id, email, name }) => ({ login: email ?? id, ...(name !== undefined && { name }) }));
}

/** A message that only agents see becomes an event, because it is not part of the conversation with the customer. */
function isMessage({ type, visibility }: Event): boolean {
  return type === 'message' && visibility !== 'agents';
}

function speakerOf({ author_id: author }: Event, users: readonly User[]) {
  const user = users.find(({ id }) => id === author);
  return { user, isAgent: user?.type === 'agent' };
}

function messageOf(event: Event, users: readonly User[]): ChatMessage {
  const { user, isAgent } = speakerOf(event, users);
  return {
    text: event.text ?? '',
    ...(event.created_at !== undefined && { timestamp: event.created_at }),
    ...(isAgent && user && { agent_id: user.email ?? user.id }),
    ...(user?.name !== undefined && { author_name: user.name }),
    user_type: isAgent ? 'agent' : 'visitor',
  };
}

/** A map, because the keys come from outside: an object would also match `constructor`. */
const kindsOfEvent: ReadonlyMap<string, string> = new Map([
  ['message', 'note'],
  ['file', 'attachment'],
]);

function domainEventOf(event: Event, users: readonly User[]): ChatEvent {
  const { user, isAgent } = speakerOf(event, users);
  const { type = 'unknown', text: words = event.name } = event;
  return {
    type: event.system_message_type ?? kindsOfEvent.get(type) ?? type,
    ...(words !== undefined && { text: words }),
    ...(event.created_at !== undefined && { timestamp: event.created_at }),
    ...(user && { user_type: isAgent ? 'agent' : 'visitor' }),
  };
}

function visitorOf(customer: Json | undefined, page: string | undefined): Visitor {
  const { id, name, email } = readFields(customer ?? {}, { ...userFields, id: maybe(key) }).fields;
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(page !== undefined && { page_current: page }),
  };
}

/** Pages of the visit in which the thread began, oldest first, otherwise of the customer's last visit. */
function pagesIn(thread: Json, customer: Json | undefined): readonly string[] {
  const visit = objectIn(thread.customer_visit) ?? objectIn(customer?.visit);
  return itemsIn(visit?.last_pages)
    .flatMap((item) => readFields(objectIn(item) ?? {}, { url: maybe(text), opened_at: maybe(time) }).fields)
    .sort((one, other) => (one.opened_at ?? '').localeCompare(other.opened_at ?? ''))
    .flatMap(({ url }) => url ?? []);
}

/** The answers of the pre-chat form; if no form has that type, of the first filled-in form (inferred). */
function surveyIn(thread: Json): readonly SurveyAnswer[] {
  const forms = itemsIn(thread.events)
    .map(objectIn)
    .filter((event) => event?.type === 'filled_form');
  const form = forms.find((one) => one?.form_type === 'prechat') ?? forms[0];
  return itemsIn(form?.fields).map((item) => {
    const raw = objectIn(item) ?? {};
    const { answer, ...rest } = readFields(raw, answerFields).fields;
    const several = v.safeParse(listOf(choice), raw.answers);
    const one = v.safeParse(choice, raw.answer);
    const told =
      answer ?? (several.success ? several.output.join(', ') : one.success ? one.output : undefined);
    return { ...rest, ...(told !== undefined && { answer: told }) };
  });
}
