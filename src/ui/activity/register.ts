import { l10n, type TreeView, window } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { phaseOf } from '../../core/events/status/listenerStatus';
import { ActivityStore } from '../../core/stores/activityStore';
import { accountIdOf } from '../../core/stores/sessionStore';
import { commandIds, viewIds } from '../../manifest';
import type { App } from '../shell/app';
import { Repaint } from '../shell/trees/listView';
import { wholeNumber } from '../messages/times';
import type { ActivityNode } from '../shell/trees/nodes';
import { ActivityTree } from './activityTree';
import { filterLine, type NamedFilter } from './filterPick';
import { type ActivityEvents, registerEntryCommands } from './entryCommands';
import { activityViewState } from './viewState';

/** How often the durations of running chats are updated while the view is visible. */
const durationUpdateMs = 30_000;

/** The Activity view, its badge and its commands. */
export function registerActivity(app: App, events: ActivityEvents): Disposable {
  const { session, clock, keys } = app;
  const { eventService } = events;
  const owned = new DisposableStore();
  const accountId = (): string | undefined => accountIdOf(session.current);
  const store = owned.add(new ActivityStore(eventService.activity, accountId, clock));
  const repaint = owned.add(
    new Repaint<ActivityNode>(() => {
      keys.set('livechat.activity.state', activityViewState(store, phaseOf(eventService.view)));
      keys.set('livechat.activity.filtered', Object.keys(store.filter).length > 0);
    }),
  );
  const tree = new ActivityTree(store, clock, repaint.event);
  const view = owned.add(
    window.createTreeView(viewIds.activity, {
      treeDataProvider: tree,
      showCollapseAll: true,
      canSelectMany: true,
    }),
  );
  const read = (): void => {
    if (session.current.kind !== 'signed-out' && !store.state.loaded) void store.refresh();
  };
  const readIfVisible = (): void => {
    if (view.visible) read();
  };
  owned.add(view.onDidChangeVisibility(readIfVisible));
  // The event service opens after start-up; the badge includes unread events of earlier runs.
  owned.add(
    eventService.onDidChange(() => {
      repaint.ask();
      read();
    }),
  );
  // Once loaded, the store follows new events, so the badge is right before the view is ever visible.
  owned.add(eventService.onDidArrive(read));
  owned.add(
    store.onDidChange(() => {
      repaint.ask();
      drawBadge(view, store.state.unread);
    }),
  );
  let account = accountId();
  owned.add(
    session.onDidChange(() => {
      const before = account;
      account = accountId();
      if (account !== before) store.reset();
      repaint.ask();
      readIfVisible();
    }),
  );
  owned.add(repeat(clock, () => view.visible && repaint.ask()));
  repaint.ask();
  readIfVisible();

  registerViewCommands(app, store, view);
  registerEntryCommands(app, store, events);
  return owned;
}

/** The number of unread events on the view container's icon. */
function drawBadge(view: TreeView<unknown>, unread: number): void {
  view.badge =
    unread > 0
      ? { value: unread, tooltip: l10n.t('Unread LiveChat events: {0}', wholeNumber(unread)) }
      : undefined;
}

function repeat(clock: Clock, run: () => unknown): Disposable {
  let waiting: Disposable;
  const wait = (): void => {
    waiting = clock.after(durationUpdateMs, () => {
      run();
      wait();
    });
  };
  wait();
  return { dispose: () => waiting.dispose() };
}

function registerViewCommands(
  { directory, commands }: App,
  store: ActivityStore,
  view: { description?: string | undefined },
): void {
  const notRead = (): string => l10n.t('The events could not be read.');
  let named: NamedFilter = { filter: {} };
  const filterBy = async (next: NamedFilter): Promise<void> => {
    named = next;
    view.description = filterLine(next);
    await store.setFilter(next.filter);
  };
  commands.register(commandIds.refreshActivity, notRead, () => store.refresh());
  commands.register(commandIds.loadMoreActivity, notRead, () => store.loadMore());
  commands.register(commandIds.clearActivityFilter, notRead, () => filterBy({ filter: {} }));
  commands.register(commandIds.filterActivity, notRead, async () => {
    const { activityActions } = await import('./activityActions');
    const next = await activityActions.askActivityFilter(named, { store, directory });
    if (next) await filterBy(next);
  });
  commands.register(
    commandIds.markAllActivityRead,
    () => l10n.t('The events could not be marked as read.'),
    () => store.markAllRead(),
  );
}
