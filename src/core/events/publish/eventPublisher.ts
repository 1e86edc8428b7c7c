import { sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { errorName, type Log } from '../../base/log';
import type { Arrival } from '../../domain/arrival';
import type { TeamConnection } from '../../team/teamConnection';
import { TeamError, teamErrorCode, type TeamErrorCode } from '../../team/teamError';
import type { TeamKey } from '../../team/teamKey';
import { Backoff } from '../../base/backoff';
import { messagesOf } from './eventMessages';
import { aboutOf, HeldEvents, type FailedEvent } from './heldEvents';
import type { Outbox, WaitingEvent } from './outbox';

export type PublisherState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** It is tried again at `nextTryAt`, in milliseconds since the epoch. `failures`: how many there were in a row. */
  | {
      readonly kind: 'waiting';
      readonly code: TeamErrorCode;
      readonly nextTryAt: number;
      readonly failures: number;
    }
  | { readonly kind: 'stopped' };

export interface EventPublisherOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly key: TeamKey;
  /** @throws TeamError */
  readonly connect: () => Promise<TeamConnection>;
  /**
   * Called for each connection, and runs beside the publishing until the connection ends. It calls `works` once it has
   * what it needs. Where it rejects, another connection is opened.
   */
  readonly beside?: (connection: TeamConnection, works: () => void) => Promise<void>;
  /** Called after events were published, and where the last ones that were held are not in the outbox any more. */
  readonly onPublished?: () => void;
  /** From 0 up to 1; `Math.random` where absent. */
  readonly random?: () => number;
}

/** Events that are on their way at the same time. */
const batch = 50;
/** Where so many failed, it is not because of single events: no others are tried before these. */
const mostHeld = 1_000;

/**
 * Publishes the events of the outbox to the team's stream, oldest first, and removes each once the server has stored
 * it. While the server cannot be used they wait. One that the server refuses does not hold up others, except later ones
 * of its chat: it stays in the outbox, and is tried again and again. An event may be published twice where the answer
 * was lost: the server drops the second one for two minutes, and members drop it always.
 */
export class EventPublisher {
  private readonly changed = new Emitter<PublisherState>();
  readonly onDidChange = this.changed.event;
  private current: PublisherState = { kind: 'connecting' };
  private readonly stopping = new AbortController();
  private readonly backoff: Backoff;
  private wakeUp: (() => void) | undefined;
  private hasNews = false;
  private failures = 0;
  private readonly held = new HeldEvents();
  /** Until those are tried again. */
  private waiting: Disposable | undefined;
  private readonly done: Promise<void>;

  constructor(private readonly options: EventPublisherOptions) {
    this.backoff = new Backoff(options.random ?? Math.random);
    this.done = this.run();
  }

  get state(): PublisherState {
    return this.current;
  }

  /** How many events the server has refused, while it may store others. */
  get heldCount(): number {
    return this.held.count;
  }

  /** New events wait in the outbox. */
  wake(): void {
    this.hasNews = true;
    this.wakeUp?.();
  }

  /** Ends the connection. What was not published stays in the outbox. Never rejects. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wakeUp?.();
    await this.done;
    this.changed.dispose();
  }

  private async run(): Promise<void> {
    const { clock } = this.options;
    while (!this.isStopping()) {
      const begun = clock.now();
      try {
        await this.publish();
      } catch (thrown) {
        if (this.isStopping()) break;
        this.backoff.wasLive(clock.now() - begun);
        await sleep(clock, this.failed(thrown), this.stopping.signal);
      }
    }
    this.enter({ kind: 'stopped' });
  }

  /** Resolves once it is stopped. @throws TeamError, StorageError */
  private async publish(): Promise<void> {
    const { connect, beside } = this.options;
    if (this.failures === 0) this.enter({ kind: 'connecting' });
    const connection = await connect();
    const failed: { reason?: unknown } = {};
    let besides: Promise<void> | undefined;
    try {
      await connection.ensureStream();
      if (!beside) this.succeeded();
      void connection.ended.then(() => this.wake());
      besides = beside?.(connection, () => this.succeeded()).catch((thrown: unknown) => {
        failed.reason = thrown;
        this.wake();
      });
      while (!this.isStopping()) {
        this.hasNews = false;
        const isMore = await this.sendNext(connection);
        if (failed.reason !== undefined) throw failed.reason as Error;
        if (isMore) continue;
        if (!connection.isOpen) throw (await connection.ended) ?? new TeamError('lost');
        await this.news();
      }
    } finally {
      this.waiting?.dispose();
      this.waiting = undefined;
      this.held.clear();
      // What runs beside it ends with the connection, or was stopped before and may use it to the end.
      if (this.isStopping()) await besides;
      await connection.close();
      await besides;
    }
  }

