import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import type { Account, DomainEvent } from '../account/account';
import { post, type PostResult } from './post';

/** One event on its way to one webhook. */
export interface Delivery {
  readonly eventType: string;
  readonly eventUniqueId: string;
  readonly url: string;
  /** Attempts that have ended. */
  readonly attempts: number;
  readonly state: 'sending' | 'waiting' | 'delivered' | 'given up' | 'webhook removed';
  readonly lastResult?: PostResult;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Where one happening is to be told. */
export interface Target {
  readonly eventType: string;
  readonly url: string;
  /** Asked once: a retry repeats the same words, whatever has changed in the account since. */
  readonly body: (eventId: string) => string;
  /** Whether the webhook still stands; asked before each attempt. */
  readonly alive: () => boolean;
  /** Waits before each retry, in milliseconds. */
  readonly retryDelays: readonly number[];
}

export interface WebhookSenderParts {
  readonly account: Account;
  readonly clock: Clock;
  readonly log: Log;
  readonly targetsOf: (domainEvent: DomainEvent) => readonly Target[];
}

const TIMEOUT = 10_000;
const MINUTE = 60_000;

/** The classic API's ten retries: 5 h 19 min in all, within the documented 6 h. The spacing is a guess [NF]. */
export const RETRY_DELAYS: readonly number[] = [
  10_000,
  30_000,
  ...[1, 2, 5, 10, 20, 40, 80, 160].map((n) => n * MINUTE),
];

/** Deliveries that are kept for looking at; more would grow for ever in a long session. */
const KEPT = 1000;

/** Posts what happens in the account to the webhooks that want it, and retries as their API does (section 9). */
export class WebhookSender implements Disposable {
  private readonly listening: Disposable;
  /** Requests on their way and retries that wait: what `dispose` has to end. */
  private readonly open = new Set<Disposable>();
  private readonly inFlight = new Set<Promise<void>>();
  private readonly list: Writable<Delivery>[] = [];
  private ended = false;

  constructor(private readonly parts: WebhookSenderParts) {
    this.listening = parts.account.onDidHappen((domainEvent) => this.send(domainEvent));
  }

  get deliveries(): readonly Delivery[] {
    return this.list;
  }

  /** Resolves when no request is on its way. Retries that wait for their time do not count. */
  async idle(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  dispose(): void {
    this.ended = true;
    this.listening.dispose();
    for (const entry of this.open) entry.dispose();
    this.open.clear();
  }

  private send(domainEvent: DomainEvent): void {
    for (const target of this.parts.targetsOf(domainEvent)) {
      const eventUniqueId = randomUUID().replaceAll('-', '');
      const { url, eventType } = target;
      const delivery: Writable<Delivery> = { eventType, eventUniqueId, url, attempts: 0, state: 'sending' };
      this.list.push(delivery);
      if (this.list.length > KEPT) this.list.shift();
      this.attempt(target, delivery, target.body(eventUniqueId));
    }
  }

  private attempt(target: Target, delivery: Writable<Delivery>, body: string): void {
    const { clock } = this.parts;
    if (!target.alive()) {
      delivery.state = 'webhook removed';
      return;
    }
    delivery.state = 'sending';
    const posting = post(target.url, body, clock, TIMEOUT);
    const abort = { dispose: () => posting.abort() };
    this.open.add(abort);
    const done = posting.result.then((result) => {
      this.open.delete(abort);
      this.inFlight.delete(done);
      this.conclude(target, delivery, body, result);
    });
    this.inFlight.add(done);
  }

  private conclude(target: Target, delivery: Writable<Delivery>, body: string, result: PostResult): void {
    delivery.attempts += 1;
    delivery.lastResult = result;
    const outcome = 'status' in result ? `HTTP ${result.status}` : result.failure;
    this.parts.log.debug(`Sandbox: ${delivery.eventType} ${delivery.eventUniqueId}: ${outcome}`);
    if ('status' in result && result.status === 200) {
      delivery.state = 'delivered';
      return;
    }
    const wait = target.retryDelays[delivery.attempts - 1];
    delivery.state = wait === undefined ? 'given up' : 'waiting';
    if (wait === undefined) return;
    if (this.ended) return;
    const retry = this.parts.clock.after(wait, () => {
      this.open.delete(retry);
      this.attempt(target, delivery, body);
    });
    this.open.add(retry);
  }
}
