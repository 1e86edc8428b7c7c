import { asRecord } from '../core/base/json';
import { text, type Decode, type Decoded } from './decode';

/**
 * The messages between a page and its host: notifications from host to page, commands from page to host, and requests
 * from page to host, which are always answered, also on failure. The receiver decodes each payload.
 */
export interface Protocol {
  /** Distinguishes the messages of a second protocol between the same page and host. */
  readonly channel?: string;
  readonly notifications: Readonly<Record<string, Decode<unknown>>>;
  readonly commands: Readonly<Record<string, Decode<unknown>>>;
  readonly requests: Readonly<Record<string, RequestKind<unknown, unknown>>>;
}

export interface RequestKind<Payload, Answer> {
  readonly payload: Decode<Payload>;
  readonly answer: Decode<Answer>;
}

type Notifications<P extends Protocol> = P['notifications'];
type Commands<P extends Protocol> = P['commands'];
type Requests<P extends Protocol> = P['requests'];

/** A handler for every command and request. */
export type HostHandlers<P extends Protocol> = {
  readonly [K in keyof Commands<P>]: (payload: Decoded<Commands<P>[K]>) => unknown;
} & {
  readonly [K in keyof Requests<P>]: (
    payload: Decoded<Requests<P>[K]['payload']>,
  ) => Promise<Decoded<Requests<P>[K]['answer']>>;
};

export type PageHandlers<P extends Protocol> = {
  readonly [K in keyof Notifications<P>]: (payload: Decoded<Notifications<P>[K]>) => unknown;
};

/** Posts a message to the other side. */
export type Post = (message: unknown) => unknown;

export interface Beginning {
  readonly subject: string;
  /** Whether the page shows another subject, of which nothing stays. */
  readonly isOther: boolean;
}

/** Says what the panel of a page shows from now on. The first message after `ready`, and before another subject. */
export function beginMessage(beginning: Beginning): unknown {
  return { kind: 'begin', ...beginning };
}

/** `undefined` for every other message. */
export function beginningIn(message: unknown): Beginning | undefined {
  const { kind, subject, isOther } = asRecord(message);
  return kind === 'begin' && typeof subject === 'string' ? { subject, isOther: isOther === true } : undefined;
}

/** One message in place of several. */
export function severalMessages(messages: readonly unknown[]): unknown {
  return { kind: 'several', messages };
}

/** The messages in one; `undefined` for every other message. */
export function messagesIn(message: unknown): readonly unknown[] | undefined {
  const { kind, messages } = asRecord(message);
  return kind === 'several' && Array.isArray(messages) ? messages : undefined;
}

/** Adds to a message what its page shows, so that the host of the next subject does not take it for its own. */
export function withSubject(message: unknown, subject: string | undefined): unknown {
  return { ...asRecord(message), subject };
}

/** Whether a page posted this about another subject than the one that its host shows by now. `ready` never is. */
export function isAboutOther(message: unknown, subject: string): boolean {
  const { subject: about, name } = asRecord(message);
  return about !== undefined && about !== subject && name !== 'ready';
}

/** The messages that a page is loaded with, and their id: a page that was unloaded must not take them again. */
export interface FirstMessages {
  readonly id: string;
  readonly messages: readonly unknown[];
}

/** Adds to the state that a page persists that it has taken them. */
export function withTaken(state: unknown, { id }: FirstMessages): unknown {
  return { ...asRecord(state), first: id };
}

/** Whether a page with this persisted state has taken them. */
export function hasTaken(state: unknown, { id }: FirstMessages): boolean {
  return asRecord(state).first === id;
}

/** `undefined` for everything else. */
export function firstMessagesIn(value: unknown): FirstMessages | undefined {
  const { id, messages } = asRecord(value);
  return typeof id === 'string' && Array.isArray(messages) ? { id, messages } : undefined;
}

interface Envelope {
  readonly kind: 'notification' | 'command' | 'request' | 'answer';
  readonly name: string;
  readonly payload: unknown;
  /** Set in requests and answers. */
  readonly id: number;
  /** Set in a failed answer: a sentence for the user. */
  readonly fault: string | undefined;
}

