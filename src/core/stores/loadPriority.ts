import { isFresh } from '../base/clock';
import type { CallOptions } from '../domain/connection';
import type { Failure } from '../domain/failure';

/** Maximum age of a list before it is reloaded when the view is focused. */
const staleMs = 60_000;

export interface Visibility {
  readonly visible: boolean;
  readonly focused: boolean;
  readonly signedIn: boolean;
  readonly busy: boolean;
  /** Epoch milliseconds; `undefined` before the first response. */
  readonly loadedAt: number | undefined;
  readonly failure: Failure | undefined;
  readonly now: number;
}

/**
 * The priority with which a visible list should be loaded now, `undefined` for not at all: when first shown, and
 * when focused again after a minute. Hidden views and unfocused windows never cause calls, and a failure waits for
 * the person.
 */
export function loadPriority(view: Visibility): CallOptions['priority'] {
  if (!view.visible || !view.signedIn || view.busy) return undefined;
  if (view.loadedAt === undefined) return view.failure ? undefined : 'interactive';
  return view.focused && !isFresh(view.now, view.loadedAt, staleMs) ? 'background' : undefined;
}
