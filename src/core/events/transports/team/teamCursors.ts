import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import { asRecord } from '../../../base/json';
import { errorName, type Log } from '../../../base/log';
import type { TeamKey } from '../../../team/teamKey';
import type { StreamPosition } from '../../../team/teamStream';
import type { ListenerStorage } from '../../status/checkpoint';

/** Messages that were passed although no key of this machine opens them, by their key. */
export interface UnreadMessages {
  readonly keyId: string;
  /** Sequences of the first and of the last one: other messages are between them. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Up to where a stream was read, through one filter. */
export interface TeamCursor {
  /** When the stream was created. */
  readonly created: string;
  /** Of the last message that was read; 0 where there was none. */
  readonly sequence: number;
  /** The message itself; absent where this filter did not deliver it. */
  readonly message?: { readonly id: string; readonly storedAt: number };
  /** Up to there. Absent where all was read. */
  readonly unread?: readonly UnreadMessages[];
}

/** Where to begin reading. */
export interface TeamStart {
  readonly from: number | Date;
  /** Where it was read before; absent where the stream is read for the first time, or is another one. */
  readonly before?: TeamCursor;
  /** The message of `before` is still in the stream, and has to be the same. */
  readonly isExpected?: true;
  /** Ids of keys that were missing and are here now: up to `before`, only their messages are news. */
  readonly found: readonly string[];
  /** Messages of keys that are still missing, as far as the stream has them. */
  readonly unread: readonly UnreadMessages[];
}

/** How old events are that a member gets who reads a stream for the first time. */
const firstReadMs = 24 * 60 * 60_000;

/**
 * A stream that was created anew, or that lost its end in a crash, uses sequences again. All of it is then read: the
 * journal recognizes what is known.
 * @param now in milliseconds since the epoch
 * @param keys those that this machine has
 */
export function startOf(
  cursor: TeamCursor | undefined,
  position: StreamPosition,
  now: number,
  keys: readonly Pick<TeamKey, 'id'>[],
): TeamStart {
  const { created, first, last, newestAt } = position;
  // This machine's clock may be wrong, so the newest event counts as well.
  if (!cursor) {
    const from = last === 0 ? 1 : new Date(Math.min(now, newestAt ?? now) - firstReadMs);
    return { from, found: [], unread: [] };
  }
  if (cursor.created !== created || cursor.sequence > last) return wholeStream;
  const { sequence, message, unread = [] } = cursor;
  // The message may have expired.
  const isExpected = message !== undefined && sequence >= first;
  const kept = unread.filter((one) => one.last >= first);
  const isHere = ({ keyId }: UnreadMessages): boolean => keys.some(({ id }) => id === keyId);
  const found = kept.filter(isHere);
  const from = Math.min(isExpected ? sequence : sequence + 1, ...found.map((one) => one.first));
  return {
    from: Math.max(first, from),
    before: cursor,
    ...(isExpected && { isExpected }),
    found: found.map(({ keyId }) => keyId),
    unread: kept.filter((one) => !isHere(one)),
  };
}

export const wholeStream: TeamStart = { from: 1, found: [], unread: [] };

/** A crash of this process may read again what was read in this time: the journal recognizes it. */
const writeMs = 500;

/** The cursors of this machine, by stream and filter. Writes follow later, several as one. */
export class TeamCursors {
  private cursors: Record<string, TeamCursor> = {};
  private timer: Disposable | undefined;

  constructor(
    private readonly storage: ListenerStorage,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Reads them again: another window may have led meanwhile. @throws StorageError */
  async load(): Promise<void> {
    await this.flush();
    const entries = Object.entries(asRecord(await this.storage.read()));
    this.cursors = Object.fromEntries(
      entries.flatMap(([name, value]) => {
        const cursor = decodeCursor(value);
        return cursor ? [[name, cursor]] : [];
      }),
    );
  }

  get(stream: string, filter: string): TeamCursor | undefined {
    return this.cursors[nameOf(stream, filter)];
  }

  set(stream: string, filter: string, cursor: TeamCursor): void {
    this.cursors[nameOf(stream, filter)] = cursor;
    this.timer ??= this.clock.after(writeMs, () => void this.flush());
  }

  /** Writes what is not written yet. Never rejects. */
  async flush(): Promise<void> {
    if (!this.timer) return;
    this.timer.dispose();
    this.timer = undefined;
    try {
      await this.storage.write(this.cursors);
    } catch (thrown) {
      this.log.warn(`Team: how far the stream was read could not be written (${errorName(thrown)}).`);
    }
  }
}

function nameOf(stream: string, filter: string): string {
  return `${stream} ${filter}`;
}

function decodeCursor(value: unknown): TeamCursor | undefined {
  const { created, sequence, message, unread } = asRecord(value);
  if (typeof created !== 'string' || typeof sequence !== 'number') return undefined;
  const { id, storedAt } = asRecord(message);
  const isMessage = typeof id === 'string' && typeof storedAt === 'number';
  const passed = Array.isArray(unread) ? unread.flatMap(unreadIn) : [];
  return {
    created,
    sequence,
    ...(isMessage && { message: { id, storedAt } }),
    ...(passed.length > 0 && { unread: passed }),
  };
}

function unreadIn(value: unknown): readonly UnreadMessages[] {
  const { keyId, first, last, count } = asRecord(value);
  if (typeof keyId !== 'string') return [];
  if (typeof first !== 'number' || typeof last !== 'number' || typeof count !== 'number') return [];
  return [{ keyId, first, last, count }];
}