/** The host's side. Never throws because of a message. */
export class HostEnd<P extends Protocol> {
  constructor(
    private readonly protocol: P,
    private readonly post: Post,
    private readonly handlers: HostHandlers<P>,
    /** Called with each error. Returns the sentence that answers the request. */
    private readonly onFault: (thrown: unknown) => string,
  ) {}

  notify<K extends keyof Notifications<P> & string>(name: K, payload: Decoded<Notifications<P>[K]>): void {
    this.send({ kind: 'notification', name, payload });
  }

  async receive(message: unknown): Promise<void> {
    if (!isOfChannel(message, this.protocol)) return;
    const envelope = envelopeOf(message);
    if (envelope?.kind === 'request') await this.answer(envelope);
    else if (envelope?.kind === 'command') await this.obey(envelope);
    else this.onFault(new TypeError('a page sent what is no message'));
  }

  private async obey({ name, payload }: Envelope): Promise<void> {
    try {
      const decode = own(this.protocol.commands, name);
      await this.handler(name)(decode(payload));
    } catch (thrown) {
      this.onFault(thrown);
    }
  }

  private async answer({ id, name, payload }: Envelope): Promise<void> {
    try {
      const kind = own(this.protocol.requests, name);
      this.send({ kind: 'answer', id, name, payload: await this.handler(name)(kind.payload(payload)) });
    } catch (thrown) {
      this.send({ kind: 'answer', id, name, fault: this.onFault(thrown) });
    }
  }

  private send(message: object): void {
    this.post(onChannel(message, this.protocol));
  }

  private handler(name: string): (payload: unknown) => unknown {
    return own(this.handlers as Readonly<Record<string, (payload: unknown) => unknown>>, name);
  }
}

/** The host answered a request with a failure. The message is a sentence for the user. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
}

interface Waiting {
  readonly resolve: (payload: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

/** The page's side. */
export class PageEnd<P extends Protocol> {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(
    private readonly protocol: P,
    private readonly post: Post,
    private readonly handlers: PageHandlers<P>,
  ) {}

  send<K extends keyof Commands<P> & string>(name: K, payload: Decoded<Commands<P>[K]>): void {
    this.post(onChannel({ kind: 'command', name, payload }, this.protocol));
  }

  /** Rejects with `RequestFault` if the host failed. */
  async ask<K extends keyof Requests<P> & string>(
    name: K,
    payload: Decoded<Requests<P>[K]['payload']>,
  ): Promise<Decoded<Requests<P>[K]['answer']>> {
    const id = ++this.lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.post(onChannel({ kind: 'request', id, name, payload }, this.protocol));
    return own(this.protocol.requests, name).answer(await answer) as Decoded<Requests<P>[K]['answer']>;
  }

  receive(message: unknown): void {
    if (!isOfChannel(message, this.protocol)) return;
    const envelope = envelopeOf(message);
    if (envelope?.kind === 'notification') {
      const { name, payload } = envelope;
      const decode = own(this.protocol.notifications, name);
      own(this.handlers as Readonly<Record<string, (payload: unknown) => unknown>>, name)(decode(payload));
    } else if (envelope?.kind === 'answer') {
      const { id, payload, fault } = envelope;
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (fault === undefined) waiting?.resolve(payload);
      else waiting?.reject(new RequestFault(fault));
    }
  }
}

function onChannel(message: object, { channel }: Protocol): object {
  return channel === undefined ? message : { ...message, channel };
}

function isOfChannel(message: unknown, { channel }: Protocol): boolean {
  return asRecord(message).channel === channel;
}

const kinds: readonly string[] = ['notification', 'command', 'request', 'answer'];

function envelopeOf(message: unknown): Envelope | undefined {
  const { kind, name, payload, id, fault } = asRecord(message);
  if (typeof kind !== 'string' || !kinds.includes(kind) || typeof name !== 'string') return undefined;
  const numbered = kind === 'request' || kind === 'answer';
  if (numbered && typeof id !== 'number') return undefined;
  return {
    kind: kind as Envelope['kind'],
    name,
    payload,
    id: typeof id === 'number' ? id : 0,
    fault: fault === undefined ? undefined : text(fault),
  };
}

function own<T>(named: Readonly<Record<string, T>>, name: string): T {
  const found = Object.hasOwn(named, name) ? named[name] : undefined;
  if (found === undefined) throw new TypeError('a message has a name that is not known');
  return found;
}
