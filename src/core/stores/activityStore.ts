import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { errorMessage } from '../base/log';
import { chatKeyOf, type Arrival, type ArrivalKind } from '../domain/arrival';
import type { IsoTime } from '../domain/ticket';

/** An event for the views, in the form of a journal entry. */
export interface ActivityEntry {
  readonly seq: number;
  readonly at: IsoTime;
  readonly arrival: Arrival;
  /** Absent while unread. */
  readonly readAt?: IsoTime;
}

export interface ActivityFilter {
  readonly kinds?: readonly ArrivalKind[];
  readonly group?: number;
}

export interface ActivityQuery extends ActivityFilter {
  readonly account?: string;
  readonly before?: number;
  readonly limit?: number;
}

/** Source of entries: the journal of this window or of the leader. */
export interface ActivitySource {
  page(query: ActivityQuery): Promise<{ readonly entries: readonly ActivityEntry[]; readonly next?: number }>;
  unreadCount(account?: string): Promise<number>;
  markRead(which: { readonly eventIds?: readonly string[]; readonly account?: string }): Promise<void>;
  /** Fires when entries are added, marked or deleted. */
  readonly onDidChange: Event<undefined>;
}

export interface ActivityState {
  readonly entries: readonly ActivityEntry[];
  /** Cursor of older entries; absent at the end. */
  readonly next?: number;
  readonly unread: number;
  /** End times of chats by `chatKeyOf`, including chats whose end is filtered out. */
  readonly ends: ReadonlyMap<string, IsoTime>;
  readonly loaded: boolean;
  /** The system's message if the journal could not be read; loaded entries stay. */
  readonly problem?: string;
}

const pageSize = 50;
/** Changes within this time after a read are read together, because each read costs a page and a count. */
const gatherMs = 100;
/** Number of chat ends to read if the filter excludes them. */
const maxHiddenEnds = 1_000;
const emptyState: ActivityState = { entries: [], unread: 0, ends: new Map(), loaded: false };

/** The newest events, in memory. Never calls LiveChat. */
export class ActivityStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  private current = emptyState;
  private currentFilter: ActivityFilter = {};
  private pendingRefresh: Promise<void> | undefined;
  private refreshAgain = false;
  /** Runs after a change was read. */
  private gathering: Disposable | undefined;
  private hasGathered = false;
  private pages = 1;

  /** @param account id of the account whose events are shown */
  constructor(
    private readonly source: ActivitySource,
    private readonly account: () => string | undefined,
    private readonly clock: Clock,
  ) {
    this.owned.add(source.onDidChange(() => this.follow()));
  }

  get state(): ActivityState {
    return this.current;
  }

  get filter(): ActivityFilter {
    return this.currentFilter;
  }

  async setFilter(filter: ActivityFilter): Promise<void> {
    this.currentFilter = filter;
    this.pages = 1;
    await this.refresh();
  }

  /** Reads all shown pages again. A call during a read causes one more read afterwards. */
  refresh(): Promise<void> {
    if (this.pendingRefresh) {
      this.refreshAgain = true;
      return this.pendingRefresh;
    }
    this.pendingRefresh = this.read().finally(() => {
      this.pendingRefresh = undefined;
    });
    return this.pendingRefresh;
  }

  async loadMore(): Promise<void> {
    this.pages += 1;
    await this.refresh();
  }

  async markRead(eventIds: readonly string[]): Promise<void> {
    const unread = this.current.entries.filter(
      ({ arrival, readAt }) => readAt === undefined && eventIds.includes(arrival.eventId),
    );
    const account = this.account();
    if (unread.length > 0)
      await this.source.markRead({ eventIds, ...(account !== undefined && { account }) });
  }

  async markAllRead(): Promise<void> {
    const account = this.account();
    await this.source.markRead(account === undefined ? {} : { account });
  }

  /** Clears the state when the account changes. */
  reset(): void {
    this.pages = 1;
    this.setState(emptyState);
  }

  dispose(): void {
    this.owned.dispose();
    this.gathering?.dispose();
  }

  /** Reads the first change at once, and those of the time after it together. */
  private follow(): void {
    if (!this.current.loaded) return;
    if (this.gathering) {
      this.hasGathered = true;
      return;
    }
    void this.refresh();
    this.gathering = this.clock.after(gatherMs, () => {
      this.gathering = undefined;
      if (!this.hasGathered) return;
      this.hasGathered = false;
      this.follow();
    });
  }

  private async read(): Promise<void> {
    await this.readOnce();
    while (this.refreshAgain) {
      this.refreshAgain = false;
      await this.readOnce();
    }
  }

  private async readOnce(): Promise<void> {
    const account = this.account();
    const query = {
      ...this.currentFilter,
      ...(account !== undefined && { account }),
      limit: pageSize * this.pages,
    };
    try {
      const [page, unread, hidden] = await Promise.all([
        this.source.page(query),
        this.source.unreadCount(account),
        this.readHiddenEnds(account),
      ]);
      if (account !== this.account()) return;
      this.setState({
        entries: page.entries,
        ...(page.next !== undefined && { next: page.next }),
        unread,
        ends: collectEndTimes([...hidden, ...page.entries]),
        loaded: true,
      });
    } catch (thrown) {
      this.setState({ ...this.current, loaded: true, problem: errorMessage(thrown) });
    }
  }

  /** Ends of chats, from which it follows which of the shown chats are still running, if the filter excludes them. */
  private async readHiddenEnds(account: string | undefined): Promise<readonly ActivityEntry[]> {
    const { kinds, group } = this.currentFilter;
    const showsStarts = kinds?.includes('chat_started') ?? true;
    const showsEnds = (kinds?.includes('chat_ended') ?? true) && group === undefined;
    if (!showsStarts || showsEnds) return [];
    const query = {
      kinds: ['chat_ended'],
      ...(account !== undefined && { account }),
      limit: maxHiddenEnds,
    } as const;
    return (await this.source.page(query)).entries;
  }

  private setState(state: ActivityState): void {
    this.current = state;
    this.changed.fire(undefined);
  }
}

function collectEndTimes(entries: readonly ActivityEntry[]): ReadonlyMap<string, IsoTime> {
  const ends = new Map<string, IsoTime>();
  for (const { arrival, at } of entries) {
    if (arrival.kind === 'chat_ended') ends.set(chatKeyOf(arrival), arrival.chat.ended_timestamp ?? at);
  }
  return ends;
}
