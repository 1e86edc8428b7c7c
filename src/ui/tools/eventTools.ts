import { l10n } from 'vscode';
import { fail } from '../../core/domain/failure';
import { readRecentEvents } from '../../core/domain/input/recentEventsInput';
import type { ListenerStateName } from '../../core/events/status/listenerStatus';
import type { ActivitySource } from '../../core/stores/activityStore';
import { inputOf, orLiveChatError } from '../shell/liveChatError';
import { eventsText, limits } from './eventTexts';
import type { ShieldView } from '../shell/shield';
import type { ToolParts } from './tool';

/** The stored events of this machine. */
export interface KeptEvents {
  /** Whether there may be events: of an account or of a team. */
  readonly isInUse: boolean;
  /** Id of the account of which events are shown; `undefined` for all. */
  readonly shownAccount: string | undefined;
  readonly activity: Pick<ActivitySource, 'page'>;
  readonly view: { readonly state: ListenerStateName };
}

/** The tool for recent events. Makes no call to LiveChat. */
export function eventTools(events: KeptEvents, shield: Pick<ShieldView, 'shown'>): readonly ToolParts[] {
  const recent = async (input: unknown): Promise<string> => {
    const { kind, group, limit = limits.usual } = inputOf(readRecentEvents(input));
    if (!events.isInUse) return fail({ code: 'not-signed-in' });
    const { shownAccount: account } = events;
    const { entries, next } = await events.activity.page({
      ...(account !== undefined && { account }),
      ...(kind !== undefined && { kinds: [kind] }),
      ...(group !== undefined && { group }),
      limit: Math.min(limit, limits.most),
    });
    const shown = entries.map((entry) => ({ ...entry, arrival: shield.shown.arrival(entry.arrival) }));
    return eventsText(shown, { hasMore: next !== undefined, listening: events.view.state });
  };
  return [
    {
      name: 'livechat_recent_events',
      writes: false,
      progress: () => l10n.t('Reading recent LiveChat events'),
      invoke: (input) =>
        orLiveChatError(
          () => l10n.t('The events could not be read.'),
          () => recent(input),
        ),
    },
  ];
}
