import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { RtmEndpoint } from '../../domain/rtmFormat';
import { asRecord, parseJson } from '../../base/json';
import { FrameQueue } from './frameQueue';
import type { SessionEnd } from './sessionEnd';
import type { OpenWebSocket, WebSocketConnection } from './openWebSocket';

// Limits of the server, see `docs/livechat-api.md#rtm-session`.
const openTimeoutMs = 15_000;
const pingIntervalMs = 15_000;
const silenceTimeoutMs = 30_000;
/** Detects silence if the clock was set back. */
const maxUnansweredPings = silenceTimeoutMs / pingIntervalMs;
const responseTimeoutMs = 15_000;
const maxPending = 10;

/** A failed request. `type` is the API's error type, `no_answer` or `closed`. */
export class RtmError extends Error {
  override readonly name = 'RtmError';

  constructor(
    readonly type: string,
    readonly region?: string,
  ) {
    super(type);
  }
}

export interface RtmSocketOptions {
  readonly clock: Clock;
  readonly endpoint: Pick<RtmEndpoint, 'url' | 'headers'>;
  readonly open: OpenWebSocket;
  readonly onOpen: () => void;
  /** See `FrameQueueOptions.shownChats`; where absent, no frame waits. */
  readonly shownChats?: (() => Iterable<string>) | undefined;
  readonly onPush: (action: string, payload: unknown) => void;
  /** Called once; no other callback follows. */
  readonly onEnd: (end: SessionEnd) => void;
}

interface PendingRequest {
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: RtmError) => void;
  readonly text: string;
  timer?: Disposable;
}

/**
 * Requests, responses and pushes over a websocket. Queues requests above the server's limit of ten pending ones.
 */
export class RtmSocket {
  private readonly connection: WebSocketConnection;
  private readonly frames: FrameQueue;
  private readonly pending = new Map<string, PendingRequest>();
  private queue: (readonly [string, PendingRequest])[] = [];
  private timer: Disposable;
  private lastRequestId = 0;
  private lastMessageAt: number;
  /** Pings since the last message. */
  private unansweredPings = 0;
  private isClosed = false;
  private disconnectReason: SessionEnd | undefined;

  constructor(private readonly options: RtmSocketOptions) {
    const { clock, endpoint, open, onOpen, shownChats } = options;
    this.frames = new FrameQueue({
      ...{ clock, shownChats, handle: (text) => this.handleFrame(parseFrame(text)) },
      source: { pause: () => this.connection.pause(), resume: () => this.connection.resume() },
    });
    this.lastMessageAt = clock.now();
    this.timer = clock.after(openTimeoutMs, () => this.end({ kind: 'lost', why: 'unreachable' }));
    let wasOpen = false;
    this.connection = open(endpoint, {
      onOpen: () => {
        if (this.isClosed) return;
        wasOpen = true;
        this.timer.dispose();
        this.lastMessageAt = clock.now();
        onOpen();
      },
      onText: (text) => this.receive(text),
      onClose: () =>
        this.end(this.disconnectReason ?? { kind: 'lost', why: wasOpen ? 'closed' : 'unreachable' }),
    });
    // The callbacks may have ended it before `connection` was set.
    if (this.hasClosed()) this.connection.terminate();
  }

  /** @throws RtmError */
  request(action: string, payload: object): Promise<unknown> {
    if (this.isClosed) return Promise.reject(new RtmError('closed'));
    this.lastRequestId += 1;
    const id = String(this.lastRequestId);
    const text = JSON.stringify({ request_id: id, action, payload });
    return new Promise((resolve, reject) => {
      this.queue.push([id, { resolve, reject, text }]);
      this.sendNext();
    });
  }

  /** Starts to ping, and ends the socket if nothing comes back. The server ignores pings before login. */
  keepAlive(): void {
    const { clock } = this.options;
    this.timer.dispose();
    this.timer = clock.after(pingIntervalMs, () => {
      if (this.isClosed) return;
      if (
        this.unansweredPings >= maxUnansweredPings ||
        clock.now() - this.lastMessageAt >= silenceTimeoutMs
      ) {
        this.end({ kind: 'lost', why: 'silent' });
        return;
      }
      this.unansweredPings += 1;
      this.connection.send(JSON.stringify({ action: 'ping', payload: {} }));
      this.keepAlive();
    });
  }

