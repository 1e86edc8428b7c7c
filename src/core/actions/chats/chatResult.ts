import type { ChatContent, ChatEvent, SurveyAnswer } from '../../domain/arrival';
import { omitUndefined } from '../../domain/input/inputReader';
import {
  customerOf,
  isMissingAgent,
  sectionOf,
  type ChatUser,
  type LiveChat,
  type ThreadContent,
  type ThreadEvent,
} from '../../domain/liveChat';
import { withAddresses, type SharedFile } from '../../domain/sharedFile';
import type { IsoTime } from '../../domain/ticket';

interface Author {
  /** Login. */
  readonly agent_id?: string;
  readonly author_name?: string;
  /** `agent` or `visitor`. */
  readonly user_type?: string;
}

/** The public result for a message. */
export interface PublicChatMessage extends Author {
  readonly text: string;
  readonly timestamp?: IsoTime;
  readonly user_type: string;
  /** The customer does not see it. */
  readonly private?: true;
  readonly file?: SharedFile;
}

export interface PublicChatEvent extends Author {
  readonly type: string;
  readonly text?: string;
  readonly timestamp?: IsoTime;
  readonly private?: true;
}

export interface ChatSummaryResult {
  readonly id: string;
  readonly threadId: string;
  readonly active: boolean;
  readonly waiting: boolean;
  readonly mine: boolean;
  readonly visitor: { readonly id?: string; readonly name?: string; readonly email?: string };
  readonly agents: readonly { readonly login: string; readonly name?: string }[];
  readonly groups: readonly number[];
  readonly tags: readonly string[];
  readonly started_timestamp?: IsoTime;
  readonly ended_timestamp?: IsoTime;
  readonly lastMessage?: Pick<PublicChatMessage, 'text' | 'author_name' | 'user_type' | 'timestamp'>;
}

export interface ChatResult extends ChatSummaryResult {
  readonly visitor: ChatSummaryResult['visitor'] & { readonly page_current?: string };
  readonly messages: readonly PublicChatMessage[];
  readonly events: readonly PublicChatEvent[];
  readonly pre_chat_survey: readonly SurveyAnswer[];
  readonly post_chat_survey?: readonly SurveyAnswer[];
  readonly restricted?: string;
}

/** A chat with exactly the public keys of `ChatSummary`. @param login the user's own */
export function toChatSummary(chat: LiveChat, login: string | undefined): ChatSummaryResult {
  const { chatId, threadId, isActive, users, groups, tags, startedAt, endedAt, lastMessage } = chat;
  const customer = customerOf(chat);
  const section = sectionOf(chat, login);
  return {
    id: chatId,
    threadId,
    active: isActive,
    waiting: section === 'waiting',
    mine: section === 'mine',
    visitor: omitUndefined({ id: customer?.id, name: customer?.name, email: customer?.email }),
    agents: users.filter((user) => user.kind === 'agent' && (user.isPresent || !isActive)).map(toAgent),
    groups,
    tags,
    ...omitUndefined({ started_timestamp: startedAt, ended_timestamp: endedAt }),
    ...(lastMessage && { lastMessage: toLastMessage(lastMessage, users) }),
  };
}

/** A chat with exactly the public keys of `Chat`. */
export function toPublicChat(chat: LiveChat, login: string | undefined): ChatResult {
  const { users, events = [], restricted } = chat;
  const summary = toChatSummary(chat, login);
  const page = customerOf(chat)?.page;
  const said = events.filter(isPublicMessage);
  const before = findSurvey(events, 'before');
  const after = findSurvey(events, 'after');
  return {
    ...summary,
    visitor: { ...summary.visitor, ...omitUndefined({ page_current: page }) },
    messages: said.map((event) => toPublicMessage(event, users)),
    events: events
      .filter((event) => !isPublicMessage(event) && event !== before && event !== after)
      .map((event) => toEvent(event, users)),
    pre_chat_survey: answersOf(before),
    ...(after && { post_chat_survey: answersOf(after) }),
    ...omitUndefined({ restricted }),
  };
}

