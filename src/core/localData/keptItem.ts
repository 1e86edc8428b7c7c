import { asRecord, parseJson } from '../base/json';
import type { ChatArrival, ChatContent } from '../domain/arrival';
import { customerOf, type LiveChat, type ThreadContent } from '../domain/liveChat';
import type { Ticket, TicketRow, TicketSummary } from '../domain/ticket';
import { waitOf } from '../domain/ticketWait';

export type KeptItemKind = 'ticket' | 'chat';

/** One version of a ticket or of a chat's thread, as it is kept. */
export interface KeptItem {
  readonly kind: KeptItemKind;
  readonly id: string;
  /** The chat of a thread. */
  readonly parentId?: string;
  readonly status?: string;
  /** LiveChat's time of the version, in milliseconds since the epoch; 0 where it sent none. */
  readonly changedAt: number;
  readonly summary: TicketSummaryValue | ChatSummaryValue;
  /** With messages; absent in a row of a list. */
  readonly details?: Ticket | ChatValue;
}

/** A row of a list of tickets. */
export type TicketSummaryValue = TicketRow & { readonly kind: 'ticket' };
export interface ChatSummaryValue {
  readonly name?: string;
}

/** A chat as it was fetched, or as an event had it. */
export type ChatValue =
  | { readonly from: 'api'; readonly chat: LiveChat }
  | { readonly from: 'event'; readonly content: ChatContent };

/** The ticket of a list. */
export function itemOfRow(row: TicketSummaryValue): KeptItem {
  const { ticket } = row;
  return {
    kind: 'ticket',
    id: ticket.id,
    ...(ticket.status !== undefined && { status: ticket.status }),
    changedAt: changedAtOf(ticket),
    summary: row,
  };
}

export function itemOfTicket(ticket: Ticket): KeptItem {
  return { ...itemOfRow({ kind: 'ticket', ticket: summaryOf(ticket), malformed: [] }), details: ticket };
}

/** A thread with its messages. */
export function itemOfChat(chat: LiveChat): KeptItem {
  const customer = customerOf(chat);
  const name = customer?.name ?? customer?.email;
  const times = [chat.startedAt, chat.endedAt, ...(chat.events ?? []).map(({ createdAt }) => createdAt)];
  return {
    kind: 'chat',
    id: chat.threadId,
    parentId: chat.chatId,
    changedAt: Math.max(...times.map(timeOf)),
    summary: name === undefined ? {} : { name },
    details: { from: 'api', chat },
  };
}

export function itemOfArrival({ kind, chat, visitor, reference, ...surveys }: ChatArrival): KeptItem {
  const { pre_chat_survey, post_chat_survey } = surveys;
  const content: ChatContent = {
    ...{ kind, chat, visitor, pre_chat_survey },
    ...(post_chat_survey && { post_chat_survey }),
  };
  const name = visitor.name ?? visitor.email;
  return {
    kind: 'chat',
    id: chat.id,
    ...(reference?.chatId !== undefined && { parentId: reference.chatId }),
    changedAt: Math.max(timeOf(chat.started_timestamp), timeOf(chat.ended_timestamp)),
    summary: name === undefined ? {} : { name },
    details: { from: 'event', content },
  };
}

export function changedAtOf({ modified, date }: TicketSummary): number {
  return timeOf(modified ?? date);
}

/** The fields of a row, in a fixed order. */
function summaryOf(ticket: Ticket): TicketSummary {
  const { id, shortId, subject, status, priority, date, modified, requester, source, assignee, tags } =
    ticket;
  const fields = {
    id,
    shortId,
    subject,
    status,
    priority,
    date,
    modified,
    requester,
    source,
    assignee,
    tags,
    groupIds: ticket.groups.map((group) => group.id),
    wait: waitOf(ticket.events, (event) => event, requester),
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), id };
}

/** A text of an item; `title` is shown for it. */
export interface ItemText {
  readonly title: string;
  /** What a search looks through, besides the title. Messages come first. */
  readonly texts: readonly string[];
}

/** @param summary @param details as they are stored; `undefined` without details */
export function textOf(kind: KeptItemKind, summary: string, details: string | undefined): ItemText {
  const value = details === undefined ? undefined : parseJson(details);
  if (kind === 'ticket') {
    const { ticket } = parseJson(summary) as TicketSummaryValue;
    return textOfTicket(ticket, value as Ticket | undefined);
  }
  const { name = '' } = parseJson(summary) as ChatSummaryValue;
  const chat = value as ChatValue | undefined;
  const texts = chat?.from === 'api' ? textsOfChat(chat.chat) : chat ? textsOfReported(chat.content) : [];
  return { title: name, texts: texts.filter((text) => text !== undefined) };
}

function textOfTicket(summary: TicketSummary, details: Ticket | undefined): ItemText {
  const { id, shortId, subject = '', requester, assignee, tags = [] } = summary;
  const messages = (details?.events ?? []).flatMap(({ message, author, files = [] }) => [
    message,
    author?.name,
    author?.id,
    ...files.map(({ name }) => name),
  ]);
  const people = [requester?.name, requester?.mail, assignee?.name, assignee?.id];
  const texts = [...messages, ...people, ...tags, shortId, id];
  return { title: subject, texts: [...new Set(texts.filter((text) => text !== undefined))] };
}

function textsOfChat({
  users,
  events = [],
  tags,
  threadId,
  chatId,
}: LiveChat): readonly (string | undefined)[] {
  const messages = events.flatMap(({ content, isDeleted }) => (isDeleted ? [] : textsOfEvent(content)));
  return [...messages, ...users.flatMap(({ name, email }) => [name, email]), ...tags, threadId, chatId];
}

function textsOfEvent(content: ThreadContent): readonly (string | undefined)[] {
  switch (content.kind) {
    case 'file':
      return [content.file.name];
    case 'form':
      return content.answers.map(({ answer }) => answer);
    case 'message':
    case 'rich':
      return [content.text];
    case 'system':
      return [];
  }
}

function textsOfReported({
  chat,
  visitor,
  pre_chat_survey: before,
  post_chat_survey: after = [],
}: ChatContent): readonly (string | undefined)[] {
  return [
    ...chat.messages.map(({ text }) => text),
    ...[...before, ...after].map(({ answer }) => answer),
    ...chat.messages.map(({ author_name: author }) => author),
    ...chat.agents.flatMap(({ name, login }) => [name, login]),
    ...[visitor.name, visitor.email, ...chat.tags, chat.id],
  ];
}

/** The value of `kept_details` of a chat; `undefined` where it cannot be read. */
export function chatValueIn(text: string): ChatValue | undefined {
  const value = parseJson(text);
  const { from } = asRecord(value);
  return from === 'api' || from === 'event' ? (value as ChatValue) : undefined;
}

function timeOf(time: string | undefined): number {
  const ms = time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(ms) ? 0 : ms;
}
