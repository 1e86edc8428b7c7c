import * as v from 'valibot';
import type { Chat, ChatEvent, SurveyAnswer, Visitor } from '../../domain/arrival';
import type { ArchivedChat, ChatApi, ChatQuery, Page } from '../../domain/connection';
import { fail } from '../../domain/failure';
import { arrayIn, countIn, itemsIn, key, listOf, maybe, objectIn, readFields, text, time } from '../decode';
import type { Caller } from '../transport';
import { messageIn } from './deliveries';
import { groupRef } from './groups';

/** Fixed by the API. */
const pageSize = 25;

// Field names of the archive that differ from webhooks: docs/livechat-api.md#rest-v2-groups-tags-and-chats.
const chatFields = {
  id: key,
  chat_start_url: maybe(text),
  started_timestamp: maybe(time),
  ended_timestamp: maybe(time),
  tags: maybe(listOf(key)),
  group: maybe(listOf(groupRef)),
  agents: maybe(listOf(v.object({ email: key, display_name: v.fallback(v.optional(text), undefined) }))),
};
const visitorFields = { id: maybe(key), name: maybe(text), email: maybe(text), language: maybe(text) };
const eventFields = {
  event_type: maybe(key),
  type: maybe(key),
  text: maybe(text),
  timestamp: maybe(time),
  user_type: maybe(key),
};
const answerFields = { id: maybe(key), key: maybe(text), value: maybe(text) };

/**
 * `GET /chats`: ended chats as `{ chats, total, pages }`, 25 per page; running ones too with `include_pending`.
 * The order is not documented, newest first is observed (docs/livechat-api.md#rest-v2-groups-tags-and-chats).
 */
export function classicChats(caller: Caller): ChatApi {
  return {
    list: async (query, at = '1', options) => {
      if (!/^[1-9]\d{0,8}$/.test(at)) return fail({ code: 'invalid-input', reasons: [], field: 'page' });
      const page = Number(at);
      const { value } = await caller.call(
        { method: 'GET', route: '/chats', query: parametersOf(query, page) },
        options,
      );
      return pageIn(value, page);
    },
  };
}

function parametersOf({ dateFrom, running }: ChatQuery, page: number) {
  return {
    page,
    date_from: dateFrom,
    timezone: dateFrom === undefined ? undefined : 'UTC',
    include_pending: running === true ? 1 : undefined,
  };
}

function pageIn(value: unknown, page: number): Page<ArchivedChat> {
  const items = arrayIn(value, 'chats');
  const envelope = objectIn(value) ?? {};
  const total = countIn(envelope.total) ?? (page - 1) * pageSize + items.length;
  const pages = countIn(envelope.pages) ?? Math.ceil(total / pageSize);
  return {
    rows: items.flatMap((item) => archivedChat(item) ?? []),
    total,
    pages,
    page,
    ...(page < pages && { next: String(page + 1) }),
  };
}

function archivedChat(value: unknown): ArchivedChat | undefined {
  const raw = objectIn(value);
  if (!raw) return undefined;
  const {
    id,
    chat_start_url: url,
    group = [],
    agents = [],
    tags = [],
    ...times
  } = readFields(raw, chatFields).fields;
  if (id === undefined) return undefined;
  const chat: Chat = {
    id,
    ...(url !== undefined && { url }),
    ...times,
    agents: agents.map(({ email, display_name: name }) => ({
      login: email,
      ...(name !== undefined && { name }),
    })),
    groups: group.map((one) => one.id),
    tags,
    messages: itemsIn(raw.messages).map(messageIn),
    events: itemsIn(raw.events).map(eventIn),
  };
  const visitor: Visitor = {
    ...readFields(objectIn(raw.visitor) ?? {}, visitorFields).fields,
    ...(url !== undefined && { page_current: url }),
  };
  return { chat, visitor, pre_chat_survey: itemsIn(raw.prechat_survey).map(answerIn) };
}

/** A close is `{ type: 'event', event_type: 'closed' }`, an upload `{ type: 'attachment' }`. */
function eventIn(value: unknown): ChatEvent {
  const { event_type: kind, type, ...rest } = readFields(objectIn(value) ?? {}, eventFields).fields;
  return { type: kind ?? type ?? 'unknown', ...rest };
}

function answerIn(value: unknown): SurveyAnswer {
  const { id, key: label, value: answer } = readFields(objectIn(value) ?? {}, answerFields).fields;
  return {
    ...(id !== undefined && { id }),
    ...(label !== undefined && { label }),
    ...(answer !== undefined && { answer }),
  };
}
