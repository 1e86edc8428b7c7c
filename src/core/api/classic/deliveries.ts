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

// Section 3.7 of the API notes: the documented bodies, and what captured ones had in their place.
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

/** What the classic API delivers: `{ event_type, event_unique_id, token, license_id, … }`, one key per data type. */
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
 * Captured bodies mark a visitor's lines as an agent's, without an `agent_id`: so that decides. A message keeps
 * its place whatever is odd about it.
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
 * An answer of any type, known or not: its own text, or the chosen ones of its choices. An answer that is
 * neither is absent, and its question stays.
 */
function answerIn(value: unknown): SurveyAnswer {
  const raw = objectIn(value) ?? {};
  const { answer, ...rest } = readFields(raw, answerFields).fields;
  const told = answer ?? (Array.isArray(raw.answers) ? chosenIn(raw.answers) : undefined);
  return { ...rest, ...(told !== undefined && { answer: told }) };
}

/** A choice that does not say whether it was chosen was: nobody would list what was not. */
function chosenIn(answers: readonly unknown[]): string {
  const labels = answers.flatMap((item) => {
    const plain = text.read(item);
    if (plain !== undefined) return [plain];
    const result = v.safeParse(choice, item);
    return result.success && result.output.chosen !== false ? [result.output.label] : [];
  });
  return labels.join(', ');
}
