import { env, l10n, type TreeView, window } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import { asRecord } from '../../core/base/json';
import type { Arrival } from '../../core/domain/arrival';
import { fail } from '../../core/domain/failure';
import { type ListenerView, phaseOf } from '../../core/events/status/listenerStatus';
import { type ActivityEntry, type ActivitySource, ActivityStore } from '../../core/stores/activityStore';
import { commandIds, type CommandId, viewIds } from '../../manifest';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import type { ShowOptions } from '../shell/panels/previewTab';
import { Repaint } from '../shell/trees/repaint';
import { type ActivityNode, entriesOf } from '../shell/trees/nodes';
import { showRowGone } from '../shell/trees/rowGone';
import { ActivityTree } from './activityTree';
import { askActivityFilter, filterLine, type NamedFilter } from './filterPick';
import { replay } from './replay';
import { activityViewState } from './viewState';

/** How often the durations of running chats are updated while the view is visible. */
const durationUpdateMs = 30_000;

export interface ActivityEvents {
  readonly eventService: {
    readonly view: ListenerView;
    readonly isInUse: boolean;
    /** Id of the account of which events are shown; `undefined` for all. */
    readonly shownAccount: string | undefined;
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

/** The Activity view, its badge, and what its commands do. */
export class ActivityView implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly store: ActivityStore;
  private readonly view: TreeView<ActivityNode>;
  private named: NamedFilter = { filter: {} };

  constructor(
    private readonly app: App,
    private readonly events: ActivityEvents,
  ) {
    const { session, clock, keys } = app;
    const { eventService } = events;
    const accountId = (): string | undefined => eventService.shownAccount;
    const store = this.owned.add(new ActivityStore(eventService.activity, accountId, clock));
    const repaint = this.owned.add(
      new Repaint<ActivityNode>(clock, () => {
        keys.set('livechat.activity.state', activityViewState(store, phaseOf(eventService.view)));
        keys.set('livechat.activity.filtered', Object.keys(store.filter).length > 0);
      }),
    );
    const view = this.owned.add(
      window.createTreeView(viewIds.activity, {
        treeDataProvider: new ActivityTree(store, clock, repaint.event, app.shield),
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.store = store;
    this.view = view;
    const read = (): void => {
      if (eventService.isInUse && !store.state.loaded) void store.refresh();
    };
    const readIfVisible = (): void => {
      if (view.visible) read();
    };
    this.owned.add(view.onDidChangeVisibility(readIfVisible));
    // The event service opens after start-up; the badge includes unread events of earlier runs.
    this.owned.add(
      eventService.onDidChange(() => {
        followAccount();
        read();
      }),
    );
    // Once loaded, the store follows new events, so the badge is right before the view is ever visible.
    this.owned.add(eventService.onDidArrive(read));
    this.owned.add(
      store.onDidChange(() => {
        repaint.ask();
        drawBadge(view, store.state.unread);
      }),
    );
    let account = accountId();
    const followAccount = (): void => {
      const before = account;
      account = accountId();
      if (account !== before) store.reset();
      repaint.ask();
      readIfVisible();
    };
    this.owned.add(session.onDidChange(followAccount));
    this.owned.add(app.shield.onDidChange(() => repaint.ask()));
    this.owned.add(repeat(clock, () => view.visible && repaint.ask()));
    repaint.ask();
    // What changed before this bundle was loaded was not seen.
    if (phaseOf(eventService.view) !== 'off') read();
    else readIfVisible();
  }

  /** Runs a command, on the events of the selected rows where it is about events. */
  async run(id: CommandId, item: unknown, items: unknown): Promise<void> {
    const { store } = this;
    switch (id) {
      case commandIds.refreshActivity:
        await store.refresh();
        return;
      case commandIds.loadMoreActivity:
        await store.loadMore();
        return;
      case commandIds.clearActivityFilter:
        await this.filterBy({ filter: {} });
        return;
      case commandIds.filterActivity: {
        const next = await askActivityFilter(this.named, { store, directory: this.app.directory });
        if (next) await this.filterBy(next);
        return;
      }
      case commandIds.markAllActivityRead:
        await store.markAllRead();
        return;
      default: {
        const arrivals = entriesOf(item, items).map(({ arrival }) => arrival);
        const [first] = arrivals;
        if (first) await this.runOn(id, first, arrivals);
        else showRowGone();
      }
    }
  }

  /** Opens the event of a row that was clicked. @throws FailureError */
  async openById(argument: unknown): Promise<undefined> {
    const { eventId, preview } = asRecord(argument);
    if (typeof eventId !== 'string') return fail({ code: 'invalid-input', field: 'eventId', reasons: [] });
    const entry = await this.events.eventService.get(eventId);
    if (!entry) return fail({ code: 'not-found' });
    await this.open(entry.arrival, { preview: preview === true });
    return undefined;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async runOn(id: CommandId, first: Arrival, arrivals: readonly Arrival[]): Promise<void> {
    switch (id) {
      case commandIds.openArrival:
        await this.open(first);
        return;
      case commandIds.markActivityRead:
        await this.store.markRead(arrivals.map(({ eventId }) => eventId));
        return;
      case commandIds.copyActivityId: {
        const ids = arrivals.map((arrival) =>
          arrival.kind === 'ticket_created' ? arrival.ticket.id : arrival.chat.id,
        );
        await env.clipboard.writeText([...new Set(ids)].join('\n'));
        return;
      }
      case commandIds.replayArrival:
        await replay(this.app, first, this.events.replayHere);
        return;
      default:
        throw new TypeError(`${id} is no command of an event`);
    }
  }

  private async open(arrival: Arrival, options?: ShowOptions): Promise<void> {
    await this.events.openArrival(arrival, options);
    await this.store.markRead([arrival.eventId]);
  }

  private async filterBy(next: NamedFilter): Promise<void> {
    this.named = next;
    this.view.description = filterLine(next);
    await this.store.setFilter(next.filter);
  }
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
