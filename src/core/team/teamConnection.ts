import { isIP } from 'node:net';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import {
  credsAuthenticator,
  wsconnect,
  type Authenticator,
  type ConnectionOptions,
  type NatsConnection,
  type TlsOptions,
  type WsSocketFactory,
} from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { asRecord } from '../base/json';
import { TeamError, toTeamError } from './teamError';
import { readSubject, type Feed, type FeedOptions, type OpenFeed } from './teamFeed';
import type { TeamCredentials, TeamServer } from './teamServers';
import { createStream, streamPosition, type StreamPosition } from './teamStream';

export interface TeamConnectionOptions {
  readonly servers: readonly TeamServer[];
  readonly credentials: TeamCredentials;
  /** Name of the stream. */
  readonly stream: string;
  /** Shown in the server's lists of connections. */
  readonly name: string;
  /** Opens a websocket with the interface of the global `WebSocket`, which is used where this is absent. */
  readonly webSocket?: (address: string) => object;
}

/** How long a server may take to greet, or to answer a request. */
const answerMs = 5_000;
/** Two pings without an answer end the connection: a sleeping machine or a lost network is noticed within a minute. */
const pingMs = 20_000;

/** An open connection to the NATS server of a team. Rejections are TeamErrors. */
export class TeamConnection {
  /** Resolves once it has ended: to the reason, or to `undefined` after `close`. */
  readonly ended: Promise<TeamError | undefined>;
  private readonly jetstream: JetStreamClient;
  private isServerStopping = false;
  private isClosing = false;
  /** Also those that are being opened. */
  private readonly feeds: Promise<OpenFeed>[] = [];

  private constructor(
    private readonly nats: NatsConnection,
    private readonly manager: JetStreamManager,
    readonly streamName: string,
  ) {
    this.jetstream = jetstream(nats);
    void this.endWithServer();
    this.ended = nats.closed().then((error) => {
      if (this.isServerStopping) return new TeamError('lost');
      return error ? toTeamError(error) : undefined;
    });
  }

  /**
   * Connects to the first server that answers. There is no reconnecting in it: whoever opened it opens another one when
   * it has ended, with the backoff of its own.
   * @throws TeamError
   */
  static async open(options: TeamConnectionOptions): Promise<TeamConnection> {
    const { stream } = options;
    const nats = await connectToAny(options);
    // Members may not ask for what this check asks.
    const manager = await jetstreamManager(nats, { checkAPI: false, timeout: answerMs });
    return new TeamConnection(nats, manager, stream);
  }

  /** Such as `2.10.23`; empty where the server did not tell. */
  get serverVersion(): string {
    return this.nats.info?.version ?? '';
  }

  /** In bytes. */
  get maxPayload(): number {
    return this.nats.info?.max_payload ?? 1024 * 1024;
  }

  /** Whether it is open. */
  get isOpen(): boolean {
    return !this.nats.isClosed();
  }

  /** @throws TeamError */
  async position(): Promise<StreamPosition> {
    return await asTeamError(streamPosition(this.manager, this.streamName));
  }

  /** Creates the stream where it is missing; an existing one stays as it is. @throws TeamError */
  async ensureStream(): Promise<StreamPosition> {
    return await asTeamError(createStream(this.manager, this.streamName));
  }

  /**
   * Resolves once the server has stored the message, or had stored one with this id.
   * @throws TeamError
   */
  async publish(subject: string, messageId: string, payload: Uint8Array): Promise<void> {
    const expect = { streamName: this.streamName };
    await asTeamError(
      this.jetstream.publish(subject, payload, { msgID: messageId, expect, timeout: answerMs }),
    );
  }

  /** Reads the stream, see `readSubject`. @throws TeamError */
  async read(options: FeedOptions): Promise<Feed> {
    if (this.isClosing) throw new TeamError('lost');
    const feed = asTeamError(readSubject(this.jetstream, this.streamName, options));
    this.feeds.push(feed);
    return await feed;
  }

  /** The underlying connection, for the lease. */
  get client(): JetStreamClient {
    return this.jetstream;
  }

  /** Removes the consumers of its feeds first, which the server would keep for a while. */
  async close(): Promise<void> {
    this.isClosing = true;
    await Promise.allSettled(this.feeds.map(async (opening) => await (await opening).remove()));
    await this.nats.close();
  }

