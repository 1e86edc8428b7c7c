import type { Clock } from '../../base/clock';
import type { Arrival, ChatArrival, ChatEvent, ChatMessage } from '../../domain/arrival';
import type { IsoTime } from '../../domain/ticket';
import { postJson, type PostResult } from './postJson';

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The URL of an app on this machine; `undefined` for any other, and for one with a user name or password, as it is stored
 * where no secret may be.
 */
export function localAddress(text: string): URL | undefined {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  const isBare = url.username === '' && url.password === '';
  return url.protocol === 'http:' && loopback.has(url.hostname) && isBare ? url : undefined;
}

/**
 * Posts a stored event to an app on this machine, as LiveChat would. Never rejects; takes up to 10 s.
 * @param url from `localAddress`
 */
export function replayLocally(url: URL, arrival: Arrival, clock: Clock): Promise<PostResult> {
  return postJson(url.href, JSON.stringify(deliveryOf(arrival)), clock);
}

/**
 * The body of a delivery of the classic API (LiveChat docs, REST API v2, Webhooks), without the token and the license
 * number of a real one.
 */
export function deliveryOf(arrival: Arrival): object {
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
