import { asRecord } from '../core/base/json';
import { text, type Decode, type Decoded } from './decode';

/**
 * What a page and its host say to each other. Three kinds: a notification goes from host to page, a command
 * from page to host, and a request from page to host is always answered, also where it fails. The payload of
 * each is decoded at run time where it arrives.
 */
export interface Protocol {
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

/** A handler for every command and request; one that is missing fails the build. */
export type HostHandlers<P extends Protocol> = {
  readonly [K in keyof Commands<P>]: (payload: Decoded<Commands<P>[K]>) => unknown;
} & {
  readonly [K in keyof Requests<P>]: (
    payload: Decoded<Requests<P>[K]['payload']>,
  ) => Promise<Decoded<Requests<P>[K]['answer']>>;
};

/** A handler for every notification. */
export type PageHandlers<P extends Protocol> = {
  readonly [K in keyof Notifications<P>]: (payload: Decoded<Notifications<P>[K]>) => unknown;
};

/** Puts a message on its way to the other side. */
export type Post = (message: unknown) => unknown;

interface Envelope {
  readonly kind: 'notification' | 'command' | 'request' | 'answer';
  readonly name: string;
  readonly payload: unknown;
  /** Of a request and its answer. */
  readonly id: number;
  /** Of an answer that failed: a sentence for the person. */
  readonly fault: string | undefined;
}

/** The host's end. Nothing that a page sends can make it throw. */
export class HostEnd<P extends Protocol> {
  constructor(
    private readonly protocol: P,
    private readonly post: Post,
    private readonly handlers: HostHandlers<P>,
    /** Told of whatever went wrong; gives the sentence that answers a request. */
    private readonly onFault: (thrown: unknown) => string,
  ) {}

  notify<K extends keyof Notifications<P> & string>(name: K, payload: Decoded<Notifications<P>[K]>): void {
    this.post({ kind: 'notification', name, payload });
  }

  async receive(message: unknown): Promise<void> {
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
      this.post({ kind: 'answer', id, name, payload: await this.handler(name)(kind.payload(payload)) });
    } catch (thrown) {
      this.post({ kind: 'answer', id, name, fault: this.onFault(thrown) });
    }
  }

  private handler(name: string): (payload: unknown) => unknown {
    return own(this.handlers as Readonly<Record<string, (payload: unknown) => unknown>>, name);
  }
}

/** A request that the host answered with a failure; the message is a sentence for the person. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
}

interface Waiting {
  readonly resolve: (payload: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

/** The page's end. */
export class PageEnd<P extends Protocol> {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(
    private readonly protocol: P,
    private readonly post: Post,
    private readonly handlers: PageHandlers<P>,
  ) {}

  send<K extends keyof Commands<P> & string>(name: K, payload: Decoded<Commands<P>[K]>): void {
    this.post({ kind: 'command', name, payload });
  }

  /** Rejects with `RequestFault` where the host failed. */
  async ask<K extends keyof Requests<P> & string>(
    name: K,
    payload: Decoded<Requests<P>[K]['payload']>,
  ): Promise<Decoded<Requests<P>[K]['answer']>> {
    const id = ++this.lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.post({ kind: 'request', id, name, payload });
    return own(this.protocol.requests, name).answer(await answer) as Decoded<Requests<P>[K]['answer']>;
  }

  receive(message: unknown): void {
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
