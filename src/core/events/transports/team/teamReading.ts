import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import type { Log } from '../../../base/log';
import type { Arrival, ArrivalKind } from '../../../domain/arrival';
import type { TeamConnection } from '../../../team/teamConnection';
import type { FeedMessage } from '../../../team/teamFeed';
import { filtersOf } from '../../../team/teamSubjects';
import type { StreamPosition } from '../../../team/teamStream';
import type { TeamProgress } from '../../status/listenerStatus';
import { FilterReading } from './filterReading';
import type { TeamAccess } from '../../../team/teamAccess';
import type { TeamCursors } from './teamCursors';
import { UnknownKeys } from './unknownKeys';

export interface TeamReadingOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly connection: TeamConnection;
  readonly access: TeamAccess;
  readonly cursors: TeamCursors;
  readonly events: () => readonly ArrivalKind[];
  /** Stores an event and shows it. @throws where it was not stored */
  readonly accept: (arrival: Arrival) => Promise<unknown>;
  /** Stores an event that came while this machine was away; `showMissed` shows it. @throws where it was not stored */
  readonly acceptMissed: (arrival: Arrival) => Promise<unknown>;
  readonly showMissed: () => void;
  /** A part of `progress` or `missingKey` has changed. */
  readonly onChange: () => void;
}

/** Changes of the progress are reported together after this time, so that events are not held up. */
const reportMs = 100;

/** Reads the events of a team over one connection, from where this machine last was. */
export class TeamReading {
  private readonly unknownKeys: UnknownKeys;
  private readonly filters: readonly FilterReading[];
  private last: number;
  private newestAt: number | undefined;
  private isOver = false;
  private reporting: Disposable | undefined;
  /** Difference of the server's clock to this machine's, in milliseconds, where it is known. */
  clockOffset: number | undefined;

  private constructor(
    private readonly options: TeamReadingOptions,
    position: StreamPosition,
  ) {
    const { access, log, events, accept, acceptMissed } = options;
    this.unknownKeys = new UnknownKeys((keyId) =>
      log.warn(`Team: events stay unread until this machine has the key ${keyId}.`),
    );
    this.last = position.last;
    this.newestAt = position.newestAt;
    this.noteClock(position.serverTime);
    this.filters = filtersOf(access.groups).map(
      (filter) =>
        new FilterReading(
          {
            ...{ ...options, position, unknownKeys: this.unknownKeys },
            accept: async (arrival, isMissed) => {
              if (!events().includes(arrival.kind)) return;
              const received = { ...arrival, viaTeam: true } as const;
              await (isMissed ? acceptMissed({ ...received, isCaughtUp: true }) : accept(received));
            },
            onRead: (message) => this.wasRead(message),
          },
          filter,
        ),
    );
  }

  /** Resolves once all missed events are stored. @throws TeamError, StorageError */
  static async open(options: TeamReadingOptions): Promise<TeamReading> {
    const reading = new TeamReading(options, await options.connection.position());
    try {
      await Promise.all(reading.filters.map((one) => one.open()));
      return reading;
    } catch (thrown) {
      await reading.close();
      throw thrown;
    } finally {
      options.showMissed();
    }
  }

  /** Resolves to the reason where it cannot continue; never after `close`. */
  get failed(): Promise<Error> {
    return Promise.race(this.filters.map((one) => one.failed));
  }

  get progress(): TeamProgress {
    const { last, newestAt } = this;
    const here = Math.min(...this.filters.map(({ readUpTo = last }) => readUpTo));
    const { unread } = this;
    return {
      here,
      last,
      ...(newestAt !== undefined && { newestAt: new Date(newestAt).toISOString() }),
      ...(unread.length > 0 && { unread }),
    };
  }

  /** What was passed; messages of the key that is missing now are ahead. */
  private get unread(): NonNullable<TeamProgress['unread']> {
    const all = this.filters.flatMap(({ unread }) => unread);
    const keyIds = new Set(all.map(({ keyId }) => keyId));
    return [...keyIds]
      .filter((keyId) => keyId !== this.missingKey)
      .map((keyId) => {
        const ofKey = all.filter((one) => one.keyId === keyId);
        return { keyId, count: ofKey.reduce((sum, { count }) => sum + count, 0) };
      });
  }

  get serverVersion(): string {
    return this.options.connection.serverVersion;
  }

  /** Id of the key that this machine needs to read the newest events. */
  get missingKey(): string | undefined {
    return this.unknownKeys.missing;
  }

  /** Asks the server again how long the stream is. @throws TeamError */
  async refresh(): Promise<StreamPosition> {
    const position = await this.options.connection.position();
    this.last = Math.max(this.last, position.last);
    this.newestAt = position.newestAt ?? this.newestAt;
    this.noteClock(position.serverTime);
    return position;
  }

  /** Never rejects. */
  async close(): Promise<void> {
    this.isOver = true;
    this.reporting?.dispose();
    const { connection, cursors } = this.options;
    await Promise.allSettled(this.filters.map((one) => one.stop()));
    await connection.close().catch(() => undefined);
    await cursors.flush();
  }

  private wasRead({ sequence, storedAt, pending }: FeedMessage): void {
    if (this.isOver) return;
    // A message that has just come is as old as its way here.
    if (pending === 0 && sequence > this.last) this.noteClock(storedAt);
    this.last = Math.max(this.last, sequence);
    this.newestAt = Math.max(this.newestAt ?? 0, storedAt);
    this.reporting ??= this.options.clock.after(reportMs, () => {
      this.reporting = undefined;
      this.options.onChange();
    });
  }

  private noteClock(serverTime: number | undefined): void {
    if (serverTime !== undefined) this.clockOffset = serverTime - this.options.clock.now();
  }
}
