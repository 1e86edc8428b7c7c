import type { RelayStatus, RelayView } from './relay';

/** Just what the contract names of a view. */
export function statusOf({ state, tunnel, publicUrl, events, since, lastEventAt }: RelayView): RelayStatus {
  return {
    state,
    ...(tunnel !== undefined && { tunnel }),
    ...(publicUrl !== undefined && { publicUrl }),
    events,
    ...(since !== undefined && { since }),
    ...(lastEventAt !== undefined && { lastEventAt }),
  };
}
