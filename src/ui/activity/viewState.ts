import type { RelayStateName } from '../../core/relay/relay';
import type { ActivityStore } from '../../core/stores/activityStore';
import type { ActivityViewState } from '../../manifest';

/** What the empty view has to say; welcome texts in the manifest hang on it. */
export function activityViewState(
  { state, filter }: Pick<ActivityStore, 'state' | 'filter'>,
  listening: RelayStateName,
): ActivityViewState {
  if (state.entries.length > 0) return 'ready';
  if (state.problem !== undefined) return 'failed';
  if (!state.loaded) return 'loading';
  if (Object.keys(filter).length > 0) return 'filtered';
  switch (listening) {
    case 'off':
    case 'stopping':
      return 'off';
    case 'backoff':
    case 'needs-user':
      return 'stuck';
    default:
      return 'empty';
  }
}
