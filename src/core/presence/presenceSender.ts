import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { addressKey } from '../domain/account';
import { decodePresenceMessage, encodePresenceMessage, type Activity } from './presenceMessage';

/** At most one message is sent in this time: 15 a minute. */
export const gapMs = 4_000;
/** How often what is open is repeated while others listen. */
export const heartbeatMs = 60_000;
/** After a change, further changes may follow at once. */
const settleMs = 500;
/** Others count as listening for this time after their last message. */
const peerMs = 15 * 60_000;
/** After this time without a message, others are asked whether they still listen. */
const refreshMs = 10 * 60_000;
/** How often others are asked at most, while some are known to listen and while none are. */
const askAgainMs = 60_000;
const probeMs = 15 * 60_000;
/** Answers of all agents do not come at once, and those who ask often are answered together. */
const answerMs = 3_000;
const answerAgainMs = 30_000;
/** After LiveChat could not send a message. */
const retryMs = 60_000;
/** Most senders that are known to listen. */
const maxPeers = 500;

/** As in LiveChat’s request: all agents, or some by login. */
export type Recipients = { readonly all: true } | { readonly ids: readonly string[] };

/**
 * `refused`: the access token lacks `multicast:rw`. `failed`: LiveChat did not accept it. `offline`: there is no
 * connection; a new one is reported.
 */
export type SendOutcome = 'sent' | 'refused' | 'failed' | 'offline';

export interface PresenceSenderOptions {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Random, for this run. */
  readonly id: string;
  /** Never rejects. */
  readonly send: (to: Recipients, content: object) => Promise<SendOutcome>;
  /** Called when LiveChat refuses or accepts messages, and did not before. */
  readonly refused: (isRefused: boolean) => void;
}

/**
 * Sends to other agents what the user reads and types. While no other agent is known to listen, one message in 15 minutes
 * asks for them, and only if something is open. No message has to arrive: each one is complete, and is repeated.
 */
export class PresenceSender implements Disposable {
  private on: readonly Activity[] = [];
  private count = 0;
  /** When the last message of others arrived, by agent and sender. */
  private readonly peers = new Map<string, number>();
  /** Who has asked, and is answered soon. */
  private readonly askers = new Map<string, string>();
  private answerAt = Infinity;
  private answeredAt = -Infinity;
  /** What was last announced to all agents, as JSON, and when. */
  private announced = '[]';
  private announcedAt = -Infinity;
  private changedAt = -Infinity;
  private askedAt = -Infinity;
  private sentAt = -Infinity;
  private mustAsk = true;
  private notBefore = -Infinity;
  private state: 'ready' | 'sending' | 'offline' | 'refused' | 'left' = 'ready';
  private account: string | undefined;
  private connections = 0;
  private timer: Disposable | undefined;

  constructor(private readonly options: PresenceSenderOptions) {
    this.plan();
  }

  /** What the user has open in all windows of this machine. */
  set(on: readonly Activity[]): void {
    if (JSON.stringify(on) === JSON.stringify(this.on)) return;
    this.on = on;
    this.changedAt = this.options.clock.now();
    this.plan();
  }

  /** A connection was opened: who listens is not known. */
  connected(account: string): void {
    if (this.account !== account) this.peers.clear();
    this.account = account;
    this.mustAsk = true;
    this.connections += 1;
    if (this.state !== 'sending') this.state = 'ready';
    this.plan();
  }

  /** @param by login of another agent, from LiveChat */
  receive(by: string, content: unknown): void {
    const message = decodePresenceMessage(content);
    if (!message) return;
    const { clock, random } = this.options;
    const key = `${addressKey(by)}\n${message.sender}`;
    this.peers.delete(key);
    if (!message.leaves) this.peers.set(key, clock.now());
    const [oldest] = this.peers.keys();
    if (this.peers.size > maxPeers && oldest !== undefined) this.peers.delete(oldest);
    if (message.asks && !message.leaves && this.askers.size < maxPeers) {
      if (this.askers.size === 0)
        this.answerAt = Math.max(
          clock.now() + settleMs + random() * answerMs,
          this.answeredAt + answerAgainMs,
        );
      this.askers.set(addressKey(by), by);
    }
    this.plan();
  }

