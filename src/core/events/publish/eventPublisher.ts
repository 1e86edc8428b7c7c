import { sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import { Emitter } from '../../base/event';
import { errorName, type Log } from '../../base/log';
import type { TeamConnection } from '../../team/teamConnection';
import { teamErrorCode, type TeamErrorCode } from '../../team/teamError';
import type { TeamKey } from '../../team/teamKey';
import { Backoff } from '../../base/backoff';
import { messagesOf } from './eventMessages';
import type { Outbox, WaitingEvent } from './outbox';

export type PublisherState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** It is tried again at `nextTryAt`, in milliseconds since the epoch. */
  | { readonly kind: 'waiting'; readonly code: TeamErrorCode; readonly nextTryAt: number }
  | { readonly kind: 'stopped' };

export interface EventPublisherOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly key: TeamKey;
  /**
   * Connects, and waits until events may be published.
   * @param signal aborts when the publisher is stopped
   * @throws TeamError, or the signal's reason
   */
  readonly connect: (signal: AbortSignal) => Promise<TeamConnection>;
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
    const { clock, log } = this.options;
    const { signal } = this.stopping;
    while (!this.isStopping()) {
      const begun = clock.now();
      try {
        await this.publish();
      } catch (thrown) {
        if (this.isStopping()) break;
        const code = teamErrorCode(thrown) ?? 'failed';
        log.warn(`Team: events cannot be published now (${code}, ${errorName(causeOf(thrown))}).`);
        this.backoff.wasLive(clock.now() - begun);
        const ms = this.backoff.next();
        this.enter({ kind: 'waiting', code, nextTryAt: clock.now() + ms });
        await sleep(clock, ms, signal);
      }
    }
    this.enter({ kind: 'stopped' });
  }

  /** Resolves once it is stopped. @throws TeamError, StorageError */
  private async publish(): Promise<void> {
    const { connect, outbox } = this.options;
    this.enter({ kind: 'connecting' });
    const connection = await connect(this.stopping.signal);
    try {
      await connection.ensureStream();
      this.enter({ kind: 'connected' });
      void connection.ended.then(() => this.wake());
      while (!this.isStopping()) {
        this.hasNews = false;
        const events = await outbox.next(batch);
        if (events.length > 0) await this.send(connection, events);
        else if (!connection.isOpen) throw (await connection.ended) ?? new Error('The connection ended.');
        else await this.news();
      }
    } finally {
      await connection.close();
    }
  }

  /** @throws TeamError of the first event that was not stored; those that were are removed */
  private async send(connection: TeamConnection, events: readonly WaitingEvent[]): Promise<void> {
    const { key, outbox, log } = this.options;
    const results = await Promise.allSettled(
      events.map(async ({ arrival }) => {
        for (const { subject, messageId, payload } of messagesOf(arrival, key, connection.maxPayload)) {
          await connection.publish(subject, messageId, payload);
        }
      }),
    );
    const isDone = (result: PromiseSettledResult<void> | undefined): boolean =>
      result?.status === 'fulfilled' || teamErrorCode(result?.reason) === 'too-large';
    const done = events.filter((_event, index) => isDone(results[index])).map(({ seq }) => seq);
    if (done.length > 0) await outbox.remove(done);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      if (teamErrorCode(result.reason) !== 'too-large') throw result.reason as Error;
      log.error('Team: an event was not published, because it is larger than the server accepts.');
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