  /**
   * A server that is being stopped ends its JetStream at once, but its connections only within two minutes: until then
   * nothing is delivered, without an error.
   */
  private async endWithServer(): Promise<void> {
    for await (const { type } of this.nats.status()) {
      if (type !== 'ldm') continue;
      this.isServerStopping = true;
      await this.nats.close();
    }
  }
}

async function asTeamError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw toTeamError(thrown);
  }
}

let attempt: Promise<unknown> = Promise.resolve();

/**
 * One after the other in this process: the clients for TCP and for websockets keep their transport in one variable, and
 * an attempt whose transport is replaced meanwhile never ends.
 */
async function connectToAny(options: TeamConnectionOptions): Promise<NatsConnection> {
  const connected = attempt.then(() => connectInTurn(options));
  attempt = connected.catch(() => undefined);
  return await connected;
}

/** One attempt at each address: first by TLS, then unencrypted, then by websocket, and in no order within these. */
async function connectInTurn(options: TeamConnectionOptions): Promise<NatsConnection> {
  const { servers } = options;
  let last: TeamError | undefined;
  for (const kind of ['tls', 'plain', 'websocket'] as const) {
    for (const server of shuffled(servers.filter(({ by }) => by === kind))) {
      try {
        return await connectTo(server, options);
      } catch (thrown) {
        const error = toTeamError(thrown);
        // A refusal is a better reason than a server that does not answer.
        if (last === undefined || last.code === 'unreachable') last = error;
      }
    }
  }
  throw last ?? new TeamError('unreachable');
}

async function connectTo(
  { address, by }: TeamServer,
  options: TeamConnectionOptions,
): Promise<NatsConnection> {
  const common = natsOptions(options, address);
  if (by === 'websocket') return await connectByWebSocket(address, options, common);
  return await connect({ ...common, ...(by === 'tls' && { tls: tlsOptions(address) }) });
}

type SocketOfClient = Awaited<ReturnType<WsSocketFactory>>['socket'];

/** The client reports each failure as a refused connection, so that the reason comes from the websocket. */
async function connectByWebSocket(
  address: string,
  { webSocket = (url) => new WebSocket(url) }: TeamConnectionOptions,
  common: ConnectionOptions,
): Promise<NatsConnection> {
  let reason: unknown;
  const wsFactory: WsSocketFactory = (url) => {
    const socket = webSocket(url) as SocketOfClient;
    socket.addEventListener('error', (event) => (reason = asRecord(event).error));
    return Promise.resolve({ socket, encrypted: address.startsWith('wss:') });
  };
  try {
    return await wsconnect({ ...common, wsFactory });
  } catch (thrown) {
    const error = toTeamError(thrown);
    throw error.code === 'unreachable' && reason instanceof Error ? toTeamError(reason) : error;
  }
}

/** The client names no host for an IP address, so that a certificate for the address would not be recognized. */
function tlsOptions(address: string): TlsOptions & { readonly host?: string } {
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? {} : { host };
}

/** So that members spread over the servers of a cluster. */
function shuffled<T>(all: readonly T[]): readonly T[] {
  return all
    .map((one) => ({ one, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ one }) => one);
}

function natsOptions({ credentials, name }: TeamConnectionOptions, server: string): ConnectionOptions {
  const { kind } = credentials;
  return {
    servers: [server],
    name,
    reconnect: false,
    timeout: answerMs,
    pingInterval: pingMs,
    maxPingOut: 2,
    // Without traces of requests, and without addresses that the server names, which were not checked.
    noAsyncTraces: true,
    ignoreClusterUpdates: true,
    ...(kind === 'password' && {
      user: credentials.user,
      pass: credentials.password,
      ...inboxOf(credentials.user),
    }),
    ...(kind === 'token' && { token: credentials.token }),
    ...(kind === 'creds' && { authenticator: authenticatorOf(credentials.creds) }),
  };
}

/** @throws TeamError, when it is used, where the text is not that of a credentials file */
function authenticatorOf(creds: string): Authenticator {
  const authenticate = credsAuthenticator(new TextEncoder().encode(creds));
  return (nonce) => {
    try {
      return authenticate(nonce);
    } catch (thrown) {
      throw new TeamError('refused', thrown);
    }
  };
}

/** Answers come under the user's name, so that permissions can keep others from reading them. */
function inboxOf(user: string): Pick<ConnectionOptions, 'inboxPrefix'> {
  return /^[\w-]+$/.test(user) ? { inboxPrefix: `_INBOX.${user}` } : {};
}