  /** Announces that nothing follows. */
  dispose(): void {
    this.timer?.dispose();
    const hasAudience = this.hasPeers(this.options.clock.now()) || this.announced !== '[]';
    const canSend = this.state === 'ready' || this.state === 'sending';
    this.state = 'left';
    this.on = [];
    if (hasAudience && canSend) void this.options.send({ all: true }, this.message({ leaves: true }));
  }

  private plan(): void {
    this.timer?.dispose();
    if (this.state !== 'ready') return;
    const { clock } = this.options;
    const now = clock.now();
    const due = Math.max(
      Math.min(this.nextAnnouncementAt(now), this.askers.size > 0 ? this.answerAt : Infinity),
      this.sentAt + gapMs,
      this.notBefore,
    );
    if (due === Infinity) return;
    this.timer = clock.after(Math.max(0, due - now), () => void this.sendNext());
  }

  /** When the next announcement to all agents is due. */
  private nextAnnouncementAt(now: number): number {
    const settled = this.changedAt + settleMs;
    const hello = this.mustAsk ? Math.max(this.askedAt + askAgainMs, settled) : Infinity;
    if (!this.hasPeers(now)) {
      return Math.min(hello, this.on.length > 0 ? Math.max(settled, this.askedAt + probeMs) : Infinity);
    }
    const change = JSON.stringify(this.on) === this.announced ? Infinity : settled;
    const heartbeat = this.on.length > 0 ? this.announcedAt + heartbeatMs : Infinity;
    return Math.min(hello, change, heartbeat);
  }

  private async sendNext(): Promise<void> {
    const now = this.options.clock.now();
    const isForAll = this.nextAnnouncementAt(now) <= now;
    const logins = [...this.askers.values()];
    if (!isForAll && logins.length === 0) {
      this.plan();
      return;
    }
    const asks = isForAll && this.asksNow(now);
    if (logins.length > 0) this.answeredAt = now;
    this.askers.clear();
    this.sentAt = now;
    if (isForAll) {
      this.announced = JSON.stringify(this.on);
      this.announcedAt = now;
    }
    if (asks) {
      this.mustAsk = false;
      this.askedAt = now;
    }
    this.state = 'sending';
    const to = isForAll ? ({ all: true } as const) : { ids: logins };
    const { connections } = this;
    const outcome = await this.options.send(to, this.message(asks ? { asks } : {}));
    this.settle(outcome, connections === this.connections);
  }

  /** @param isCurrent whether it was sent over the connection that is open now */
  private settle(outcome: SendOutcome, isCurrent: boolean): void {
    // Disposed of, meanwhile.
    if (this.state !== 'sending') return;
    const { clock, refused } = this.options;
    if (outcome === 'sent' || outcome === 'refused') refused(outcome === 'refused');
    // What did not reach LiveChat does not count as a question.
    if (outcome === 'offline') [this.mustAsk, this.askedAt] = [true, -Infinity];
    const isOver = isCurrent && (outcome === 'refused' || outcome === 'offline');
    this.state = isOver ? outcome : 'ready';
    if (outcome === 'failed') this.notBefore = clock.now() + retryMs;
    this.plan();
  }

  private asksNow(now: number): boolean {
    if (this.mustAsk && this.askedAt + askAgainMs <= now) return true;
    if (!this.hasPeers(now)) return true;
    return this.askedAt + refreshMs <= now && Math.max(...this.peers.values()) + refreshMs <= now;
  }

  private hasPeers(now: number): boolean {
    return [...this.peers.values()].some((receivedAt) => receivedAt + peerMs > now);
  }

  private message(more: { readonly asks?: true; readonly leaves?: true }): object {
    this.count += 1;
    return encodePresenceMessage({ sender: this.options.id, count: this.count, on: this.on, ...more });
  }
}
