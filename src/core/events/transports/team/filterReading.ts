import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { Arrival } from '../../../domain/arrival';
import { keyIdOf, unseal, type OpenedEvent } from '../../../team/sealedEvents';
import type { TeamConnection } from '../../../team/teamConnection';
import type { Feed, FeedMessage } from '../../../team/teamFeed';
import { TeamError } from '../../../team/teamError';
import type { StreamPosition } from '../../../team/teamStream';
import type { TeamAccess } from '../../../team/teamAccess';
import { startOf, wholeStream, type TeamCursors, type TeamStart, type UnreadMessages } from './teamCursors';
import { UnreadOfFilter, type UnknownKeys } from './unknownKeys';

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
  private start = wholeStream;
  /** Whether the message of the cursor is still to come. */
  private isExpecting = false;
  private passed = new UnreadOfFilter([]);
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

  /** Messages that no key of this machine opens, as far as the stream has them. */
  get unread(): readonly UnreadMessages[] {
    return this.passed.all;
  }

  /** Resolves once everything is stored that came before. @throws TeamError, StorageError */
  async open(): Promise<void> {
    const { cursors, access, position, clock } = this.options;
    const cursor = cursors.get(access.stream, this.filter);
    await this.read(startOf(cursor, position, clock.now(), access.keys));
    if (!this.isOther) return;
    this.options.log.warn('Team: the stream is not the one that was read before. All of it is read.');
    await this.feed?.stop();
    [this.isOther, this.readsMissed, this.queue] = [false, true, []];
    await this.read(wholeStream);
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
    this.start = start;
    this.sequence = start.before?.sequence ?? 0;
    this.isExpecting = start.isExpected === true;
    this.passed = new UnreadOfFilter(start.unread);
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
      this.isOther = this.isExpecting;
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
    const { before } = this.start;
    const known = this.countKnown(queued);
    if (known === undefined) {
      this.isOther = true;
      this.missedAreRead();
      return;
    }
    const news = queued.filter(({ message }, index) => index >= known || this.isFound(message));
    const opened = news.map(({ message, isMissed }) => ({ arrival: this.opened(message), isMissed }));
    await Promise.all(
      opened.flatMap(({ arrival, isMissed }) => (arrival ? [this.options.accept(arrival, isMissed)] : [])),
    );
    const { messageId: id, storedAt, sequence } = last;
    this.isAtEnd = last.pending === 0;
    if (!before || sequence >= before.sequence) this.keep(sequence, { id, storedAt });
    else if (this.isAtEnd) this.keep(before.sequence, before.message);
    this.options.onRead(last);
    if (queued.some(({ message, isMissed }) => isMissed && message.pending === 0)) this.missedAreRead();
  }

  /** How many of the next messages were read before; `undefined` where the stream is another one. */
  private countKnown(queued: readonly Queued[]): number | undefined {
    const { before } = this.start;
    if (!before) return 0;
    const known = queued.filter(({ message }) => message.sequence <= before.sequence).length;
    const isPast = known < queued.length || queued.at(-1)?.message.pending === 0;
    const at = queued[known - 1]?.message;
    if (!this.isExpecting || (at?.sequence !== before.sequence && !isPast)) return known;
    this.isExpecting = false;
    const { id, storedAt } = before.message ?? {};
    const isSame = at?.sequence === before.sequence && at.messageId === id && at.storedAt === storedAt;
    if (!isSame) return undefined;
    // It says which key is in use now.
    this.unsealed(at);
    return known;
  }

  /** Whether the message could not be read before, and its key is here now. */
  private isFound({ payload }: FeedMessage): boolean {
    const { found } = this.start;
    const keyId = found.length > 0 ? keyIdOf(payload) : undefined;
    return keyId !== undefined && found.includes(keyId);
  }

  private unsealed(message: FeedMessage): OpenedEvent {
    const { access, unknownKeys } = this.options;
    const opened = unseal(access.keys, message, message.payload);
    unknownKeys.see(message.subject.split('.')[1] ?? '', opened, message.sequence);
    return opened;
  }

  private opened(message: FeedMessage): Arrival | undefined {
    const { log } = this.options;
    const opened = this.unsealed(message);
    if (opened.kind === 'unknown-key') this.passed.add(opened.keyId, message.sequence);
    if (opened.kind === 'unreadable')
      log.warn('Team: a message is not an event of the team, or was changed.');
    return opened.kind === 'event' ? opened.arrival : undefined;
  }

  /** While a key is missing, the cursor stays: with the key, what came since is read. */
  private keep(sequence: number, message?: { readonly id: string; readonly storedAt: number }): void {
    const { unknownKeys, cursors, access, position } = this.options;
    if (this.hasFailed || unknownKeys.missing !== undefined) return;
    this.sequence = sequence;
    const { created } = position;
    const { unread } = this;
    cursors.set(access.stream, this.filter, {
      created,
      sequence,
      ...(message && { message }),
      ...(unread.length > 0 && { unread }),
    });
  }
}
