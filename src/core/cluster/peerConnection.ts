import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { errorCode } from '../base/json';
import { errorName } from '../base/log';
import type { JsonLineSocket } from './jsonLineSocket';
import { decodeClusterMessage, type ClusterMessage, type RequestMethod } from './messages';
import { ClusterError, type ClusterTiming } from './cluster';

export interface PeerConnectionOptions {
  readonly clock: Clock;
  readonly timing: ClusterTiming;
  /** Handles requests of the other side. A rejection is sent as a failed response. */
  readonly serve: (method: RequestMethod, body: unknown) => Promise<unknown>;
  readonly onMessage: (message: ClusterMessage) => void;
  /** Called once. `silent`: the socket is open, but the other side has stopped sending. */
  readonly onEnd: (reason: 'closed' | 'silent') => void;
}

interface PendingRequest {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Disposable;
}

/** Messages, requests and heartbeats between leader and follower after the handshake. */
export class PeerConnection implements Disposable {
  private readonly pending = new Map<number, PendingRequest>();
  private lastRequestId = 0;
  private heartbeatTimer: Disposable | undefined;
  /** Own heartbeats since the last message. Counted, not timed, so that sleep does not end the connection. */
  private unansweredHeartbeats = 0;
  private ended = false;

  constructor(
    private readonly lines: JsonLineSocket,
    private readonly options: PeerConnectionOptions,
  ) {}

  /** Handles what has been received so far, and everything from now on. */
  start(): void {
    this.lines.listen(
      (value) => this.handleValue(value),
      () => this.end('closed'),
    );
    if (!this.ended) this.scheduleHeartbeat();
  }

  send(message: ClusterMessage): void {
    this.lines.send(message);
  }

  /** @throws ClusterError */
  request(method: RequestMethod, body: unknown, timeoutMs: number): Promise<unknown> {
    if (this.ended) return Promise.reject(new ClusterError('no-answer', 'The connection is closed.'));
    const id = (this.lastRequestId += 1);
    return new Promise((resolve, reject) => {
      const onTimeout = (): void => {
        this.pending.delete(id);
        reject(new ClusterError('no-answer', 'The other window did not respond.'));
      };
      this.pending.set(id, { resolve, reject, timer: this.options.clock.after(timeoutMs, onTimeout) });
      this.send({ t: 'request', id, method, body });
    });
  }

  dispose(): void {
    this.end('closed');
  }

  private handleValue(value: unknown): void {
    if (this.ended) return;
    this.unansweredHeartbeats = 0;
    const message = decodeClusterMessage(value);
    if (message === undefined || message.t === 'heartbeat') return;
    if (message.t === 'request') void this.respond(message.id, message.method, message.body);
    else if (message.t === 'response') this.settle(message.id, message.ok, message.body);
    else this.options.onMessage(message);
  }

  private async respond(id: number, method: RequestMethod, body: unknown): Promise<void> {
    try {
      this.send({ t: 'response', id, ok: true, body: await this.options.serve(method, body) });
    } catch (thrown) {
      this.send({ t: 'response', id, ok: false, body: errorCode(thrown) ?? errorName(thrown) });
    }
  }

  private settle(id: number, ok: boolean, body: unknown): void {
    const request = this.pending.get(id);
    if (!request) return;
    this.pending.delete(id);
    request.timer.dispose();
    if (ok) request.resolve(body);
    else request.reject(new ClusterError('refused', typeof body === 'string' ? body : 'error'));
  }

  private scheduleHeartbeat(): void {
    const { clock, timing } = this.options;
    this.heartbeatTimer = clock.after(timing.heartbeatIntervalMs, () => {
      // Messages that arrived while this process was suspended are read first.
      setImmediate(() => {
        if (this.ended) return;
        this.unansweredHeartbeats += 1;
        if (this.unansweredHeartbeats * timing.heartbeatIntervalMs > timing.heartbeatTimeoutMs) {
          this.end('silent');
          return;
        }
        this.send({ t: 'heartbeat' });
        this.scheduleHeartbeat();
      });
    });
  }

  private end(reason: 'closed' | 'silent'): void {
    if (this.ended) return;
    this.ended = true;
    this.heartbeatTimer?.dispose();
    this.lines.close();
    for (const { reject, timer } of this.pending.values()) {
      timer.dispose();
      reject(new ClusterError('no-answer', 'The connection is closed.'));
    }
    this.pending.clear();
    this.options.onEnd(reason);
  }
}
