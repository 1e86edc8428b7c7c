import type { Disposable } from '../../../base/disposable';
import type { Session } from '../../rtm/session';
import type { ListenerProblem, ListenerSettings, ListenerView } from '../../status/listenerTypes';

/** Each state owns just what it has. It is replaced, never changed: identity tells a stale answer. */
export type SocketState =
  | { readonly name: 'off' | 'electing' | 'follower' }
  /** `opening`: finds out where to; `registering`: logs in there. */
  | { readonly name: 'opening' | 'registering'; readonly stop: AbortController }
  | {
      readonly name: 'live';
      readonly session: Session;
      readonly since: number;
      /** What goes on while it is live. */
      readonly gaps: Disposable;
    }
  | {
      readonly name: 'backoff';
      readonly problem: ListenerProblem;
      readonly timer: Disposable;
      readonly nextTryAt: number;
    }
  | { readonly name: 'needs-user'; readonly problem: ListenerProblem }
  | { readonly name: 'stopping' };

/** Gives back what a state has. */
export function leaveSocket(state: SocketState): void {
  switch (state.name) {
    case 'opening':
    case 'registering':
      state.stop.abort();
      break;
    case 'live':
      state.gaps.dispose();
      state.session.end();
      break;
    case 'backoff':
      state.timer.dispose();
      break;
    default:
  }
}

export function socketView(
  state: SocketState,
  { events }: Pick<ListenerSettings, 'events'>,
  lastEventAt: number | undefined,
): ListenerView {
  return {
    state: state.name,
    events,
    ...(state.name === 'live' && { since: iso(state.since) }),
    ...(lastEventAt !== undefined && { lastEventAt: iso(lastEventAt) }),
    ...((state.name === 'backoff' || state.name === 'needs-user') && { problem: state.problem }),
    ...(state.name === 'backoff' && { nextTryAt: iso(state.nextTryAt) }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