  /** @param end passed to `onEnd` */
  close(end: SessionEnd = { kind: 'ended' }): void {
    this.end(end, 'close');
  }

  private sendNext(): void {
    while (this.pending.size < maxPending) {
      const [next] = this.queue;
      if (!next) return;
      this.queue = this.queue.slice(1);
      const [id, pending] = next;
      pending.timer = this.options.clock.after(responseTimeoutMs, () =>
        this.settle(id)?.reject(new RtmError('no_answer')),
      );
      this.pending.set(id, pending);
      this.connection.send(pending.text);
    }
  }

  private receive(text: string): void {
    if (this.isClosed) return;
    const now = this.options.clock.now();
    this.lastMessageAt = now;
    this.unansweredPings = 0;
    this.frames.add(text, now);
  }

  private handleFrame(frame: Frame): void {
    if (this.isClosed) return;
    if (frame.kind === 'response') {
      const pending = this.settle(frame.id);
      if (frame.success) pending?.resolve(frame.payload);
      else {
        const { type, region } = parseError(frame.payload);
        pending?.reject(new RtmError(type, region));
      }
    } else if (frame.kind === 'push') {
      if (frame.action === 'agent_disconnected') this.disconnectReason = parseDisconnect(frame.payload);
      this.options.onPush(frame.action, frame.payload);
      // The server closes the socket after this push; do not rely on it.
      if (this.disconnectReason) this.end(this.disconnectReason);
    }
  }

  private settle(id: string): PendingRequest | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    pending?.timer?.dispose();
    this.sendNext();
    return pending;
  }

  private hasClosed(): boolean {
    return this.isClosed;
  }

  private end(end: SessionEnd, how: 'close' | 'terminate' = 'terminate'): void {
    if (this.isClosed) return;
    try {
      this.frames.flush(this.options.clock.now());
    } finally {
      // One of them may have ended it.
      if (!this.hasClosed()) this.finish(end, how);
    }
  }

  private finish(end: SessionEnd, how: 'close' | 'terminate'): void {
    this.isClosed = true;
    this.timer.dispose();
    const open = [...this.pending.values(), ...this.queue.map(([, pending]) => pending)];
    this.pending.clear();
    this.queue = [];
    for (const { timer, reject } of open) {
      timer?.dispose();
      reject(new RtmError('closed'));
    }
    // Undefined if a callback ends the socket inside the constructor.
    const connection = this.connection as WebSocketConnection | undefined;
    if (how === 'close') connection?.close();
    else connection?.terminate();
    this.options.onEnd(end);
  }
}

function parseDisconnect(payload: unknown): SessionEnd {
  const { reason, data } = asRecord(payload);
  return {
    kind: 'disconnected',
    reason: typeof reason === 'string' ? reason : 'unknown',
    ...parseRegion(data),
  };
}

/** A parsed message from the server, see `docs/livechat-api.md#rtm-session`. */
type Frame =
  | { readonly kind: 'response'; readonly id: string; readonly success: boolean; readonly payload: unknown }
  | { readonly kind: 'push'; readonly action: string; readonly payload: unknown }
  /** Any other message: only shows that the server is alive. */
  | { readonly kind: 'other' };

export function parseFrame(text: string): Frame {
  const { type, action, request_id: id, success, payload } = asRecord(parseJson(text));
  if (type === 'push' && typeof action === 'string') return { kind: 'push', action, payload };
  if (type === 'response' && typeof id === 'string') {
    return { kind: 'response', id, success: success !== false, payload };
  }
  return { kind: 'other' };
}

/** The error type and the region of `{ error: { type, data: { region } } }`. */
export function parseError(payload: unknown): { readonly type: string; readonly region?: string } {
  const { type, data } = asRecord(asRecord(payload).error);
  return { type: typeof type === 'string' ? type : 'unknown', ...parseRegion(data) };
}

export function parseRegion(data: unknown): { readonly region?: string } {
  const { region } = asRecord(data);
  return typeof region === 'string' && /^[a-z]{2,12}$/.test(region) ? { region } : {};
}
