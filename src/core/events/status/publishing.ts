import type { TeamErrorCode } from '../../team/teamError';
import type { PublishingView } from './listenerStatus';

/** What will not pass without a person. */
const lasting: ReadonlySet<TeamErrorCode> = new Set(['refused', 'not-allowed', 'full', 'tls', 'no-stream']);
/** Events that wait longer are worth showing: servers restart, and networks change. */
const lateMs = 2 * 60_000;

export interface PublishingFacts {
  /** Why the last attempt failed, and how many have failed in a row. */
  readonly failed: { readonly code: TeamErrorCode; readonly failures: number } | undefined;
  /** Number of events that are not published yet. */
  readonly waiting: number;
  /** When the oldest of them was accepted, in milliseconds since the epoch. */
  readonly oldestAt: number | undefined;
  readonly now: number;
}

/** What is wrong with publishing, as far as a user has to know. */
export function publishingProblem({
  failed,
  waiting,
  oldestAt,
  now,
}: PublishingFacts): Pick<PublishingView, 'problem' | 'needsUser'> {
  // A server that has just restarted may refuse credentials once.
  const isLasting =
    failed !== undefined && lasting.has(failed.code) && (failed.code !== 'refused' || failed.failures > 1);
  const isLate = oldestAt !== undefined && Math.abs(now - oldestAt) >= lateMs;
  if (!isLasting && !isLate) return {};
  const problem = { kind: 'publishing', code: failed?.code ?? 'slow', waiting } as const;
  return { problem, ...(isLasting && { needsUser: true }) };
}
