import assert from 'node:assert/strict';
import { once } from 'node:events';
import WebSocket from 'ws';
import { basic, type PlatformBench, type Who } from './platformBench';

export interface Message {
  readonly version: string;
  readonly request_id?: string;
  readonly action: string;
  readonly type: 'response' | 'push';
  readonly success?: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface ConnectOptions {
  readonly organizationId?: string;
  readonly region?: string;
  readonly version?: string;
}

/** A minimal client of the RTM API that records all messages. */
export class RtmClient {
  readonly messages: Message[] = [];
  readonly malformed: string[] = [];
  pongs = 0;
  private readonly waiting = new Set<() => void>();
  private requests = 0;

  private constructor(
    private readonly bench: PlatformBench,
    readonly socket: WebSocket,
  ) {
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      try {
        this.messages.push(JSON.parse(text) as Message);
      } catch {
        this.malformed.push(text);
      }
      this.wake();
    });
    socket.on('pong', () => {
      this.pongs += 1;
      this.wake();
    });
    socket.on('close', () => this.wake());
  }

  static urlOf(
    bench: PlatformBench,
    { organizationId, region, version = 'v3.6' }: ConnectOptions = {},
  ): string {
    const { organizationId: own } = bench.sandbox.platform;
    const query = new URLSearchParams({ organization_id: organizationId ?? own, ...(region && { region }) });
    return `${bench.sandbox.url.replace('http:', 'ws:')}/${version}/agent/rtm/ws?${query.toString()}`;
  }

  static async open(bench: PlatformBench, opening: ConnectOptions = {}): Promise<RtmClient> {
    const socket = new WebSocket(RtmClient.urlOf(bench, opening));
    const client = new RtmClient(bench, socket);
    await once(socket, 'open');
    return client;
  }

  static async loggedIn(bench: PlatformBench, more: object = {}, who: Who = 'owner'): Promise<RtmClient> {
    const client = await RtmClient.open(bench);
    const answer = await client.logIn(more, who);
    assert.equal(answer.success, true, JSON.stringify(answer.payload));
    return client;
  }

  logIn(more: object = {}, who: Who = 'owner'): Promise<Message> {
    const token = basic(this.bench.credential(who));
    return this.request('login', { token, reconnect: true, application: { name: 'tests' }, ...more });
  }

  send(action: string, payload: object = {}): string {
    this.requests += 1;
    const id = String(this.requests);
    this.socket.send(JSON.stringify({ request_id: id, action, payload }));
    return id;
  }

  /** The response to a request. */
  request(action: string, payload: object = {}): Promise<Message> {
    return this.answerTo(this.send(action, payload));
  }

  answerTo(id: string): Promise<Message> {
    return this.until(() =>
      this.messages.find(({ type, request_id: of }) => type === 'response' && of === id),
    );
  }

  /** The first push of this name, received already or later. */
  push(action: string): Promise<Message> {
    return this.until(() =>
      this.messages.find((message) => message.type === 'push' && message.action === action),
    );
  }

  pushNames(): readonly string[] {
    return this.messages.filter(({ type }) => type === 'push').map(({ action }) => action);
  }

  async closed(): Promise<void> {
    await this.until(() => this.socket.readyState === WebSocket.CLOSED || undefined);
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
