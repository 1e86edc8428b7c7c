import { isFresh } from '../base/isFresh';
import type { CallOptions } from '../domain/connection';
import type { Failure } from '../domain/failure';

/** Older than this, a list is fetched again when a person comes back to it. */
const staleMs = 60_000;

export interface Visibility {
  readonly visible: boolean;
  readonly focused: boolean;
  readonly signedIn: boolean;
  readonly busy: boolean;
  /** Milliseconds since the epoch; `undefined` where nothing arrived yet. */
  readonly loadedAt: number | undefined;
  readonly failure: Failure | undefined;
  readonly now: number;
}

/**
 * Whether looking at a list makes it load, and how urgently: at first sight, and on coming back after a
 * minute. A hidden view or an unfocused window never costs a call, and a failure waits for the person.
 */
export function loadWhenVisible(seen: Visibility): CallOptions['priority'] {
  if (!seen.visible || !seen.signedIn || seen.busy) return undefined;
  if (seen.loadedAt === undefined) return seen.failure ? undefined : 'person';
  return seen.focused && !isFresh(seen.now, seen.loadedAt, staleMs) ? 'background' : undefined;
}
