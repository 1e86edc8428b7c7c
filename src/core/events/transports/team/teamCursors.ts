import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import { asRecord } from '../../../base/json';
import { errorName, type Log } from '../../../base/log';
import type { StreamPosition } from '../../../team/teamStream';
import type { ListenerStorage } from '../../status/checkpoint';

/** Up to where a stream was read, through one filter. */
export interface TeamCursor {
  /** When the stream was created. */
  readonly created: string;
  /** Of the last message that was read; 0 where there was none. */
  readonly sequence: number;
  /** The message itself; absent where this filter did not deliver it. */
  readonly message?: { readonly id: string; readonly storedAt: number };
}

/** Where to begin reading. */
export type TeamStart =
  | { readonly from: number | Date }
  /** The first message has to be this one, which was read before. */
  | { readonly from: number; readonly expected: NonNullable<TeamCursor['message']> };

/** How old events are that a member gets who reads a stream for the first time. */
const firstReadMs = 24 * 60 * 60_000;

/**
 * A stream that was created anew, or that lost its end in a crash, uses sequences again. All of it is then read: the
 * journal recognizes what is known.
 * @param now in milliseconds since the epoch
 */
export function startOf(cursor: TeamCursor | undefined, position: StreamPosition, now: number): TeamStart {
  const { created, first, last, newestAt } = position;
  // This machine's clock may be wrong, so the newest event counts as well.
  if (!cursor) return { from: last === 0 ? 1 : new Date(Math.min(now, newestAt ?? now) - firstReadMs) };
  if (cursor.created !== created || cursor.sequence > last) return { from: 1 };
  const { sequence, message } = cursor;
  // The message has expired.
  if (sequence < first || !message) return { from: Math.max(first, sequence + 1) };
  return { from: sequence, expected: message };
}

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
  const { created, sequence, message } = asRecord(value);
  if (typeof created !== 'string' || typeof sequence !== 'number') return undefined;
  const { id, storedAt } = asRecord(message);
  const isMessage = typeof id === 'string' && typeof storedAt === 'number';
  return { created, sequence, ...(isMessage && { message: { id, storedAt } }) };
}
