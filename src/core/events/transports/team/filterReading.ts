import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { Arrival } from '../../../domain/arrival';
import { unseal } from '../../../team/sealedEvents';
import type { TeamConnection } from '../../../team/teamConnection';
import type { Feed, FeedMessage } from '../../../team/teamFeed';
import { TeamError } from '../../../team/teamError';
import type { StreamPosition } from '../../../team/teamStream';
import type { TeamAccess } from '../../../team/teamAccess';
import { startOf, type TeamCursors, type TeamStart } from './teamCursors';
import type { UnknownKeys } from './unknownKeys';

export interface FilterReadingOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly connection: Pick<TeamConnection, 'read'>;
  readonly access: TeamAccess;
  readonly position: StreamPosition;
  readonly cursors: TeamCursors;
  readonly unknownKeys: UnknownKeys;
  /** Stores an event. @param isMissed whether it came before the reading began @throws where it was not stored */
  readonly accept: (arrival: Arrival, isMissed: boolean) => Promise<unknown>;
  /** Called after messages were read. */
  readonly onRead: (last: FeedMessage) => void;
}

/** Messages that are stored together. */
const batch = 100;

interface Queued {
  readonly message: FeedMessage;
  readonly isMissed: boolean;
}

/** Reads the events of one filter from where this machine last was, and stores them in order. */
export class FilterReading {
  private feed: Feed | undefined;
  private queue: Queued[] = [];
  private working: Promise<void> | undefined;
  private expected: Extract<TeamStart, { expected: unknown }>['expected'] | undefined;
  private expectedAt = 0;
  /** The stream is another one than the cursor says. */
  private isOther = false;
  private readsMissed = true;
  private sequence = 0;
  private isAtEnd = false;
  private missedAreRead: () => void = () => undefined;
  /** Nothing is stored or counted as read any more: what follows an event that was not stored is read again. */
  private hasFailed = false;
  private endWith: (reason: Error) => void = () => undefined;
  /** Resolves once it cannot continue, to the reason; never after `stop`. */
  readonly failed = new Promise<Error>((resolve) => (this.endWith = resolve));

  constructor(
    private readonly options: FilterReadingOptions,
    private readonly filter: string,
  ) {}

  /** Sequence up to which all was read; `undefined` where no message waits at the server. */
  get readUpTo(): number | undefined {
    return this.isAtEnd && this.options.unknownKeys.missing === undefined ? undefined : this.sequence;
  }

  /** Resolves once everything is stored that came before. @throws TeamError, StorageError */
  async open(): Promise<void> {
    const { cursors, access, position, clock } = this.options;
    const cursor = cursors.get(access.stream, this.filter);
    await this.read(startOf(cursor, position, clock.now()));
    if (!this.isOther) return;
    this.options.log.warn('Team: the stream is not the one that was read before. All of it is read.');
    await this.feed?.stop();
    [this.isOther, this.readsMissed, this.queue] = [false, true, []];
    await this.read({ from: 1 });
  }

  /** Resolves once nothing is written any more. */
  async stop(): Promise<void> {
    const { feed } = this;
    this.feed = undefined;
    this.end();
    await feed?.stop();
    await this.working;
  }

  private end(): void {
    this.hasFailed = true;
    this.queue = [];
  }

  private fail(reason: Error): void {
    this.end();
    this.endWith(reason);
  }

  private async read(start: TeamStart): Promise<void> {
    const { connection, position } = this.options;
    this.expected = 'expected' in start ? start.expected : undefined;
    this.expectedAt = typeof start.from === 'number' ? start.from : 0;
    const missedAreRead = new Promise<void>((resolve) => (this.missedAreRead = resolve));
    const feed = await connection.read({
      filter: this.filter,
      from: start.from,
      onMessage: (message) => this.add(message),
    });
    this.feed = feed;
    void feed.ended.then((error) => {
      if (error && this.feed === feed) this.fail(error);
    });
    if (feed.pending === 0) {
      this.isOther = this.expected !== undefined;
      this.readsMissed = false;
      this.isAtEnd = true;
      if (!this.isOther) this.keep(position.last);
      return;
    }
    const reason = await Promise.race([missedAreRead, this.failed]);
    if (reason) throw reason;
  }

  /** Waits where many are queued, so that a long stream is not held in memory. */
  private async add(message: FeedMessage): Promise<void> {
    if (this.isOther || this.hasFailed) return;
    this.queue.push({ message, isMissed: this.readsMissed });
    if (message.pending === 0) this.readsMissed = false;
    this.working ??= this.work();
    if (this.queue.length >= batch) await this.working;
  }

  private async work(): Promise<void> {
    try {
      while (this.queue.length > 0 && !this.isOther && !this.hasFailed)
        await this.store(this.queue.splice(0, batch));
    } catch (thrown) {
      this.fail(thrown instanceof Error ? thrown : new TeamError('failed', thrown));
    } finally {
      this.working = undefined;
    }
  }

  private async store(queued: readonly Queued[]): Promise<void> {
    const last = queued.at(-1)?.message;
    if (!last) return;
    const isKnown = this.isFirstKnown(queued);
    if (isKnown === false) {
      this.isOther = true;
      this.missedAreRead();
      return;
    }
    const opened = queued.map(({ message, isMissed }) => ({ arrival: this.opened(message), isMissed }));
    const news = isKnown === true ? opened.slice(1) : opened;
    await Promise.all(
      news.flatMap(({ arrival, isMissed }) => (arrival ? [this.options.accept(arrival, isMissed)] : [])),
    );
    const { messageId: id, storedAt } = last;
    this.isAtEnd = last.pending === 0;
    this.keep(last.sequence, { id, storedAt });
    this.options.onRead(last);
    if (queued.some(({ message, isMissed }) => isMissed && message.pending === 0)) this.missedAreRead();
  }

  /** Whether the first message is the one that was read before; `undefined` where none is expected. */
  private isFirstKnown([first]: readonly Queued[]): boolean | undefined {
    const { expected } = this;
    this.expected = undefined;
    if (!expected || !first) return undefined;
    const { sequence, messageId, storedAt } = first.message;
    return sequence === this.expectedAt && messageId === expected.id && storedAt === expected.storedAt;
  }

  private opened(message: FeedMessage): Arrival | undefined {
    const { access, log, unknownKeys } = this.options;
    const opened = unseal(access.keys, message, message.payload);
    unknownKeys.see(message.subject.split('.')[1] ?? '', opened);
    if (opened.kind === 'unreadable')
      log.warn('Team: a message is not an event of the team, or was changed.');
    return opened.kind === 'event' ? opened.arrival : undefined;
  }

  /** While a key is missing, the cursor stays: with the key, what came since can still be read. */
  private keep(sequence: number, message?: { readonly id: string; readonly storedAt: number }): void {
    const { unknownKeys, cursors, access, position } = this.options;
    if (this.hasFailed || unknownKeys.missing !== undefined) return;
    this.sequence = sequence;
    const { created } = position;
    cursors.set(access.stream, this.filter, { created, sequence, ...(message && { message }) });
  }
}
