import { sleep } from '../../base/async';
import { Backoff } from '../../base/backoff';
import type { Clock } from '../../base/clock';
import { errorName, type Log } from '../../base/log';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { TeamAccess } from '../../team/teamAccess';
import type { TeamClient } from '../../team/teamClient';
import type { TeamConnection } from '../../team/teamConnection';
import type { ListenerStorage } from '../status/checkpoint';
import type { TeamProgress } from '../status/listenerStatus';
import type { MissedEvents } from '../transports/eventTransport';
import { TeamCursors } from '../transports/team/teamCursors';
import { TeamReading } from '../transports/team/teamReading';

export interface BesideReadingOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
  /** Loads the clients of NATS. */
  readonly load: () => Promise<{ readonly teamClient: TeamClient }>;
  /** How far each stream was read. */
  readonly storage: ListenerStorage;
  /** The kinds of events that are wanted. */
  readonly events: () => readonly ArrivalKind[];
  /** Stores an event and shows it. @throws where it was not stored, or this window does not lead */
  readonly accept: (arrival: Arrival) => Promise<unknown>;
  readonly missedEvents: () => MissedEvents;
  readonly onChange: () => void;
}

/**
 * Reads the stream of a team while this machine is the receiver of its account: other accounts have other receivers. The
 * events of its own account come as well; the journal has them already.
 */
export class BesideReading {
  private stopping: AbortController | undefined;
  private running: Promise<void> = Promise.resolve();
  private reading: TeamReading | undefined;

  constructor(private readonly options: BesideReadingOptions) {}

  get progress(): TeamProgress | undefined {
    return this.reading?.progress;
  }

  /** Id of the key that this machine needs to read the newest events. */
  get missingKey(): string | undefined {
    return this.reading?.missingKey;
  }

  start(access: TeamAccess): void {
    this.stopping?.abort();
    const own = new AbortController();
    this.stopping = own;
    this.running = this.running.then(() => this.run(access, own.signal));
  }

  /** Resolves once nothing is read or written any more. Never rejects. */
  async stop(): Promise<void> {
    this.stopping?.abort();
    this.stopping = undefined;
    await this.running;
  }

  /** Never rejects. */
  private async run(access: TeamAccess, signal: AbortSignal): Promise<void> {
    const { clock, log, random = Math.random } = this.options;
    const backoff = new Backoff(random);
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      const begun = clock.now();
      try {
        await this.read(access, signal);
      } catch (thrown) {
        if (isOver()) return;
        log.warn(`Team: the events of other accounts cannot be read now (${errorName(thrown)}).`);
        backoff.wasLive(clock.now() - begun);
        await sleep(clock, backoff.next(), signal);
      }
    }
  }

  /** Resolves once it is stopped. @throws TeamError, StorageError */
  private async read(access: TeamAccess, signal: AbortSignal): Promise<void> {
    const { load, onChange } = this.options;
    const { servers, credentials, stream } = access;
    const { teamClient } = await load();
    const connection = await teamClient.open({ servers, credentials, stream, name: 'livechat-desk member' });
    let stop = (): void => undefined;
    const stopped = new Promise<undefined>((resolve) => {
      stop = () => {
        resolve(undefined);
        void connection.close();
      };
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    try {
      const reading = await this.open(connection, access);
      this.reading = reading;
      onChange();
      const reason = await Promise.race([reading.failed, stopped]);
      if (reason) throw reason;
    } finally {
      signal.removeEventListener('abort', stop);
      const { reading } = this;
      this.reading = undefined;
      await reading?.close();
      await connection.close();
      onChange();
    }
  }

  private async open(connection: TeamConnection, access: TeamAccess): Promise<TeamReading> {
    const { clock, log, storage, events, accept, missedEvents, onChange } = this.options;
    const cursors = new TeamCursors(storage, clock, log);
    await cursors.load();
    const missed = missedEvents();
    return await TeamReading.open({
      ...{ clock, log, connection, access, cursors, events, accept, onChange },
      acceptMissed: (arrival) => missed.accept(arrival),
      showMissed: () => missed.show(),
    });
  }
}
