import * as v from 'valibot';
import type { Chat, ChatEvent, ChatQuery, ReportedChat, SurveyAnswer, Visitor } from '../../domain/arrival';
import type { ChatApi, Page } from '../../domain/connection';
import { fail } from '../../domain/failure';
import {
  readArray,
  asCount,
  asArray,
  nonBlankText,
  listOf,
  optional,
  personName,
  asObject,
  readFields,
  text,
  time,
} from '../decode';
import type { Caller } from '../transport';
import { classicEventContent } from '../eventDetails';
import { authorFields, decodeConversation } from './deliveries';
import { groupRef } from './groups';

/** Fixed by the API. */
const pageSize = 25;

// Field names of the archive that differ from webhooks: docs/livechat-api.md#rest-v2-groups-tags-and-chats.
const chatFields = {
  id: nonBlankText,
  chat_start_url: optional(text),
  started_timestamp: optional(time),
  ended_timestamp: optional(time),
  tags: optional(listOf(nonBlankText)),
  group: optional(listOf(groupRef)),
  agents: optional(
    listOf(v.object({ email: nonBlankText, display_name: v.fallback(v.optional(text), undefined) })),
  ),
};
const visitorFields = {
  id: optional(nonBlankText),
  name: personName,
  email: optional(text),
  language: optional(text),
};
/** An older form of the archive has no `visitor`. */
const olderVisitorFields = { visitor_id: optional(nonBlankText), visitor_name: personName };
const eventFields = {
  event_type: optional(nonBlankText),
  type: optional(nonBlankText),
  ...authorFields,
};
const answerFields = { id: optional(nonBlankText), key: optional(text), value: optional(text) };

/**
 * `GET /chats`: ended chats as `{ chats, total, pages }`, 25 per page; running ones too with `include_pending`.
 * The order is not documented, newest first is observed (docs/livechat-api.md#rest-v2-groups-tags-and-chats).
 */
export function createClassicChats(caller: Caller): ChatApi {
  return {
    list: async (query, at = '1', options) => {
      if (!/^[1-9]\d{0,8}$/.test(at)) return fail({ code: 'invalid-input', reasons: [], field: 'page' });
      const page = Number(at);
      const { value } = await caller.call(
        { method: 'GET', route: '/chats', query: toParameters(query, page), large: { items: pageSize } },
        options,
      );
      return decodePage(value, page);
    },
  };
}

function toParameters({ dateFrom, running }: ChatQuery, page: number) {
  return {
    page,
    date_from: dateFrom,
    timezone: dateFrom === undefined ? undefined : 'UTC',
    include_pending: running === true ? 1 : undefined,
  };
}

function decodePage(value: unknown, page: number): Page<ReportedChat> {
  const items = readArray(value, 'chats');
  const envelope = asObject(value) ?? {};
  const total = asCount(envelope.total) ?? (page - 1) * pageSize + items.length;
  const pages = asCount(envelope.pages) ?? Math.ceil(total / pageSize);
  return {
    rows: items.flatMap((item) => decodeArchivedChat(item) ?? []),
    total,
    pages,
    page,
    ...(page < pages && { next: String(page + 1) }),
  };
}

function decodeArchivedChat(value: unknown): ReportedChat | undefined {
  const raw = asObject(value);
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
    ...decodeConversation(raw, decodeEvent),
  };
  const older = readFields(raw, olderVisitorFields).fields;
  const visitor: Visitor = {
    ...(older.visitor_id !== undefined && { id: older.visitor_id }),
    ...(older.visitor_name !== undefined && { name: older.visitor_name }),
    ...readFields(asObject(raw.visitor) ?? {}, visitorFields).fields,
    ...(url !== undefined && { page_current: url }),
  };
  const after = asArray(raw.postchat_survey).map(decodeSurveyAnswer);
  return {
    chat,
    visitor,
    pre_chat_survey: asArray(raw.prechat_survey).map(decodeSurveyAnswer),
    ...(after.length > 0 && { post_chat_survey: after }),
  };
}

/** A close is `{ type: 'event', event_type: 'closed' }`, an upload `{ type: 'attachment' }`. */
function decodeEvent(value: unknown): ChatEvent {
  const { event_type: kind, type, ...rest } = readFields(asObject(value) ?? {}, eventFields).fields;
  return { type: kind ?? type ?? 'unknown', ...rest, ...classicEventContent(value) };
}

function decodeSurveyAnswer(value: unknown): SurveyAnswer {
  const { id, key: label, value: answer } = readFields(asObject(value) ?? {}, answerFields).fields;
  return {
    ...(id !== undefined && { id }),
    ...(label !== undefined && { label }),
    ...(answer !== undefined && { answer }),
  };
}
