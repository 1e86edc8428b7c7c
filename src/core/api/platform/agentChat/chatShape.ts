import type {
  Chat,
  ChatEvent,
  ChatMessage,
  ReportedChat,
  SurveyAnswer,
  Visitor,
} from '../../../domain/arrival';
import { isMissingAgent, type ChatRef, type ChatUser } from '../../../domain/liveChat';
import {
  count,
  flag,
  asArray,
  nonBlankText,
  listOf,
  optional,
  personName,
  asObject,
  readArray,
  readFields,
  text,
  time,
  type Json,
} from '../../decode';
import type { IsoTime } from '../../../domain/ticket';
import { decodeEvent, type DecodedEvent } from './eventShape';

// docs/livechat-api.md#chats-and-threads
const threadFields = {
  created_at: optional(time),
  active: optional(flag),
  tags: optional(listOf(nonBlankText)),
};
const userFields = { id: nonBlankText, type: optional(text), name: personName, email: optional(text) };
const access = { group_ids: optional(listOf(count)) };

interface User {
  readonly id: string;
  readonly kind: ChatUser['kind'];
  readonly name?: string;
  readonly email?: string;
}

/**
 * Decodes a thread with its chat. A chat of REST v2 corresponds to a thread: a chat with a customer lasts for
 * years, and each visit starts a thread. So the id of the result is the thread's.
 * @param value `{ id, users, thread, access, properties }` as in `get_chat`, `list_archives` and `incoming_chat`
 */
export function decodeChat(value: unknown): ReportedChat | undefined {
  const raw = asObject(value);
  const thread = asObject(raw?.thread);
  const id = nonBlankText.read(thread?.id);
  if (!raw || !thread || id === undefined) return undefined;
  const users = asArray(raw.users).flatMap(decodeUser);
  const events = asArray(thread.events).map(decodeEvent);
  const before = findSurvey(thread, events, 'before');
  const after = findSurvey(thread, events, 'after');
  const { created_at: started, active, tags = [] } = readFields(thread, threadFields).fields;
  const restricted = nonBlankText.read(thread.restricted_access);
  // The events, from which the time of the end is read, are withheld.
  const ended =
    active === false && restricted === undefined
      ? (timeOf(events.findLast(({ createdAt }) => createdAt !== undefined)) ?? started)
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
    events: events
      .filter((event) => !isMessage(event))
      .map((event) => toChatEvent(event, users, event === before || event === after)),
  };
  const answersAfter = answersOf(after);
  return {
    chat,
    visitor: toVisitor(customer, pages.at(-1)),
    pre_chat_survey: answersOf(before),
    ...(answersAfter.length > 0 && { post_chat_survey: answersAfter }),
  };
}

/** The chat and thread that a response or push refers to. */
export function decodeThreadRef(value: unknown): ChatRef | undefined {
  const raw = asObject(value);
  const chatId = nonBlankText.read(raw?.chat_id);
  const threadId = nonBlankText.read(raw?.thread_id);
  return chatId === undefined || threadId === undefined ? undefined : { chatId, threadId };
}

/** The chat and its active thread, of a whole chat or an item of `chats_summary`. */
export function decodeActiveThread(value: unknown): ChatRef | undefined {
  const raw = asObject(value);
  const thread = threadOf(raw);
  const chatId = nonBlankText.read(raw?.id);
  const threadId = nonBlankText.read(thread?.id);
  if (chatId === undefined || threadId === undefined || thread?.active === false) return undefined;
  return { chatId, threadId };
}

/** A thread, or its summary under the name of v3.6 or v3.7. */
export function threadOf(chat: Json | undefined): Json | undefined {
  return asObject(chat?.thread) ?? asObject(chat?.last_thread_summary) ?? asObject(chat?.last_thread_info);
}

/** The items of `list_chats` and of a login, under the name of v3.6 or v3.7. */
export function summariesOf(value: unknown): readonly unknown[] {
  const raw = asObject(value);
  return asArray(raw?.chats_summary ?? raw?.chats_info);
}

/** @throws FailureError `server`/`shape` without the list of chats */
export function readSummaries(value: unknown): readonly unknown[] {
  return readArray(value, asObject(value)?.chats_info === undefined ? 'chats_summary' : 'chats_info');
}

function decodeUser(value: unknown): readonly User[] {
  const { id, type, ...rest } = readFields(asObject(value) ?? {}, userFields).fields;
  return id === undefined ? [] : [{ id, kind: type === 'customer' ? 'customer' : 'agent', ...rest }];
}

/**
 * Without `user_ids` in the thread, all agents of the chat count. A removed agent may be missing among the users.
 */
