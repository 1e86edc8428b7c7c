import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { JsonLineSocket } from './jsonLineSocket';
import { decodeMessage, type Message } from './messages';
import { ClusterError, type Timing } from './cluster';

export interface PeerConnectionOptions {
  readonly clock: Clock;
  readonly timing: Timing;
  /** Answers what the other end asks; a rejection is told as such. */
  readonly serve: (what: 'serve' | 'ready', body: unknown) => Promise<unknown>;
  readonly onMessage: (message: Message) => void;
  /** Once. `silent`: the other end is there, as far as the system knows, and says nothing. */
  readonly onEnd: (why: 'closed' | 'silent') => void;
}

interface Waiting {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Disposable;
}

/** The line between leader and follower after the handshake: messages, questions, and a sign of life. */
export class PeerConnection implements Disposable {
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private beating: Disposable | undefined;
  /** Beats of our own since anything came. Counted and not timed: a machine that slept has lost no window. */
  private unanswered = 0;
  private ended = false;

  constructor(
    private readonly lines: JsonLineSocket,
    private readonly parts: PeerConnectionOptions,
  ) {
    lines.listen(
      (value) => this.take(value),
      () => this.end('closed'),
    );
    this.heartbeat();
  }

  send(message: Message): void {
    this.lines.send(message);
  }

  /** @throws WindowsError */
  ask(what: 'serve' | 'ready', body: unknown, ms: number): Promise<unknown> {
    if (this.ended) return Promise.reject(new ClusterError('no-answer', 'The other window has gone.'));
    const id = (this.asked += 1);
    return new Promise((resolve, reject) => {
      const late = (): void => {
        this.waiting.delete(id);
        reject(new ClusterError('no-answer', 'The other window did not answer.'));
      };
      this.waiting.set(id, { resolve, reject, timer: this.parts.clock.after(ms, late) });
      this.send({ t: 'ask', id, what, body });
    });
  }

  dispose(): void {
    this.end('closed');
  }

  private take(value: unknown): void {
    if (this.ended) return;
    this.unanswered = 0;
    const message = decodeMessage(value);
    if (message === undefined || message.t === 'beat') return;
    if (message.t === 'ask') void this.answer(message.id, message.what, message.body);
    else if (message.t === 'answer') this.settle(message.id, message.ok, message.body);
    else this.parts.onMessage(message);
  }

  private async answer(id: number, what: 'serve' | 'ready', body: unknown): Promise<void> {
    try {
      this.send({ t: 'answer', id, ok: true, body: await this.parts.serve(what, body) });
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.name : 'fault';
      this.send({ t: 'answer', id, ok: false, body: reason });
    }
  }

  private settle(id: number, ok: boolean, body: unknown): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    waiting.timer.dispose();
    if (ok) waiting.resolve(body);
    else waiting.reject(new ClusterError('refused', typeof body === 'string' ? body : 'fault'));
  }

  private heartbeat(): void {
    const { clock, timing } = this.parts;
    this.beating = clock.after(timing.heartbeatMs, () => {
      // What came while this process stood still is still in the socket: it is read before anybody is given up.
      setImmediate(() => {
        if (this.ended) return;
        this.unanswered += 1;
        if (this.unanswered * timing.heartbeatMs > timing.silentMs) {
          this.end('silent');
          return;
        }
        this.send({ t: 'beat' });
        this.heartbeat();
      });
    });
  }

  private end(why: 'closed' | 'silent'): void {
    if (this.ended) return;
    this.ended = true;
    this.beating?.dispose();
    this.lines.close();
    for (const { reject, timer } of this.waiting.values()) {
      timer.dispose();
      reject(new ClusterError('no-answer', 'The other window has gone.'));
    }
    this.waiting.clear();
    this.parts.onEnd(why);
  }
}
