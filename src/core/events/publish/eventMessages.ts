import type { Arrival, ChatArrival } from '../../domain/arrival';
import { seal } from '../../team/sealedEvents';
import type { TeamKey } from '../../team/teamKey';
import { subjectsOf } from '../../team/teamSubjects';

/** A message for the stream. */
export interface EventMessage {
  readonly subject: string;
  /** The event's id, by which the server recognizes a message that is published again. */
  readonly messageId: string;
  readonly payload: Uint8Array;
}

/** The server counts subject and headers as part of the payload. */
const headRoom = 1024;

/**
 * The messages of an event, one for each group of its chat or ticket. The first has the event's own id. Where it is larger
 * than the server accepts, the oldest messages of the conversation are left out, and the event says how many.
 * @param maxBytes largest payload
 */
export function messagesOf(arrival: Arrival, key: TeamKey, maxBytes: number): readonly EventMessage[] {
  const { isCaughtUp, viaTeam, reference, ...content } = arrival;
  const event = content as Arrival;
  return subjectsOf(event).map((subject, index) => {
    const messageId = index === 0 ? event.eventId : `${event.eventId}.${index}`;
    const sealed = (one: Arrival): Uint8Array => seal(key, { subject, messageId }, one);
    return { subject, messageId, payload: fitting(event, sealed, maxBytes - headRoom) };
  });
}

function fitting(event: Arrival, sealed: (one: Arrival) => Uint8Array, maxBytes: number): Uint8Array {
  let payload = sealed(event);
  for (let kept = sizeOf(event); payload.length > maxBytes && kept > 0;) {
    kept = Math.floor(kept / 2);
    payload = sealed(shortened(event, kept));
  }
  return payload;
}

function sizeOf(event: Arrival): number {
  if (event.kind === 'ticket_created') return event.ticket.events.length;
  return Math.max(event.chat.messages.length, event.chat.events.length);
}

/** @param kept number of messages, and of events, that stay: the newest */
function shortened(event: Arrival, kept: number): Arrival {
  const newest = <T>(list: readonly T[]): readonly T[] =>
    list.slice(list.length - Math.min(kept, list.length));
  if (event.kind === 'ticket_created') {
    return { ...event, ticket: { ...event.ticket, events: newest(event.ticket.events) } };
  }
  return { ...event, chat: shortenedChat(event.chat, newest) };
}

function shortenedChat(
  chat: ChatArrival['chat'],
  newest: <T>(list: readonly T[]) => readonly T[],
): ChatArrival['chat'] {
  const messages = newest(chat.messages);
  const events = newest(chat.events);
  const left = chat.messages.length - messages.length + chat.events.length - events.length;
  const note = { type: 'left_out', text: `${left} older messages are too large for the team's server` };
  return { ...chat, messages, events: [note, ...events] };
}