  /**
   * A failure is tried again over the same connection while that is open: a server without room still renews a lease.
   * @returns whether there may be more to send now
   * @throws TeamError, StorageError
   */
  private async sendNext(connection: TeamConnection): Promise<boolean> {
    const { held, options } = this;
    const { clock } = options;
    const isAgain = held.count > 0 && !this.waiting;
    if (!isAgain && held.count >= mostHeld) return false;
    const events = isAgain ? this.again() : await this.fresh();
    if (events.length === 0) {
      if (isAgain && held.count === 0) {
        this.succeeded();
        options.onPublished?.();
      }
      return isAgain;
    }
    let failures: readonly FailedEvent[];
    try {
      failures = await this.send(connection, events);
    } catch (thrown) {
      if (!connection.isOpen) throw thrown;
      await sleep(clock, this.failed(thrown), this.stopping.signal);
      return true;
    }
    for (const { event } of failures) held.add(event);
    const [first] = failures;
    const hasSent = failures.length < events.length;
    if (hasSent && (isAgain || held.count === 0)) this.backoff.reset();
    if (first) {
      if (!connection.isOpen) throw first.reason as Error;
      this.postpone(first.reason);
    } else if (held.count === 0 && this.failures > 0) this.succeeded();
    // Where a whole batch fails, it may be because of the server.
    return hasSent || isAgain || failures.length < batch;
  }

  /** Events that were not tried, and do not follow one that failed. @throws StorageError */
  private async fresh(): Promise<readonly WaitingEvent[]> {
    const { held, options } = this;
    const { outbox, log } = options;
    for (;;) {
      const events = await outbox.next(batch, held.seqs, (count) =>
        log.error(`Team: ${count} events were not published, because they cannot be decoded.`),
      );
      const free = held.addLater(events);
      if (free.length > 0 || events.length === 0 || held.count >= mostHeld) return free;
    }
  }

  /** Those that were tried longest ago. @throws StorageError */
  private again(): readonly WaitingEvent[] {
    const seqs = this.held.next(batch);
    // Those that are not in the outbox any more were too old.
    this.held.remove(seqs);
    return this.options.outbox.these(seqs);
  }

  private succeeded(): void {
    this.failures = 0;
    this.enter({ kind: 'connected' });
  }

  /** Tries what is held again after a time. */
  private postpone(thrown: unknown): void {
    this.waiting ??= this.options.clock.after(this.failed(thrown), () => {
      this.waiting = undefined;
      this.wake();
    });
  }

  /** @returns how long to wait before the next attempt, in milliseconds */
  private failed(thrown: unknown): number {
    const { clock, log } = this.options;
    const code = teamErrorCode(thrown) ?? 'failed';
    log.warn(`Team: events cannot be published now (${code}, ${errorName(causeOf(thrown))}).`);
    this.failures += 1;
    const ms = this.backoff.next();
    this.enter({ kind: 'waiting', code, nextTryAt: clock.now() + ms, failures: this.failures });
    return ms;
  }

  /**
   * Those that were stored are removed.
   * @returns those that were not, and wait for an earlier one: in order
   * @throws StorageError
   */
  private async send(
    connection: TeamConnection,
    events: readonly WaitingEvent[],
  ): Promise<readonly FailedEvent[]> {
    const { outbox, log, onPublished } = this.options;
    const sending = new Map<string, Promise<void>>();
    const results = await Promise.allSettled(
      events.map(({ arrival }) => {
        const about = aboutOf(arrival);
        const sent = this.sendAfter(sending.get(about), connection, arrival);
        sending.set(about, sent);
        return sent;
      }),
    );
    const failures: FailedEvent[] = [];
    const done: number[] = [];
    for (const [index, event] of events.entries()) {
      const result = results[index];
      const reason: unknown = result?.status === 'rejected' ? result.reason : undefined;
      const isTooLarge = teamErrorCode(reason) === 'too-large';
      if (reason === undefined || isTooLarge) done.push(event.seq);
      else failures.push({ event, reason });
      if (isTooLarge) {
        log.error('Team: an event was not published, because it is larger than the server accepts.');
      }
    }
    if (done.length > 0) {
      await outbox.remove(done);
      onPublished?.();
    }
    return failures;
  }

  /** The events of a chat are stored in order: its end never before its start. @throws TeamError, also of the earlier one */
  private async sendAfter(
    earlier: Promise<void> | undefined,
    connection: TeamConnection,
    arrival: Arrival,
  ): Promise<void> {
    await earlier?.catch((thrown: unknown) => {
      if (teamErrorCode(thrown) !== 'too-large') throw thrown;
    });
    for (const message of messagesOf(arrival, this.options.key, connection.maxPayload)) {
      await connection.publish(message.subject, message.messageId, message.payload);
    }
  }

  private async news(): Promise<void> {
    if (this.hasNews || this.isStopping()) return;
    await new Promise<void>((resolve) => (this.wakeUp = resolve));
    this.wakeUp = undefined;
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private enter(state: PublisherState): void {
    this.current = state;
    this.changed.fire(state);
  }
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
}
