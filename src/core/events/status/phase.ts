import type { ListenerView } from './listenerStatus';

/** The listener's state as users see it, whichever window leads. */
export type Phase = 'off' | 'starting' | 'live' | 'waiting' | 'needs-user' | 'stopping';

export function phaseOf(view: ListenerView): Phase {
  switch (view.state) {
    case 'off':
      return 'off';
    case 'electing':
    case 'listening':
    case 'opening':
    case 'probing':
    case 'registering':
      return 'starting';
    case 'live':
      return 'live';
    case 'backoff':
      return 'waiting';
    case 'needs-user':
      return 'needs-user';
    case 'stopping':
      return 'stopping';
    case 'follower':
      // A follower does not know the leader's state, but the fields that are set imply it.
      if (view.since !== undefined) return 'live';
      if (view.nextTryAt !== undefined) return 'waiting';
      return view.problem ? 'needs-user' : 'starting';
  }
}

/** Whether the windows have not yet told each other which one leads and what it does. */
export function isUnknown({ state, problem, publicUrl, since }: ListenerView): boolean {
  const isSilent = problem === undefined && publicUrl === undefined && since === undefined;
  return state === 'electing' || (state === 'follower' && isSilent);
}
