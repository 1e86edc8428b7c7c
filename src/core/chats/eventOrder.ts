import type { ThreadEvent } from '../domain/liveChat';

/** Compares times as LiveChat sends them: in UTC, with up to six digits after the second. */
export function compareTimes(one: string, other: string): number {
  // Almost all have the same number of digits.
  return one.length === other.length ? compareTexts(one, other) : compareTexts(padded(one), padded(other));
}

function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function padded(time: string): string {
  const digits = time.endsWith('Z') ? time.slice(0, -1) : time;
  return (digits.includes('.') ? digits : `${digits}.`).padEnd(26, '0');
}

/** The later one; `undefined` only if both are. */
export function laterOf(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return compareTimes(one, other) < 0 ? other : one;
}

/** The same event, by its id or by the id that its author's app gave it. */
export function isSameEvent(one: ThreadEvent, other: ThreadEvent): boolean {
  if (one.id === other.id) return true;
  return one.customId !== undefined && one.customId === other.customId && one.authorId === other.authorId;
}

/** Nothing of what the event said, for an event that was deleted. */
export function deleted(event: ThreadEvent): ThreadEvent {
  return { ...event, isDeleted: true, content: { kind: 'message', text: '' } };
}

/**
 * Inserts an event by its time, or replaces the same one if `isUpdate`, which keeps its place and its time: others are
 * inserted around it, and seen marks refer to it. A deleted event stays deleted.
 * @returns the list itself if nothing changes
 */
export function withEvent(
  events: readonly ThreadEvent[],
  event: ThreadEvent,
  isUpdate = false,
): readonly ThreadEvent[] {
  const keys = keysIn(events);
  const mayBeKnown = keysOf(event).some((key) => keys.has(key));
  const known = mayBeKnown ? events.findLastIndex((one) => isSameEvent(one, event)) : -1;
  if (known >= 0) {
    const before = events[known];
    if (!before || !isUpdate || before.isDeleted === true) return events;
    const { createdAt = event.createdAt } = before;
    return events.with(known, { ...before, ...event, ...(createdAt !== undefined && { createdAt }) });
  }
  const { createdAt } = event;
  const at =
    createdAt === undefined
      ? events.length
      : 1 +
        events.findLastIndex(
          (one) => one.createdAt !== undefined && compareTimes(one.createdAt, createdAt) <= 0,
        );
  const more = events.toSpliced(at, 0, event);
  // The shorter list is not asked again, but for a rare late response.
  knownKeys.delete(events);
  for (const key of keysOf(event)) keys.add(key);
  knownKeys.set(more, keys);
  return more;
}

/** What events of a list are found by. With it, a message of a long chat is not compared with all others. */
const knownKeys = new WeakMap<readonly ThreadEvent[], Set<string>>();

function keysIn(events: readonly ThreadEvent[]): Set<string> {
  const known = knownKeys.get(events);
  if (known) return known;
  const keys = new Set(events.flatMap(keysOf));
  knownKeys.set(events, keys);
  return keys;
}

/** Two of the same event have one in common, see `isSameEvent`. */
function keysOf({ id, customId, authorId }: ThreadEvent): readonly string[] {
  return customId === undefined ? [id] : [id, `${customId}\n${authorId ?? ''}`];
}