/** A chat as an event had it. */
export function chatOfEvent({ kind, chat, visitor, ...surveys }: ChatContent): ChatResult {
  const { id, agents, groups, tags, started_timestamp, ended_timestamp, messages, events, restricted } = chat;
  const { id: visitorId, name, email, page_current } = visitor;
  const { pre_chat_survey, post_chat_survey } = surveys;
  return {
    ...{ id, threadId: id, active: kind === 'chat_started', waiting: false, mine: false },
    visitor: omitUndefined({ id: visitorId, name, email, page_current }),
    ...{ agents, groups, tags, messages, pre_chat_survey },
    events: events.map(toPublicEvent),
    ...omitUndefined({ started_timestamp, ended_timestamp, post_chat_survey, restricted }),
  };
}

function toPublicEvent({
  type,
  text,
  timestamp,
  agent_id,
  author_name,
  user_type,
  ...event
}: ChatEvent): PublicChatEvent {
  return {
    type,
    ...omitUndefined({ text, timestamp, agent_id, author_name, user_type, private: event.private }),
  };
}

/** A message, or a file. */
export function isPublicMessage({ content, isDeleted }: ThreadEvent): boolean {
  return !isDeleted && (content.kind === 'message' || content.kind === 'file');
}

/** An event for which `isPublicMessage` holds. */
export function toPublicMessage(event: ThreadEvent, users: readonly ChatUser[]): PublicChatMessage {
  const { content, isPrivate } = event;
  return {
    text: wordsOf(content) ?? '',
    ...omitUndefined({ timestamp: timeOf(event) }),
    user_type: 'visitor',
    ...authorOf(event, users),
    ...(isPrivate && { private: true }),
    ...(content.kind === 'file' && Object.keys(content.file).length > 0 && { file: content.file }),
  };
}

function toLastMessage(
  event: ThreadEvent,
  users: readonly ChatUser[],
): NonNullable<ChatSummaryResult['lastMessage']> {
  const { text, author_name, user_type, timestamp } = toPublicMessage(event, users);
  return { text, user_type, ...omitUndefined({ author_name, timestamp }) };
}

function toEvent(event: ThreadEvent, users: readonly ChatUser[]): PublicChatEvent {
  const { content, isPrivate, isDeleted } = event;
  return {
    ...(isDeleted
      ? { type: 'message_deleted', text: 'This message was deleted.' }
      : { type: typeOf(content), ...omitUndefined({ text: wordsOf(content) }) }),
    ...omitUndefined({ timestamp: timeOf(event) }),
    ...authorOf(event, users),
    ...(isPrivate && { private: true }),
  };
}

function typeOf(content: ThreadContent): string {
  switch (content.kind) {
    case 'rich':
      return 'rich_message';
    case 'form':
      return 'filled_form';
    case 'system':
      return content.type;
    default:
      return content.kind;
  }
}

/** `undefined` if it says nothing. */
function wordsOf(content: ThreadContent): string | undefined {
  const words = ((): string | undefined => {
    switch (content.kind) {
      case 'file':
        return content.file.name;
      case 'form':
        return content.answers.map(({ label, answer }) => `${label ?? ''}: ${answer ?? ''}`).join('\n');
      case 'rich':
        return withAddresses(content.text, content.files);
      default:
        return content.text;
    }
  })();
  return words === '' ? undefined : words;
}

/** The first survey of its kind. Other forms stand among the events. */
function findSurvey(events: readonly ThreadEvent[], when: 'before' | 'after'): ThreadEvent | undefined {
  return events.find(
    ({ content, isDeleted }) => !isDeleted && content.kind === 'form' && content.when === when,
  );
}

function answersOf(form: ThreadEvent | undefined): readonly SurveyAnswer[] {
  return form?.content.kind === 'form' ? form.content.answers : [];
}

function authorOf({ authorId }: ThreadEvent, users: readonly ChatUser[]): Author {
  if (authorId === undefined) return {};
  const user = users.find(({ id }) => id === authorId);
  const isAgent = user ? user.kind === 'agent' : isMissingAgent(authorId, users);
  return {
    ...(isAgent && { agent_id: user?.email ?? authorId }),
    ...omitUndefined({ author_name: user?.name }),
    user_type: isAgent ? 'agent' : 'visitor',
  };
}

function toAgent({ id, email, name }: ChatUser): { readonly login: string; readonly name?: string } {
  return { login: email ?? id, ...omitUndefined({ name }) };
}

function timeOf({ createdAt }: ThreadEvent): IsoTime | undefined {
  const time = new Date(createdAt ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
