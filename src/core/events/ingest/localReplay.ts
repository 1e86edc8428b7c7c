import type { Clock } from '../../base/clock';
import type { Arrival, ChatArrival, ChatEvent, ChatMessage } from '../../domain/arrival';
import type { IsoTime } from '../../domain/ticket';
import { postJson, type PostResult } from './postJson';

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * An address of an app on this machine; `undefined` for all others, and for one with a name or password in it:
 * it is remembered where secrets have no place.
 */
export function localAddress(text: string): URL | undefined {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  const isBare = url.username === '' && url.password === '';
  return url.protocol === 'http:' && loopback.has(url.hostname) && isBare ? url : undefined;
}

/**
 * Posts an event that is kept to an app on this machine, as LiveChat would. Never rejects; takes up to 10 s.
 * @param url from `localAddress`
 */
export function replayLocally(url: URL, arrival: Arrival, clock: Clock): Promise<PostResult> {
  return postJson(url.href, JSON.stringify(deliveryOf(arrival)), clock);
}

/**
 * The body of a delivery of the classic API (section 3.7 of the API notes). What proves a real one, and the number
 * of the account, are not in it.
 */
export function deliveryOf(arrival: Arrival): unknown {
  const envelope = {
    event_type: arrival.kind,
    event_unique_id: arrival.eventId,
    token: 'replay',
    license_id: '0',
  };
  return arrival.kind === 'ticket_created'
    ? { ...envelope, ticket: arrival.ticket }
    : {
        ...envelope,
        chat: chatOf(arrival),
        visitor: arrival.visitor,
        pre_chat_survey: arrival.pre_chat_survey,
      };
}

/** The classic API counts time in seconds. */
function chatOf({ chat }: ChatArrival): unknown {
  const { started_timestamp: started, ended_timestamp: ended, messages, events, ...rest } = chat;
  return {
    ...rest,
    ...(started !== undefined && { started_timestamp: secondsOf(started) }),
    ...(ended !== undefined && { ended_timestamp: secondsOf(ended) }),
    messages: messages.map(inSeconds),
    attachments: [],
    events: events.map(inSeconds),
  };
}

function inSeconds({ timestamp, ...rest }: ChatMessage | ChatEvent): unknown {
  return { ...rest, ...(timestamp !== undefined && { timestamp: secondsOf(timestamp) }) };
}

function secondsOf(iso: IsoTime): number {
  return Math.floor(Date.parse(iso) / 1000);
}
