import type { Phase } from '../../core/events/status/listenerStatus';
import type { ActivityStore } from '../../core/stores/activityStore';
import type { ActivityViewState } from '../../manifest';

/** Selects the welcome text of the empty view; the texts are in `package.json`. */
export function activityViewState(
  { state, filter }: Pick<ActivityStore, 'state' | 'filter'>,
  phase: Phase,
): ActivityViewState {
  if (state.entries.length > 0) return 'ready';
  if (state.problem !== undefined) return 'failed';
  if (!state.loaded) return 'loading';
  if (Object.keys(filter).length > 0) return 'filtered';
  switch (phase) {
    case 'off':
    case 'stopping':
      return 'off';
    case 'starting':
      return 'starting';
    case 'waiting':
    case 'needs-user':
      return 'stuck';
    case 'live':
      return 'empty';
  }
}
