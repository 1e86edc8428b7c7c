import * as v from 'valibot';
import type { Chat, ChatEvent, ChatMessage, SurveyAnswer, Visitor } from '../../../domain/arrival';
import type { ArchivedChat } from '../../../domain/connection';
import { decodeRichMessage, describeContent, sharedFile } from '../../eventDetails';
import {
  count,
  flag,
  asArray,
  nonBlankText,
  listOf,
  optional,
  personName,
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
const userFields = { id: nonBlankText, type: optional(text), name: personName, email: optional(text) };
const eventFields = {
  type: nonBlankText,
  created_at: optional(time),
  author_id: optional(nonBlankText),
  text: optional(text),
  visibility: optional(text),
  system_message_type: optional(nonBlankText),
  form_type: optional(nonBlankText),
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
type EventFields = { readonly [K in keyof typeof eventFields]?: string };

/** An event with its raw form. */
interface Event extends EventFields {
  readonly raw: Json;
  readonly isDeleted: boolean;
}

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
  const restricted = nonBlankText.read(thread.restricted_access);
  // The events that would tell the end are withheld.
  const ended =
    active === false && restricted === undefined
      ? (events.findLast((one) => one.created_at)?.created_at ?? started)
      : undefined;
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
    ...(restricted !== undefined && { restricted }),
    groups: groups ?? [],
    tags,
    messages: events.filter(isMessage).map((event) => toMessage(event, users)),
    events: events.filter((event) => !isMessage(event)).map((event) => toChatEvent(event, users)),
  };
  const after = decodeSurvey(events, 'postchat');
  return {
    chat,
    visitor: toVisitor(customer, pages.at(-1)),
    pre_chat_survey: decodeSurvey(events, 'prechat'),
    ...(after.length > 0 && { post_chat_survey: after }),
  };
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
  const raw = asObject(value) ?? {};
  return { ...readFields(raw, eventFields).fields, raw, isDeleted: raw.deleted === true };
}

/**
 * Without `user_ids` in the thread, all agents of the chat count. A removed agent may be missing among the users.
 */
function selectAgents(users: readonly User[], thread: Json): Chat['agents'] {
  const present = Array.isArray(thread.user_ids) ? asArray(thread.user_ids) : undefined;
  const known = users
    .filter(({ type, id }) => type !== 'customer' && (present?.includes(id) ?? true))
    .map(({ id, email, name }) => ({ login: email ?? id, ...(name !== undefined && { name }) }));
  const removed = (present ?? []).flatMap((id) =>
    typeof id === 'string' && isMissingAgent(id, users) ? [{ login: id }] : [],
  );
  return [...known, ...removed];
}

/** Whoever is not a customer of the chat is an agent. Without known customers, a login tells. */
function isMissingAgent(id: string, users: readonly User[]): boolean {
  if (users.some((user) => user.id === id)) return false;
  return users.some(({ type }) => type === 'customer') || id.includes('@');
}

/** A message that only agents see becomes an event, because it is not part of the conversation with the customer. */
function isMessage({ type, visibility, isDeleted }: Event): boolean {
  return type === 'message' && visibility !== 'agents' && !isDeleted;
}

function toAuthor(
  { author_id: id }: Event,
  users: readonly User[],
): Pick<ChatMessage, 'agent_id' | 'author_name'> & { readonly user_type?: string } {
  const user = users.find((one) => one.id === id);
  const name = user?.name !== undefined && { author_name: user.name };
  if (user?.type === 'customer') return { ...name, user_type: 'visitor' };
  if (user) return { agent_id: user.email ?? user.id, ...name, user_type: 'agent' };
  if (id === undefined) return {};
  return isMissingAgent(id, users) ? { agent_id: id, user_type: 'agent' } : { user_type: 'visitor' };
}

function toMessage(event: Event, users: readonly User[]): ChatMessage {
  return {
    text: event.text ?? '',
    ...(event.created_at !== undefined && { timestamp: event.created_at }),
    user_type: 'visitor',
    ...toAuthor(event, users),
  };
}

/** Keys of an event that are shown otherwise, or mean nothing to people. */
const shownKeys: ReadonlySet<string> = new Set([
  'id',
  'custom_id',
  'type',
  'created_at',
  'author_id',
  'visibility',
  'recipients',
  'properties',
  'system_message_type',
  'text',
  'text_vars',
]);

function toChatEvent(event: Event, users: readonly User[]): ChatEvent {
  const author = toAuthor(event, users);
  return {
    ...toContent(event),
    ...(event.created_at !== undefined && { timestamp: event.created_at }),
    ...author,
    ...(event.visibility === 'agents' && { private: true }),
  };
}

function toContent(event: Event): Pick<ChatEvent, 'type' | 'text' | 'files'> {
  const { type = 'unknown', text: content, raw } = event;
  if (event.isDeleted) return { type: 'message_deleted' };
  switch (type) {
    case 'message':
      return { type: 'note', ...(content !== undefined && { text: content }) };
    case 'file': {
      const file = sharedFile.read(raw);
      return {
        type: 'attachment',
        ...(file?.name !== undefined && { text: file.name }),
        ...(file && { files: [file] }),
      };
    }
    case 'rich_message': {
      const { text: shown, images } = decodeRichMessage(raw.elements);
      return { type, ...(shown !== '' && { text: shown }), ...(images.length > 0 && { files: images }) };
    }
    case 'filled_form': {
      const lines = isSurvey(event)
        ? []
        : decodeFields(raw).map(({ label, answer }) => `${label ?? ''}: ${answer ?? ''}`);
      return { type, ...(lines.length > 0 && { text: lines.join('\n') }) };
    }
    default: {
      const shown = content ?? describeContent(raw, shownKeys);
      return { type: event.system_message_type ?? type, ...(shown !== undefined && { text: shown }) };
    }
  }
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

/** Whether the answers of a form are shown as the survey before or after the chat. */
function isSurvey({ form_type: form }: Event): boolean {
  return form === undefined || form === 'prechat' || form === 'postchat';
}

/** The answers of a survey; a form without a type counts as the one before the chat (inferred). */
function decodeSurvey(events: readonly Event[], wanted: 'prechat' | 'postchat'): readonly SurveyAnswer[] {
  const forms = events.filter(({ type }) => type === 'filled_form');
  const form =
    forms.find(({ form_type: type }) => type === wanted) ??
    (wanted === 'prechat' ? forms.find(({ form_type: type }) => type === undefined) : undefined);
  return form ? decodeFields(form.raw) : [];
}

function decodeFields(form: Json): readonly SurveyAnswer[] {
  return asArray(form.fields).map((item) => {
    const raw = asObject(item) ?? {};
    const { answer, ...rest } = readFields(raw, answerFields).fields;
    const several = v.safeParse(listOf(choice), raw.answers);
    const one = v.safeParse(choice, raw.answer);
    const given =
      answer ?? (several.success ? several.output.join(', ') : one.success ? one.output : undefined);
    return { ...rest, ...(given !== undefined && { answer: given }) };
  });
}
