import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { RtmEndpoint } from '../../domain/live';
import { asRecord } from '../../base/json';
import { readFrame, refusalIn, regionIn, type Frame } from './frames';
import type { SessionEnd } from './sessionEnd';
import type { OpenWire, Wire } from './wire';

// Section 7.1 of the API notes.
const openMs = 15_000;
const pingMs = 15_000;
const silenceMs = 30_000;
/** As many as go out in that time: they count where the clock was set back. */
const mostPings = silenceMs / pingMs;
const answerMs = 15_000;
const mostPending = 10;

/** A request was refused, or nobody answered it. `type` is the API's word, or one of ours. */
export class RtmError extends Error {
  override readonly name = 'RtmError';

  constructor(
    readonly type: string,
    readonly region?: string,
  ) {
    super(type);
  }
}

export interface SocketParts {
  readonly clock: Clock;
  readonly endpoint: Pick<RtmEndpoint, 'url' | 'headers'>;
  readonly open: OpenWire;
  readonly onOpen: () => void;
  readonly onPush: (action: string, payload: unknown) => void;
  /** Once; nothing is told after it. */
  readonly onEnd: (end: SessionEnd) => void;
}

interface Pending {
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: RtmError) => void;
  readonly text: string;
  timer?: Disposable;
}

/**
 * Requests, answers and pushes over one websocket. At most ten requests wait for their answer, as the server allows;
 * others wait for their turn here.
 */
export class RtmSocket {
  private readonly wire: Wire;
  private readonly waiting = new Map<string, Pending>();
  private line: (readonly [string, Pending])[] = [];
  private timer: Disposable;
  private requests = 0;
  private lastHeardAt: number;
  /** Since something was heard. */
  private pings = 0;
  private isOver = false;
  private reason: SessionEnd | undefined;

  constructor(private readonly parts: SocketParts) {
    const { clock, endpoint, open, onOpen } = parts;
    this.lastHeardAt = clock.now();
    this.timer = clock.after(openMs, () => this.end({ kind: 'lost', why: 'unreachable' }));
    let wasOpen = false;
    this.wire = open(endpoint, {
      onOpen: () => {
        if (this.isOver) return;
        wasOpen = true;
        this.timer.dispose();
        this.lastHeardAt = clock.now();
        onOpen();
      },
      onText: (text) => this.hear(readFrame(text)),
      onClose: () => this.end(this.reason ?? { kind: 'lost', why: wasOpen ? 'closed' : 'unreachable' }),
    });
    // It may have ended before there was a wire to let go of.
    if (this.over()) this.wire.drop();
  }

  /** @throws RtmError */
  request(action: string, payload: object): Promise<unknown> {
    if (this.isOver) return Promise.reject(new RtmError('closed'));
    this.requests += 1;
    const id = String(this.requests);
    const text = JSON.stringify({ request_id: id, action, payload });
    return new Promise((resolve, reject) => {
      this.line.push([id, { resolve, reject, text }]);
      this.sendNext();
    });
  }

  /** From now on it pings, and ends where nothing comes back. Before the login pings are not heeded. */
  keepAlive(): void {
    const { clock } = this.parts;
    this.timer.dispose();
    this.timer = clock.after(pingMs, () => {
      if (this.isOver) return;
      if (this.pings >= mostPings || clock.now() - this.lastHeardAt >= silenceMs) {
        this.end({ kind: 'lost', why: 'silent' });
        return;
      }
      this.pings += 1;
      this.wire.send(JSON.stringify({ action: 'ping', payload: {} }));
      this.keepAlive();
    });
  }

  /** @param end what to say of it */
  close(end: SessionEnd = { kind: 'ended' }): void {
    this.end(end, 'politely');
  }

  private sendNext(): void {
    while (this.waiting.size < mostPending) {
      const [next] = this.line;
      if (!next) return;
      this.line = this.line.slice(1);
      const [id, pending] = next;
      pending.timer = this.parts.clock.after(answerMs, () =>
        this.settle(id)?.reject(new RtmError('no_answer')),
      );
      this.waiting.set(id, pending);
      this.wire.send(pending.text);
    }
  }

  private hear(frame: Frame): void {
    if (this.isOver) return;
    this.lastHeardAt = this.parts.clock.now();
    this.pings = 0;
    if (frame.kind === 'answer') {
      const pending = this.settle(frame.id);
      if (frame.isDone) pending?.resolve(frame.payload);
      else {
        const { type, region } = refusalIn(frame.payload);
        pending?.reject(new RtmError(type, region));
      }
    } else if (frame.kind === 'push') {
      if (frame.action === 'agent_disconnected') this.reason = reasonIn(frame.payload);
      this.parts.onPush(frame.action, frame.payload);
      // The server closes right after it; if it forgets to, we do.
      if (this.reason) this.end(this.reason);
    }
  }

  private settle(id: string): Pending | undefined {
    const pending = this.waiting.get(id);
    this.waiting.delete(id);
    pending?.timer?.dispose();
    this.sendNext();
    return pending;
  }

  private over(): boolean {
    return this.isOver;
  }

  private end(end: SessionEnd, how: 'politely' | 'at once' = 'at once'): void {
    if (this.isOver) return;
    this.isOver = true;
    this.timer.dispose();
    const open = [...this.waiting.values(), ...this.line.map(([, pending]) => pending)];
    this.waiting.clear();
    this.line = [];
    for (const { timer, reject } of open) {
      timer?.dispose();
      reject(new RtmError('closed'));
    }
    // Absent where it ends while it is being made.
    const wire = this.wire as Wire | undefined;
    if (how === 'politely') wire?.close();
    else wire?.drop();
    this.parts.onEnd(end);
  }
}

function reasonIn(payload: unknown): SessionEnd {
  const { reason, data } = asRecord(payload);
  return { kind: 'told', reason: typeof reason === 'string' ? reason : 'unknown', ...regionIn(data) };
}
