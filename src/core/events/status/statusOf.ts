import type { ListenerStatus, ListenerView } from './listenerTypes';

/** Just what the contract names of a view. */
export function statusOf({
  state,
  tunnel,
  publicUrl,
  events,
  since,
  lastEventAt,
}: ListenerView): ListenerStatus {
  return {
    state,
    ...(tunnel !== undefined && { tunnel }),
    ...(publicUrl !== undefined && { publicUrl }),
    events,
    ...(since !== undefined && { since }),
    ...(lastEventAt !== undefined && { lastEventAt }),
  };
}
