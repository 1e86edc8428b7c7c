import * as v from 'valibot';
import {
  arrivalKinds,
  type Chat,
  type ChatEvent,
  type ChatMessage,
  type EventContent,
  type SurveyAnswer,
} from '../../domain/arrival';
import type { DeliveryFormat } from '../../domain/webhook';
import { flag, itemsIn, key, listOf, maybe, objectIn, readFields, text, time, type Json } from '../decode';
import { groupRef } from './groups';
import { ticketIn } from './ticketShape';

// Documented and observed fields: docs/livechat-api.md#rest-v2-webhooks.
const chatFields = {
  url: maybe(text),
  started_timestamp: maybe(time),
  ended_timestamp: maybe(time),
  tags: maybe(listOf(key)),
  groups: maybe(listOf(groupRef)),
  agents: maybe(listOf(v.object({ login: key, name: v.fallback(v.optional(text), undefined) }))),
};
const messageFields = {
  text: text,
  timestamp: maybe(time),
  agent_id: maybe(key),
  author_name: maybe(text),
  user_type: maybe(key),
};
const eventFields = { type: key, text: maybe(text), timestamp: maybe(time), user_type: maybe(key) };
const visitorFields = {
  id: maybe(key),
  name: maybe(text),
  email: maybe(text),
  language: maybe(text),
  page_current: maybe(text),
};
const answerFields = { id: maybe(key), label: maybe(text), answer: maybe(text) };
const choice = v.object({ label: text, chosen: v.fallback(v.optional(flag), undefined) });

/**
 * Deliveries of REST v2 webhooks: `{ event_type, event_unique_id, token, license_id, … }` with one key per data
 * type.
 */
export const classicDeliveries: DeliveryFormat = {
  secretIn: (body) => {
    const token = objectIn(body)?.token;
    return typeof token === 'string' ? token : undefined;
  },
  read: (body) => {
    const raw = objectIn(body);
    const kind = arrivalKinds.find((known) => known === raw?.event_type);
    const content = raw && kind && contentIn(raw, kind);
    if (!content) return undefined;
    const eventId = key.read(raw.event_unique_id);
    return { content, ...(eventId !== undefined && { eventId }) };
  },
};

function contentIn(raw: Json, kind: EventContent['kind']): EventContent | undefined {
  if (kind === 'ticket_created') {
    const ticket = ticketIn({ ticket: raw.ticket });
    return ticket && { kind, ticket };
  }
  const chat = chatIn(raw.chat);
  if (!chat) return undefined;
  const visitor = readFields(objectIn(raw.visitor) ?? {}, visitorFields).fields;
  return { kind, chat, visitor, pre_chat_survey: itemsIn(raw.pre_chat_survey).map(answerIn) };
}

function chatIn(value: unknown): Chat | undefined {
  const raw = objectIn(value);
  const id = key.read(raw?.id);
  if (!raw || id === undefined) return undefined;
  const { agents = [], groups = [], tags = [], ...rest } = readFields(raw, chatFields).fields;
  return {
    id,
    ...rest,
    agents: agents.map(({ login, name }) => ({ login, ...(name !== undefined && { name }) })),
    groups: groups.map((group) => group.id),
    tags,
    messages: itemsIn(raw.messages).map(messageIn),
    events: itemsIn(raw.events).map(eventIn),
  };
}

/**
 * Captured bodies mark lines of visitors as `agent` but without `agent_id`, so `agent_id` decides. A malformed
 * message is kept, so that the order of the conversation stays.
 */
export function messageIn(value: unknown): ChatMessage {
  const {
    text: words = '',
    user_type: told,
    ...rest
  } = readFields(objectIn(value) ?? {}, messageFields).fields;
  const isStaff = rest.agent_id !== undefined;
  const isMalformed = told === undefined || told === (isStaff ? 'visitor' : 'agent');
  return { text: words, ...rest, user_type: isMalformed ? (isStaff ? 'agent' : 'visitor') : told };
}

function eventIn(value: unknown): ChatEvent {
  const { type = 'unknown', ...rest } = readFields(objectIn(value) ?? {}, eventFields).fields;
  return { type, ...rest };
}

/**
 * Decodes an answer of any question type: its text, or the chosen labels. An answer that has neither keeps its
 * question and has no `answer`.
 */
function answerIn(value: unknown): SurveyAnswer {
  const raw = objectIn(value) ?? {};
  const { answer, ...rest } = readFields(raw, answerFields).fields;
  const told = answer ?? (Array.isArray(raw.answers) ? chosenIn(raw.answers) : undefined);
  return { ...rest, ...(told !== undefined && { answer: told }) };
}

/** A choice without `chosen` counts as chosen: LiveChat lists the others with `chosen: false`. */
function chosenIn(answers: readonly unknown[]): string {
  const labels = answers.flatMap((item) => {
    const plain = text.read(item);
    if (plain !== undefined) return [plain];
    const result = v.safeParse(choice, item);
    return result.success && result.output.chosen !== false ? [result.output.label] : [];
  });
  return labels.join(', ');
}
