import { toPublicTicket } from '../../core/actions/ticketResult';
import { toDisposable, type Disposable } from '../../core/base/disposable';
import { traceOf, type Log } from '../../core/base/log';
import { omitUndefined } from '../../core/domain/input/inputReader';
import type { Arrival, ArrivalKind, ChatContent, ChatEvent } from '../../core/domain/arrival';
import type { Ticket } from '../../core/domain/ticket';
import type { MessagePayload } from '../../core/chats/openChats';

export interface ChatPayload extends Pick<ChatContent, 'chat' | 'visitor' | 'pre_chat_survey'> {
  readonly eventId: string;
  readonly account: string;
}

export interface TicketPayload {
  readonly eventId: string;
  readonly account: string;
  readonly ticket: Ticket;
}

/** Has the shape of the editor's own events. */
export type ApiEvent<T> = (
  listener: (payload: T) => unknown,
  thisArgs?: unknown,
  disposables?: Disposable[],
) => Disposable;

/** Published in `types/livechat-desk.d.ts`. */
export interface ApiVersion1 {
  readonly onDidStartChat: ApiEvent<ChatPayload>;
  readonly onDidEndChat: ApiEvent<ChatPayload>;
  readonly onDidCreateTicket: ApiEvent<TicketPayload>;
}

export interface ApiVersion2 extends ApiVersion1 {
  readonly onDidReceiveMessage: ApiEvent<MessagePayload>;
}

export interface Exports {
  readonly getApi: { (version: 2): ApiVersion2; (version: number): ApiVersion1 };
}

type EventName = ArrivalKind | 'chat_message';

/**
 * The API for other extensions, isolated from each other: each listener gets its own copy of the payload, an exception
 * in one does not reach the others, and the API object is frozen.
 */
export class ExtensionApi {
  private readonly listeners: Readonly<Record<EventName, Set<(payload: unknown) => unknown>>> = {
    chat_started: new Set(),
    chat_ended: new Set(),
    ticket_created: new Set(),
    chat_message: new Set(),
  };
  private readonly version1: ApiVersion1 = Object.freeze({
    onDidStartChat: this.eventOf<ChatPayload>('chat_started'),
    onDidEndChat: this.eventOf<ChatPayload>('chat_ended'),
    onDidCreateTicket: this.eventOf<TicketPayload>('ticket_created'),
  });

  private readonly version2: ApiVersion2 = Object.freeze({
    ...this.version1,
    onDidReceiveMessage: this.eventOf<MessagePayload>('chat_message'),
  });

  /** The exports of the extension. */
  readonly exports: Exports = Object.freeze({ getApi: this.getApi.bind(this) });

  /** @param wantMessages called when another extension listens to messages of running chats */
  constructor(
    private readonly log: Log,
    private readonly wantMessages: () => void,
  ) {}

  /** Fires the event of an arrival. */
  raise(arrival: Arrival): void {
    this.fire(arrival.kind, () => payloadOf(arrival));
  }

  /** Fires the event of a message in a running chat. */
  raiseMessage(payload: MessagePayload): void {
    this.fire('chat_message', () => payload);
  }

  private getApi(version: 2): ApiVersion2;
  private getApi(version: number): ApiVersion1;
  private getApi(version: number): ApiVersion1 {
    if (version === 1) return this.version1;
    if (version === 2) return this.version2;
    // Not localized: it ends up in the log of another extension.
    throw new Error(`Desk for LiveChat has no API version ${String(version)}. These exist: 1, 2.`);
  }

  private fire(name: EventName, makePayload: () => object): void {
    const listeners = [...this.listeners[name]];
    if (listeners.length === 0) return;
    const payload = makePayload();
    for (const listener of listeners) {
      try {
        listener(structuredClone(payload));
      } catch (thrown) {
        this.log.warn(`Another extension failed at ${name}: ${traceOf(thrown)}`);
      }
    }
  }

  private eventOf<T>(kind: EventName): ApiEvent<T> {
    return (listener, thisArgs, disposables) => {
      if (kind === 'chat_message') this.wantMessages();
      // A function that is added twice is called twice, and each addition has its own disposable.
      const entry = (payload: unknown): unknown => listener.call(thisArgs, payload as T);
      this.listeners[kind].add(entry);
      const added = toDisposable(() => this.listeners[kind].delete(entry));
      disposables?.push(added);
      return added;
    };
  }
}

/** Exactly the published fields; absent ones stay absent. */
function payloadOf(arrival: Arrival): ChatPayload | TicketPayload {
  const { eventId, account } = arrival;
  if (arrival.kind === 'ticket_created') return { eventId, account, ticket: toPublicTicket(arrival.ticket) };
  const { visitor, pre_chat_survey } = arrival;
  const { restricted, ...chat } = arrival.chat;
  return { eventId, account, chat: { ...chat, events: chat.events.map(eventOf) }, visitor, pre_chat_survey };
}

function eventOf({ type, text, timestamp, user_type }: ChatEvent): ChatEvent {
  return { type, ...omitUndefined({ text, timestamp, user_type }) };
}
