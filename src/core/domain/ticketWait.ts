import { isSameAddress } from './account';
import type { Requester, TicketEvent, TicketSummary, TicketWait } from './ticket';

const minuteMs = 60_000;
/** A ticket with one of these needs no answer; `trash` is HelpDesk's. */
const endedStatuses: readonly string[] = ['solved', 'closed', 'spam', 'trash'];
const messageTypes: readonly string[] = ['message', 'attachments'];

/** Whether no more work is expected on a ticket with this status. */
export function isEnded(status: string | undefined): boolean {
  return status !== undefined && endedStatuses.includes(status);
}

/** What `waitOf` reads of an event. */
export type WaitEvent = Pick<TicketEvent, 'type' | 'date' | 'is_private' | 'author'>;

/**
 * Whether the requester's last public message is unanswered. Only a public message of an agent is an answer: no private
 * note, and no message of a bot or the system.
 * @param events oldest first, as the APIs send them
 * @param read is called for as few events as possible, from the last one
 * @returns `undefined` if the message has no time
 */
export function waitOf<T>(
  events: readonly T[],
  read: (event: T) => WaitEvent,
  requester: Requester | undefined,
): TicketWait | undefined {
  for (const item of events.toReversed()) {
    const { type, is_private: isPrivate, author, date } = read(item);
    if (!messageTypes.includes(type) || isPrivate === true) continue;
    if (author?.type === 'agent') return {};
    if (isRequester(author, requester)) return date === undefined ? undefined : { since: date };
  }
  return {};
}

/** The author of a message without a type is recognized by the address. */
function isRequester(author: WaitEvent['author'], requester: Requester | undefined): boolean {
  if (author?.type !== undefined) return author.type === 'client';
  return author?.id !== undefined && isSameAddress(author.id, requester?.mail);
}

/**
 * Since when the requester waits for an answer, in epoch milliseconds.
 * @returns `'none'` if no answer is due, `undefined` if the conversation is not known
 */
export function waitingSince({
  status,
  wait,
}: Pick<TicketSummary, 'status' | 'wait'>): number | 'none' | undefined {
  if (isEnded(status)) return 'none';
  if (!wait) return undefined;
  if (wait.since === undefined) return 'none';
  const since = Date.parse(wait.since);
  return Number.isNaN(since) ? undefined : since;
}

/** Minutes after which a wait is long, and after which it is too long; ascending. */
export type WaitThresholds = readonly [long: number, tooLong: number];
export const defaultWaitThresholds: WaitThresholds = [60, 480];

/** Two positive numbers, in any order; the default for anything else. */
export function readWaitThresholds(value: unknown): WaitThresholds {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  const [one, other, ...more] = values;
  if (!isMinutes(one) || !isMinutes(other) || more.length > 0) return defaultWaitThresholds;
  return [Math.min(one, other), Math.max(one, other)];
}

function isMinutes(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

export type WaitLevel = 'short' | 'long' | 'tooLong';

/** @param since @param now in epoch milliseconds */
export function waitLevel(since: number, now: number, [long, tooLong]: WaitThresholds): WaitLevel {
  const minutes = (now - since) / minuteMs;
  if (minutes < long) return 'short';
  return minutes < tooLong ? 'long' : 'tooLong';
}
