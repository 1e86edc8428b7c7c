import * as v from 'valibot';
import type { Chat, ChatEvent, ChatMessage, SurveyAnswer, Visitor } from '../../../domain/arrival';
import type { ArchivedChat } from '../../../domain/connection';
import {
  count,
  flag,
  asArray,
  nonBlankText,
  listOf,
  optional,
  asObject,
  readFields,
  text,
  time,
  type Json,
} from '../../decode';

// docs/livechat-api.md#chats-and-threads
const threadFields = {
  created_at: optional(time),
  active: optional(flag),
  tags: optional(listOf(nonBlankText)),
};
const userFields = { id: nonBlankText, type: optional(text), name: optional(text), email: optional(text) };
const eventFields = {
  type: nonBlankText,
  created_at: optional(time),
  author_id: optional(nonBlankText),
  text: optional(text),
  visibility: optional(text),
  system_message_type: optional(nonBlankText),
  name: optional(text),
};
const answerFields = { id: optional(nonBlankText), label: optional(text), answer: optional(text) };
const choice = v.union([
  text,
  v.pipe(
    v.object({ label: text }),
    v.transform(({ label }) => label),
  ),
]);
const access = { group_ids: optional(listOf(count)) };

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
export function decodeChat(value: unknown): ArchivedChat | undefined {
  const raw = asObject(value);
  const thread = asObject(raw?.thread);
  const id = nonBlankText.read(thread?.id);
  if (!raw || !thread || id === undefined) return undefined;
  const users = asArray(raw.users).flatMap(decodeUser);
  const events = asArray(thread.events).map(decodeEvent);
  const { created_at: started, active, tags = [] } = readFields(thread, threadFields).fields;
  const ended =
    active === false ? (events.findLast((one) => one.created_at)?.created_at ?? started) : undefined;
  const customer = asArray(raw.users)
    .map(asObject)
    .find((user) => user?.type === 'customer');
  const pages = decodeVisitedPages(thread, customer);
  const groups = readFields(asObject(thread.access) ?? asObject(raw.access) ?? {}, access).fields.group_ids;
  const chat: Chat = {
    id,
    ...(pages[0] !== undefined && { url: pages[0] }),
    ...(started !== undefined && { started_timestamp: started }),
    ...(ended !== undefined && { ended_timestamp: ended }),
    agents: selectAgents(users, thread),
    groups: groups ?? [],
    tags,
    messages: events.filter(isMessage).map((event) => toMessage(event, users)),
    events: events.filter((event) => !isMessage(event)).map((event) => toChatEvent(event, users)),
  };
  return { chat, visitor: toVisitor(customer, pages.at(-1)), pre_chat_survey: decodeSurvey(thread) };
}

/** The chat and thread that a response or push refers to. */
export function decodeThreadRef(value: unknown): ThreadRef | undefined {
  const raw = asObject(value);
  const chatId = nonBlankText.read(raw?.chat_id);
  const threadId = nonBlankText.read(raw?.thread_id);
  return chatId === undefined || threadId === undefined ? undefined : { chatId, threadId };
}

/** The chat and its active thread, of a whole chat or an item of `chats_summary`. */
export function decodeActiveThread(value: unknown): ThreadRef | undefined {
  const raw = asObject(value);
  const thread = asObject(raw?.thread) ?? asObject(raw?.last_thread_summary);
  const chatId = nonBlankText.read(raw?.id);
  const threadId = nonBlankText.read(thread?.id);
  if (chatId === undefined || threadId === undefined || thread?.active === false) return undefined;
  return { chatId, threadId };
}

function decodeUser(value: unknown): readonly User[] {
  const { id, ...rest } = readFields(asObject(value) ?? {}, userFields).fields;
  return id === undefined ? [] : [{ id, ...rest }];
}

function decodeEvent(value: unknown): Event {
  return readFields(asObject(value) ?? {}, eventFields).fields;
}

/** Without `user_ids` in the thread, all agents of the chat count. */
function selectAgents(users: readonly User[], thread: Json): Chat['agents'] {
  const present = Array.isArray(thread.user_ids) ? new Set(asArray(thread.user_ids)) : undefined;
  return users
    .filter(({ type, id }) => type === 'agent' && (present?.has(id) ?? true))
    .map(({ id, email, name }) => ({ login: email ?? id, ...(name !== undefined && { name }) }));
}

/** A message that only agents see becomes an event, because it is not part of the conversation with the customer. */
function isMessage({ type, visibility }: Event): boolean {
  return type === 'message' && visibility !== 'agents';
}

function findAuthor({ author_id: author }: Event, users: readonly User[]) {
  const user = users.find(({ id }) => id === author);
  return { user, isAgent: user?.type === 'agent' };
}

function toMessage(event: Event, users: readonly User[]): ChatMessage {
  const { user, isAgent } = findAuthor(event, users);
  return {
    text: event.text ?? '',
    ...(event.created_at !== undefined && { timestamp: event.created_at }),
    ...(isAgent && user && { agent_id: user.email ?? user.id }),
    ...(user?.name !== undefined && { author_name: user.name }),
    user_type: isAgent ? 'agent' : 'visitor',
  };
}

/** A map, because the keys come from outside: an object would also match `constructor`. */
const eventTypes: ReadonlyMap<string, string> = new Map([
  ['message', 'note'],
  ['file', 'attachment'],
]);

function toChatEvent(event: Event, users: readonly User[]): ChatEvent {
  const { user, isAgent } = findAuthor(event, users);
  const { type = 'unknown', text: content = event.name } = event;
  return {
    type: event.system_message_type ?? eventTypes.get(type) ?? type,
    ...(content !== undefined && { text: content }),
    ...(event.created_at !== undefined && { timestamp: event.created_at }),
    ...(user && { user_type: isAgent ? 'agent' : 'visitor' }),
  };
}

function toVisitor(customer: Json | undefined, page: string | undefined): Visitor {
  const { id, name, email } = readFields(customer ?? {}, {
    ...userFields,
    id: optional(nonBlankText),
  }).fields;
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(page !== undefined && { page_current: page }),
  };
}

/** Pages of the visit in which the thread began, oldest first, otherwise of the customer's last visit. */
function decodeVisitedPages(thread: Json, customer: Json | undefined): readonly string[] {
  const visit = asObject(thread.customer_visit) ?? asObject(customer?.visit);
  return asArray(visit?.last_pages)
    .flatMap(
      (item) => readFields(asObject(item) ?? {}, { url: optional(text), opened_at: optional(time) }).fields,
    )
    .sort((one, other) => (one.opened_at ?? '').localeCompare(other.opened_at ?? ''))
    .flatMap(({ url }) => url ?? []);
}

/** The answers of the pre-chat form; if no form has that type, of the first filled-in form (inferred). */
function decodeSurvey(thread: Json): readonly SurveyAnswer[] {
  const forms = asArray(thread.events)
    .map(asObject)
    .filter((event) => event?.type === 'filled_form');
  const form = forms.find((one) => one?.form_type === 'prechat') ?? forms[0];
  return asArray(form?.fields).map((item) => {
    const raw = asObject(item) ?? {};
    const { answer, ...rest } = readFields(raw, answerFields).fields;
    const several = v.safeParse(listOf(choice), raw.answers);
    const one = v.safeParse(choice, raw.answer);
    const given =
      answer ?? (several.success ? several.output.join(', ') : one.success ? one.output : undefined);
    return { ...rest, ...(given !== undefined && { answer: given }) };
  });
}
