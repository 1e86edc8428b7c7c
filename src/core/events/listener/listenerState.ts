import type { Disposable } from '../../base/disposable';
import type { ListenerStateName, ListenerView } from '../status/listenerStatus';
import type { ListenerProblem } from '../status/problem';
import type { EventTransport, LiveWatch, OpeningPhase } from '../transports/eventTransport';

/** Each state holds what ends with it. It is replaced, never changed. */
export type ListenerState =
  | { readonly name: 'electing' | 'follower' }
  /** A run of the transport has begun, or what is open is being closed for one. */
  | { readonly name: OpeningPhase }
  /** `cleaning`: something is left at LiveChat and is being removed. */
  | { readonly name: 'off'; readonly cleaning?: Disposable }
  | { readonly name: 'live'; readonly since: number; readonly watch: LiveWatch; readonly poll?: Disposable }
  | {
      readonly name: 'backoff';
      readonly problem: ListenerProblem;
      readonly timer: Disposable;
      readonly nextTryAt: number;
    }
  /** `timer`: retries a problem that may pass without the user. */
  | { readonly name: 'needs-user'; readonly problem: ListenerProblem; readonly timer?: Disposable }
  | { readonly name: 'stopping'; readonly done: Promise<void> };

/** States that belong to a run of the transport. */
export const running: ReadonlySet<ListenerStateName> = new Set([
  'listening',
  'opening',
  'probing',
  'registering',
  'live',
]);
/** States in which nothing is listened to and nothing is retried. */
export const resting: ReadonlySet<ListenerStateName> = new Set(['off', 'electing', 'follower', 'stopping']);
/** States in which a start has succeeded or failed. */
export const settled: ReadonlySet<ListenerStateName> = new Set([
  'live',
  'backoff',
  'needs-user',
  'off',
  'follower',
]);

/** Ends what a state holds. */
export function leave(state: ListenerState): void {
  if (state.name === 'off') state.cleaning?.dispose();
  else if (state.name === 'backoff' || state.name === 'needs-user') state.timer?.dispose();
  else if (state.name === 'live') {
    state.watch.dispose();
    state.poll?.dispose();
  }
}

/** @param lastEventAt in milliseconds since the epoch */
export function viewOf(
  state: ListenerState,
  transport: Pick<EventTransport, 'describe'>,
  lastEventAt: number | undefined,
): ListenerView {
  const part = transport.describe(state.name === 'live' ? state.since : undefined);
  // What arrives meanwhile is still shown.
  const isStuck = state.name === 'live' && part.problem !== undefined;
  return {
    state: isStuck ? 'needs-user' : state.name,
    ...part,
    ...(state.name === 'live' && !isStuck && { since: iso(state.since) }),
    ...(lastEventAt !== undefined && { lastEventAt: iso(lastEventAt) }),
    ...('problem' in state && { problem: state.problem }),
    ...(state.name === 'backoff' && { nextTryAt: iso(state.nextTryAt) }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
