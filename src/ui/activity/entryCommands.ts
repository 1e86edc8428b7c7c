import { env, l10n } from 'vscode';
import type { Event } from '../../core/base/event';
import { asRecord } from '../../core/base/json';
import type { Arrival } from '../../core/domain/arrival';
import { fail } from '../../core/domain/failure';
import type { ListenerView } from '../../core/events/status/listenerStatus';
import type { ActivityEntry, ActivitySource, ActivityStore } from '../../core/stores/activityStore';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import type { ShowOptions } from '../shell/panels/previewTab';
import { entriesOf } from '../shell/trees/nodes';
import { showRowGone } from '../shell/trees/rowGone';

export interface ActivityEvents {
  readonly eventService: {
    readonly view: ListenerView;
    readonly activity: ActivitySource;
    readonly onDidChange: Event<unknown>;
    readonly onDidArrive: Event<Arrival>;
    /** Resolves to `undefined` for an event that was never stored or has expired. */
    get(eventId: string): Promise<ActivityEntry | undefined>;
  };
  /** Shows what an event is about. */
  readonly openArrival: (arrival: Arrival, options?: ShowOptions) => unknown;
  /** Raises an event again in this window, for the user and for other extensions. */
  readonly replayHere: (arrival: Arrival) => unknown;
}

/** Commands on the events of the view. */
export function registerEntryCommands(
  app: App,
  store: ActivityStore,
  { eventService, openArrival, replayHere }: ActivityEvents,
): void {
  const { commands } = app;
  const open = async (arrival: Arrival, options?: ShowOptions): Promise<void> => {
    await openArrival(arrival, options);
    await store.markRead([arrival.eventId]);
  };
  const notOpened = (): string => l10n.t('The event could not be opened.');
  commands.register(commandIds.openArrival, notOpened, async (item) => {
    const [entry] = entriesOf(item);
    if (entry) await open(entry.arrival);
    else showRowGone();
  });
  // A click on a row passes the id and not the node.
  commands.serve(commandIds.openArrival, async (argument) => {
    const eventId = eventIdIn(argument);
    if (eventId === undefined) return fail({ code: 'invalid-input', field: 'eventId', reasons: [] });
    const entry = await eventService.get(eventId);
    if (!entry) return fail({ code: 'not-found' });
    await open(entry.arrival, { preview: asRecord(argument).preview === true });
    return undefined;
  });
  commands.register(
    commandIds.markActivityRead,
    () => l10n.t('The events could not be marked as read.'),
    async (item, items) => {
      const ids = entriesOf(item, items).map(({ arrival }) => arrival.eventId);
      if (ids.length > 0) await store.markRead(ids);
      else showRowGone();
    },
  );
  commands.register(
    commandIds.copyActivityId,
    () => l10n.t('The ID could not be copied.'),
    async (item, items) => {
      const ids = entriesOf(item, items).map(({ arrival }) =>
        arrival.kind === 'ticket_created' ? arrival.ticket.id : arrival.chat.id,
      );
      if (ids.length > 0) await env.clipboard.writeText([...new Set(ids)].join('\n'));
      else showRowGone();
    },
  );
  commands.register(
    commandIds.replayArrival,
    () => l10n.t('The event could not be replayed.'),
    async (item) => {
      const [entry] = entriesOf(item);
      if (!entry) {
        showRowGone();
        return;
      }
      const { activityActions } = await import('./activityActions');
      await activityActions.replay(app, entry.arrival, replayHere);
    },
  );
}

function eventIdIn(argument: unknown): string | undefined {
  const { eventId } = asRecord(argument);
  return typeof eventId === 'string' ? eventId : undefined;
}
