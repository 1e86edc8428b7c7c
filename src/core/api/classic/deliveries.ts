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
import {
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
} from '../decode';
import { classicEventContent, classicText, filesIn } from '../eventDetails';
import { groupRef } from './groups';
import { decodeTicket } from './ticketShape';

// Documented and observed fields: docs/livechat-api.md#rest-v2-webhooks.
const chatFields = {
  url: optional(text),
  started_timestamp: optional(time),
  ended_timestamp: optional(time),
  tags: optional(listOf(nonBlankText)),
  groups: optional(listOf(groupRef)),
  agents: optional(
    listOf(v.object({ login: nonBlankText, name: v.fallback(v.optional(nonBlankText), undefined) })),
  ),
};
/** Of messages, events and attachments, in deliveries and in the archive. */
export const authorFields = {
  timestamp: optional(time),
  agent_id: optional(nonBlankText),
  author_name: personName,
  user_type: optional(nonBlankText),
};
const eventFields = { type: nonBlankText, ...authorFields };
const visitorFields = {
  id: optional(nonBlankText),
  name: personName,
  email: optional(text),
  language: optional(text),
  page_current: optional(text),
};
const answerFields = { id: optional(nonBlankText), label: optional(text), answer: optional(text) };
const choice = v.object({ label: text, chosen: v.fallback(v.optional(flag), undefined) });

/**
 * Deliveries of REST v2 webhooks: `{ event_type, event_unique_id, token, license_id, … }` with one key per data
 * type.
 */
export const classicDeliveries: DeliveryFormat = {
  readSecret: (body) => {
    const token = asObject(body)?.token;
    return typeof token === 'string' ? token : undefined;
  },
  readLicense: (body) => {
    const license = asObject(body)?.license_id;
    return typeof license === 'string' || typeof license === 'number' ? String(license) : undefined;
  },
  decode: (body) => {
    const raw = asObject(body);
    const kind = arrivalKinds.find((known) => known === raw?.event_type);
    const content = raw && kind && decodeContent(raw, kind);
    if (!content) return undefined;
    const eventId = nonBlankText.read(raw.event_unique_id);
    return { content, ...(eventId !== undefined && { eventId }) };
  },
};

function decodeContent(raw: Json, kind: EventContent['kind']): EventContent | undefined {
  if (kind === 'ticket_created') {
    const ticket = decodeTicket({ ticket: raw.ticket });
    return ticket && { kind, ticket };
  }
  const chat = decodeChat(raw.chat);
  if (!chat) return undefined;
  const visitor = readFields(asObject(raw.visitor) ?? {}, visitorFields).fields;
  const after = asArray(raw.post_chat_survey).map(decodeSurveyAnswer);
  return {
    kind,
    chat,
    visitor,
    pre_chat_survey: asArray(raw.pre_chat_survey).map(decodeSurveyAnswer),
    ...(after.length > 0 && { post_chat_survey: after }),
  };
}

function decodeChat(value: unknown): Chat | undefined {
  const raw = asObject(value);
  const id = nonBlankText.read(raw?.id);
  if (!raw || id === undefined) return undefined;
  const { agents = [], groups = [], tags = [], ...rest } = readFields(raw, chatFields).fields;
  return {
    id,
    ...rest,
    agents: agents.map(({ login, name }) => ({ login, ...(name !== undefined && { name }) })),
    groups: groups.map((group) => group.id),
    tags,
    ...decodeConversation(raw, decodeEvent),
  };
}

/**
 * The messages, events and attachments of a chat. A message that only agents see becomes a note among the events,
 * because it is not part of the conversation with the customer.
 */
export function decodeConversation(
  raw: Json,
  decodeEvent: (value: unknown) => ChatEvent,
): Pick<Chat, 'messages' | 'events'> {
  const sent = asArray(raw.messages);
  const notes = sent
    .filter(isPrivate)
    .map((value): ChatEvent => ({ type: 'note', ...decodeMessage(value), private: true }));
  const events = asArray(raw.events).map((value): ChatEvent => {
    const event = decodeEvent(value);
    return isPrivate(value) ? { ...event, private: true } : event;
  });
  return {
    messages: sent.filter((value) => !isPrivate(value)).map(decodeMessage),
    events: withAttachments([...notes, ...events], raw.attachments),
  };
}

function isPrivate(value: unknown): boolean {
  return flag.read(asObject(value)?.is_private) === true;
}

/**
 * Captured bodies mark lines of visitors as `agent` but without `agent_id`, so `agent_id` decides. A malformed
 * message is kept, so that the order of the conversation stays.
 */
function decodeMessage(value: unknown): ChatMessage {
  const raw = asObject(value) ?? {};
  const { user_type: sentType, ...rest } = readFields(raw, authorFields).fields;
  const isStaff = rest.agent_id !== undefined;
  const isMalformed = sentType === undefined || sentType === (isStaff ? 'visitor' : 'agent');
  return {
    text: classicText(raw) ?? '',
    ...rest,
    user_type: isMalformed ? (isStaff ? 'agent' : 'visitor') : sentType,
  };
}

/** Adds the files that are listed beside the events, in order of time. */
function withAttachments(events: readonly ChatEvent[], attachments: unknown): readonly ChatEvent[] {
  const attached = asArray(attachments).flatMap((value): ChatEvent[] => {
    const files = filesIn(value);
    const { fields } = readFields(asObject(value) ?? {}, authorFields);
    const hidden = isPrivate(value) && { private: true as const };
    return files.length === 0 ? [] : [{ type: 'attachment', ...fields, ...hidden, files }];
  });
  return [...events, ...attached].sort(byTime);
}

/** An event without a time keeps its place. */
function byTime({ timestamp: one }: ChatEvent, { timestamp: other }: ChatEvent): number {
  return one === undefined || other === undefined ? 0 : one < other ? -1 : one > other ? 1 : 0;
}

function decodeEvent(value: unknown): ChatEvent {
  const { type = 'unknown', ...rest } = readFields(asObject(value) ?? {}, eventFields).fields;
  return { type, ...rest, ...classicEventContent(value) };
}

/**
 * Decodes an answer of any question type: its text, or the chosen labels. An answer that has neither keeps its
 * question and has no `answer`.
 */
function decodeSurveyAnswer(value: unknown): SurveyAnswer {
  const raw = asObject(value) ?? {};
  const { answer, ...rest } = readFields(raw, answerFields).fields;
  const given = answer ?? (Array.isArray(raw.answers) ? joinChosenLabels(raw.answers) : undefined);
  return { ...rest, ...(given !== undefined && { answer: given }) };
}

/** A choice without `chosen` counts as chosen: LiveChat lists the others with `chosen: false`. */
function joinChosenLabels(answers: readonly unknown[]): string {
  const labels = answers.flatMap((item) => {
    const label = text.read(item);
    if (label !== undefined) return [label];
    const result = v.safeParse(choice, item);
    return result.success && result.output.chosen !== false ? [result.output.label] : [];
  });
  return labels.join(', ');
}
