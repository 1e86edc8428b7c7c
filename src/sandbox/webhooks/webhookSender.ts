import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import type { Account, DomainEvent } from '../account/account';
import { post, type PostResult } from './post';

/** The delivery of one event to one webhook. */
export interface Delivery {
  readonly eventType: string;
  readonly eventUniqueId: string;
  readonly url: string;
  /** Completed attempts. */
  readonly attempts: number;
  readonly state: 'sending' | 'waiting' | 'delivered' | 'given up' | 'webhook removed';
  readonly lastResult?: PostResult;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A webhook to deliver an event to. */
export interface DeliveryTarget {
  readonly eventType: string;
  readonly url: string;
  /** Called once: retries send the same body, even if the account has changed since. */
  readonly body: (eventId: string) => string;
  /** Whether the webhook still exists; called before each attempt. */
  readonly isRegistered: () => boolean;
  /** Delay before each retry, in milliseconds. */
  readonly retryDelays: readonly number[];
}

export interface WebhookSenderOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly log: Log;
  readonly targetsOf: (domainEvent: DomainEvent) => readonly DeliveryTarget[];
}

const TIMEOUT_MS = 10_000;
const MINUTE = 60_000;

/**
 * The classic API's ten retries: 5 h 19 min in total, within the documented 6 hours. The spacing is assumed, see
 * `docs/livechat-api.md#webhook-retries`.
 */
export const RETRY_DELAYS: readonly number[] = [
  10_000,
  30_000,
  ...[1, 2, 5, 10, 20, 40, 80, 160].map((n) => n * MINUTE),
];

/** Size limit of the list of deliveries. */
const MAX_DELIVERIES = 1000;

/** Posts events of the account to the registered webhooks, and retries as their API does. */
export class WebhookSender implements Disposable {
  private readonly subscription: Disposable;
  /** Requests in flight and scheduled retries, for `dispose`. */
  private readonly pending = new Set<Disposable>();
  private readonly inFlight = new Set<Promise<void>>();
  private readonly list: Writable<Delivery>[] = [];
  private ended = false;

  constructor(private readonly options: WebhookSenderOptions) {
    this.subscription = options.account.onEvent((domainEvent) => this.send(domainEvent));
  }

  get deliveries(): readonly Delivery[] {
    return this.list;
  }

  /** Resolves when no request is in flight. Scheduled retries do not count. */
  async idle(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  dispose(): void {
    this.ended = true;
    this.subscription.dispose();
    for (const entry of this.pending) entry.dispose();
    this.pending.clear();
  }

  private send(domainEvent: DomainEvent): void {
    for (const target of this.options.targetsOf(domainEvent)) {
      const eventUniqueId = randomUUID().replaceAll('-', '');
      const { url, eventType } = target;
      const delivery: Writable<Delivery> = { eventType, eventUniqueId, url, attempts: 0, state: 'sending' };
      this.list.push(delivery);
      if (this.list.length > MAX_DELIVERIES) this.list.shift();
      this.attempt(target, delivery, target.body(eventUniqueId));
    }
  }

  private attempt(target: DeliveryTarget, delivery: Writable<Delivery>, body: string): void {
    const { clock } = this.options;
    if (!target.isRegistered()) {
      delivery.state = 'webhook removed';
      return;
    }
    delivery.state = 'sending';
    const posting = post(target.url, body, clock, TIMEOUT_MS);
    const abort = { dispose: () => posting.abort() };
    this.pending.add(abort);
    const done = posting.result.then((result) => {
      this.pending.delete(abort);
      this.inFlight.delete(done);
      this.handleResult(target, delivery, body, result);
    });
    this.inFlight.add(done);
  }

  private handleResult(
    target: DeliveryTarget,
    delivery: Writable<Delivery>,
    body: string,
    result: PostResult,
  ): void {
    delivery.attempts += 1;
    delivery.lastResult = result;
    const outcome = 'status' in result ? `HTTP ${result.status}` : result.failure;
    this.options.log.debug(`Sandbox: ${delivery.eventType} ${delivery.eventUniqueId}: ${outcome}`);
    if ('status' in result && result.status === 200) {
      delivery.state = 'delivered';
      return;
    }
    const wait = target.retryDelays[delivery.attempts - 1];
    delivery.state = wait === undefined ? 'given up' : 'waiting';
    if (wait === undefined) return;
    if (this.ended) return;
    const retry = this.options.clock.after(wait, () => {
      this.pending.delete(retry);
      this.attempt(target, delivery, body);
    });
    this.pending.add(retry);
  }
}