function selectAgents(users: readonly User[], thread: Json): Chat['agents'] {
  const present = Array.isArray(thread.user_ids) ? asArray(thread.user_ids) : undefined;
  const known = users
    .filter(({ kind, id }) => kind !== 'customer' && (present?.includes(id) ?? true))
    .map(({ id, email, name }) => ({ login: email ?? id, ...(name !== undefined && { name }) }));
  const removed = (present ?? []).flatMap((id) =>
    typeof id === 'string' && isMissingAgent(id, users) ? [{ login: id }] : [],
  );
  return [...known, ...removed];
}

/** A message that only agents see becomes an event, because it is not part of the conversation with the customer. */
function isMessage({ content, isPrivate, isDeleted }: DecodedEvent): boolean {
  return content.kind === 'message' && !isPrivate && !isDeleted;
}

function toAuthor(
  { authorId: id }: DecodedEvent,
  users: readonly User[],
): Pick<ChatMessage, 'agent_id' | 'author_name'> & { readonly user_type?: string } {
  const user = users.find((one) => one.id === id);
  const name = user?.name !== undefined && { author_name: user.name };
  if (user?.kind === 'customer') return { ...name, user_type: 'visitor' };
  if (user) return { agent_id: user.email ?? user.id, ...name, user_type: 'agent' };
  if (id === undefined) return {};
  return isMissingAgent(id, users) ? { agent_id: id, user_type: 'agent' } : { user_type: 'visitor' };
}

/** In milliseconds. */
function timeOf(event: DecodedEvent | undefined): IsoTime | undefined {
  return time.read(event?.createdAt);
}

function timestampOf(event: DecodedEvent): { readonly timestamp?: IsoTime } {
  const timestamp = timeOf(event);
  return timestamp === undefined ? {} : { timestamp };
}

function toMessage(event: DecodedEvent, users: readonly User[]): ChatMessage {
  return {
    text: event.content.kind === 'message' ? event.content.text : '',
    ...timestampOf(event),
    user_type: 'visitor',
    ...toAuthor(event, users),
  };
}

/** @param isSurvey whether the answers stand in a survey of the chat, and are not repeated */
function toChatEvent(event: DecodedEvent, users: readonly User[], isSurvey: boolean): ChatEvent {
  return {
    ...(isSurvey ? { type: 'filled_form' } : toContent(event)),
    ...timestampOf(event),
    ...toAuthor(event, users),
    ...(event.isPrivate && { private: true }),
  };
}

function toContent({ content, isDeleted }: DecodedEvent): Pick<ChatEvent, 'type' | 'text' | 'files'> {
  if (isDeleted) return { type: 'message_deleted' };
  switch (content.kind) {
    case 'message':
      return { type: 'note', ...textOf(content.text) };
    case 'file': {
      const { file } = content;
      return { type: 'attachment', ...textOf(file.name), ...(asObject(file) && { files: [file] }) };
    }
    case 'rich':
      return {
        type: 'rich_message',
        ...textOf(content.text),
        ...(content.files.length > 0 && { files: content.files }),
      };
    case 'form':
      return { type: 'filled_form', ...textOf(answersText(content.answers)) };
    case 'system':
      return { type: content.type, ...textOf(content.text) };
  }
}

function textOf(shown: string | undefined): { readonly text?: string } {
  return shown === undefined || shown === '' ? {} : { text: shown };
}

function answersText(answers: readonly SurveyAnswer[]): string {
  return answers.map(({ label, answer }) => `${label ?? ''}: ${answer ?? ''}`).join('\n');
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
export function decodeVisitedPages(thread: Json, customer: Json | undefined): readonly string[] {
  const visit = asObject(thread.customer_visit) ?? asObject(customer?.visit);
  return asArray(visit?.last_pages)
    .flatMap(
      (item) => readFields(asObject(item) ?? {}, { url: optional(text), opened_at: optional(time) }).fields,
    )
    .sort((one, other) => (one.opened_at ?? '').localeCompare(other.opened_at ?? ''))
    .flatMap(({ url }) => url ?? []);
}

/** The form that counts as the survey; one with a type precedes one without. */
function findSurvey(
  thread: Json,
  events: readonly DecodedEvent[],
  wanted: 'before' | 'after',
): DecodedEvent | undefined {
  const raws = asArray(thread.events);
  const isForm = ({ content, isDeleted }: DecodedEvent): boolean =>
    content.kind === 'form' && content.when === wanted && !isDeleted;
  const hasType = (index: number): boolean =>
    nonBlankText.read(asObject(raws[index])?.form_type) !== undefined;
  return events.find((event, index) => isForm(event) && hasType(index)) ?? events.find(isForm);
}

function answersOf(form: DecodedEvent | undefined): readonly SurveyAnswer[] {
  return form?.content.kind === 'form' ? form.content.answers : [];
}
