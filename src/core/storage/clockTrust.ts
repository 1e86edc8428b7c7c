import type { Writer } from './database';

/** A clock that is this much ahead of the last eviction may be wrong: nothing is deleted for its age then. */
const jumpMs = 7 * 24 * 3_600_000;
/** A clock that is this much behind the time of a jump was set back. */
const setBackMs = 3_600_000;
/** A clock that has gone on for so long after a jump is right. */
const confirmedMs = 24 * 3_600_000;

/** Notes the time of this eviction of old events. @returns whether their ages may be computed with it */
export function trustsClock(writer: Writer, now: number): boolean {
  const { seen_at: seen, doubted_at: doubted } =
    writer.get('SELECT seen_at, doubted_at FROM event_totals') ?? {};
  const ahead = now - Number(seen ?? now);
  const isDoubted =
    typeof doubted === 'number' ? now - doubted < confirmedMs && ahead > -setBackMs : ahead > jumpMs;
  const since = isDoubted ? (doubted ?? now) : null;
  writer.run('UPDATE event_totals SET seen_at = ?, doubted_at = ?', now, since);
  return !isDoubted;
}
