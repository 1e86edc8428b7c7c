import { sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import { Emitter } from '../../base/event';
import { errorName, type Log } from '../../base/log';
import type { Arrival } from '../../domain/arrival';
import type { TeamConnection } from '../../team/teamConnection';
import { TeamError, teamErrorCode, type TeamErrorCode } from '../../team/teamError';
import type { TeamKey } from '../../team/teamKey';
import { Backoff } from '../../base/backoff';
import { messagesOf } from './eventMessages';
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
  /** Called after events were published. */
  readonly onPublished?: () => void;
  /** From 0 up to 1; `Math.random` where absent. */
  readonly random?: () => number;
}

/** Events that are on their way at the same time. */
const batch = 50;

/**
 * Publishes the events of the outbox to the team's stream, oldest first, and removes each once the server has stored it.
 * While the server cannot be used they wait. An event may be published twice where the answer was lost: the server drops
 * the second one for two minutes, and members drop it always.
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
  private readonly done: Promise<void>;

  constructor(private readonly options: EventPublisherOptions) {
    this.backoff = new Backoff(options.random ?? Math.random);
    this.done = this.run();
  }

  get state(): PublisherState {
    return this.current;
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
        await this.pause(thrown);
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
        const hadEvents = await this.sendNext(connection);
        if (failed.reason !== undefined) throw failed.reason as Error;
        if (hadEvents) continue;
        if (!connection.isOpen) throw (await connection.ended) ?? new TeamError('lost');
        await this.news();
      }
    } finally {
      // What runs beside it ends with the connection, or was stopped before and may use it to the end.
      if (this.isStopping()) await besides;
      await connection.close();
      await besides;
    }
  }

  /**
   * A failure is tried again over the same connection while that is open: a server without room still renews a lease.
   * @returns whether there were events
   * @throws TeamError, StorageError
   */
  private async sendNext(connection: TeamConnection): Promise<boolean> {
    const { outbox, log } = this.options;
    const events = await outbox.next(batch, (count) =>
      log.error(`Team: ${count} events were not published, because they cannot be decoded.`),
    );
    if (events.length === 0) return false;
    try {
      await this.send(connection, events);
      if (this.failures > 0) {
        this.backoff.reset();
        this.succeeded();
      }
    } catch (thrown) {
      if (!connection.isOpen) throw thrown;
      await this.pause(thrown);
    }
    return true;
  }

  private succeeded(): void {
    this.failures = 0;
    this.enter({ kind: 'connected' });
  }

  /** Waits before the next attempt. */
  private async pause(thrown: unknown): Promise<void> {
    const { clock, log } = this.options;
    const code = teamErrorCode(thrown) ?? 'failed';
    log.warn(`Team: events cannot be published now (${code}, ${errorName(causeOf(thrown))}).`);
    this.failures += 1;
    const ms = this.backoff.next();
    this.enter({ kind: 'waiting', code, nextTryAt: clock.now() + ms, failures: this.failures });
    await sleep(clock, ms, this.stopping.signal);
  }

  /** @throws TeamError of the first event that was not stored; those that were are removed */
  private async send(connection: TeamConnection, events: readonly WaitingEvent[]): Promise<void> {
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
    const isDone = (result: PromiseSettledResult<void> | undefined): boolean =>
      result?.status === 'fulfilled' || teamErrorCode(result?.reason) === 'too-large';
    const done = events.filter((_event, index) => isDone(results[index])).map(({ seq }) => seq);
    if (done.length > 0) {
      await outbox.remove(done);
      onPublished?.();
    }
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      if (teamErrorCode(result.reason) !== 'too-large') throw result.reason as Error;
      log.error('Team: an event was not published, because it is larger than the server accepts.');
    }
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

/** What an event is about. */
function aboutOf(arrival: Arrival): string {
  const { id } = arrival.kind === 'ticket_created' ? arrival.ticket : arrival.chat;
  return JSON.stringify([arrival.account, id]);
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
}
