import { sleep, untilAborted } from '../../base/async';
import type { TeamConnection } from '../../team/teamConnection';
import type { acquireLease, Lease } from '../../team/teamLease';
import { EventPublisher, type EventPublisherOptions, type PublisherState } from './eventPublisher';

export interface LeasedPublisherOptions extends Omit<EventPublisherOptions, 'connect' | 'beside'> {
  /** @throws TeamError */
  readonly connect: () => Promise<TeamConnection>;
  readonly acquireLease: () => Promise<typeof acquireLease>;
  /** Where absent, it publishes what waits, and receives nothing. */
  readonly receiver?: {
    /** Id of the account. */
    readonly account: string;
    /** Identifies this installation. */
    readonly holder: string;
    /** Whether it receives, and has fetched what was missed before it took the lease. */
    readonly isCaughtUp: () => boolean;
    /** No other receiver of the account is active: this one registers. `missedMs`: how long there may have been none. */
    readonly onTake: (missedMs: number) => void;
    /** Another receiver of the account is active: this one removes its registrations. */
    readonly onWait: () => void;
  };
}

/** How long events that were accepted before the end may take to be published. */
const drainMs = 5_000;
/** For so long a receiver that gave the lease back leaves it to others, which look for it every five seconds. */
const standBackMs = 20_000;
/**
 * A receiver that does not receive notices it late: its address is probed every five minutes at the least, and it waits for
 * a hundred seconds then. What LiveChat sent meanwhile, the next receiver has to fetch.
 */
const unnoticedMs = 10 * 60_000;

/**
 * Publishes the events of the outbox, and holds the lease of the account, or waits for it. What waits in the outbox is
 * published without the lease as well. Without a connection it does not know who holds the lease: it then receives as
 * before, and asks once it is connected again.
 */
export class LeasedPublisher {
  private readonly publisher: EventPublisher;
  private readonly stopping = new AbortController();
  private lease: Lease | undefined;
  private isStandingBack = false;

  constructor(private readonly options: LeasedPublisherOptions) {
    const { receiver } = options;
    this.publisher = new EventPublisher({
      ...options,
      ...(receiver && {
        beside: (connection, works) => this.keepLease(connection, works, receiver),
      }),
    });
  }

  get state(): PublisherState {
    return this.publisher.state;
  }

  get onDidChange(): EventPublisher['onDidChange'] {
    return this.publisher.onDidChange;
  }

  get holdsLease(): boolean {
    return this.lease !== undefined;
  }

  wake(): void {
    this.publisher.wake();
  }

  /** Waits some seconds until everything is published. Without a connection it does not wait. */
  async drain(): Promise<void> {
    const { clock, outbox } = this.options;
    const { publisher } = this;
    this.wake();
    const isDone = (): boolean => {
      const { heldCount, state } = publisher;
      return outbox.count <= heldCount || (heldCount === 0 && state.kind !== 'connected');
    };
    for (let waited = 0; !isDone() && waited < drainMs; waited += 50) await sleep(clock, 50);
  }

  /**
   * Nothing is received: gives the lease back, and asks for it again once another receiver had the time to take it. Never
   * rejects.
   */
  async standBack(): Promise<void> {
    this.isStandingBack = this.holdsLease;
    await this.lease?.release(unnoticedMs);
  }

  /** Asks for the lease no more. One that it holds is kept until it stops. */
  endAsking(): void {
    this.stopping.abort();
  }

  /**
   * Gives the lease back. What was not published stays in the outbox. Never rejects.
   * @param hasFailed because nothing is received
   */
  async stop(hasFailed = false): Promise<void> {
    this.stopping.abort();
    await this.lease?.release(hasFailed ? unnoticedMs : undefined);
    await this.publisher.stop();
  }

  /** Resolves once the connection has ended or it is stopped. @throws TeamError */
  private async keepLease(
    connection: TeamConnection,
    works: () => void,
    { account, holder, isCaughtUp, onTake, onWait }: NonNullable<LeasedPublisherOptions['receiver']>,
  ): Promise<void> {
    const { clock } = this.options;
    const over = AbortSignal.any([this.stopping.signal, endOf(connection)]);
    const acquire = await this.options.acquireLease();
    const isOver = (): boolean => over.aborted;
    while (!isOver()) {
      try {
        const lease = await acquire({
          ...{ connection, account, holder, clock, isCaughtUp, signal: over },
          ...(this.isStandingBack && { yieldMs: standBackMs }),
          onWait: () => {
            works();
            onWait();
          },
        });
        this.lease = lease;
        this.isStandingBack = false;
        if (this.stopping.signal.aborted) await lease.release();
        const missedMs = await untilAborted(over, missedBefore(lease, connection));
        works();
        onTake(missedMs);
        await lease.ended;
      } catch (thrown) {
        if (isOver()) return;
        throw thrown;
      } finally {
        this.lease = undefined;
      }
    }
  }
}

/**
 * For how long there may have been no receiver that had everything, in milliseconds: since the newest event, or since what
 * the lease says is missing, whichever is earlier. The newest event may be of another account. Where neither is known,
 * since the stream was created. The lease has it then for the next receiver, in case this one ends before it is fetched.
 */
async function missedBefore(lease: Lease, connection: Pick<TeamConnection, 'position'>): Promise<number> {
  const { newestAt, created } = await connection.position();
  const known = Math.min(newestAt ?? Infinity, lease.missedSince ?? Infinity);
  const since = Math.min(lease.takenAt, known === Infinity ? Date.parse(created) : known);
  lease.setMissedSince(since);
  return lease.takenAt - since;
}

function endOf(connection: TeamConnection): AbortSignal {
  const over = new AbortController();
  void connection.ended.then(() => over.abort());
  return over.signal;
}
