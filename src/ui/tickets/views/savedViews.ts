import { l10n } from 'vscode';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { logRejection } from '../../../core/base/log';
import { readTicketViews, type ReadTicketView } from '../../../core/domain/input/ticketViewInput';
import type { TicketRow, TicketSummary } from '../../../core/domain/ticket';
import type { LocalStore } from '../../../core/localData/localStore';
import { accountIdOf } from '../../../core/stores/sessionStore';
import { ViewList, type ViewQuery } from '../../../core/stores/ticketViewList';
import type { App } from '../../shell/app';
import { onDidChangeTicketViews, ticketViews } from '../../shell/settings';
import { ticketNodes, type TicketNode, type ViewKey } from '../../shell/trees/nodes';
import { wholeNumber } from '../../messages/times';
import type { TicketSearch } from '../searchPick';
import type { TreePorts } from '../treeAdditions';
import { loadAll } from './loadAll';
import { waitGroups } from './waitGroups';

/** Pages of a list are kept one after the other. */
const settleMs = 500;

/** A node of the tree and the tickets below it. */
export interface ShownView {
  readonly node: TicketNode & { kind: 'view' };
  readonly name: string;
  readonly query: ViewQuery;
  readonly list: ViewList;
  /** A saved view; otherwise tickets grouped by wait, or found by a search. */
  readonly isSaved: boolean;
  readonly hasBadge: boolean;
}

/** An entry of the setting that cannot be read. */
export interface UnreadableView {
  readonly node: TicketNode & { kind: 'view' };
  readonly unreadable: ReadTicketView & { kind: 'unreadable' };
}

/** The views of the setting, and the groups of waits, with what they show. */
export class SavedViews implements Disposable {
  private readonly owned = new DisposableStore();
  private shown: readonly (ShownView | UnreadableView)[] = [];
  /** While views are built, those before. */
  private known: readonly ShownView[] = [];
  private readonly rowNodes = new WeakMap<TicketRow, TicketNode>();
  private watched: LocalStore | undefined;
  private account: string | undefined;
  private timer: Disposable | undefined;
  private groupsByWait = false;
  private search: TicketSearch | undefined;
  private searches = 0;

  constructor(
    private readonly app: App,
    private readonly ports: Pick<TreePorts, 'isVisible' | 'redraw' | 'reveal' | 'setBadge'>,
  ) {
    this.owned.add(onDidChangeTicketViews(() => this.build()));
    this.owned.add(
      app.session.onDidChange(() => {
        if (accountIdOf(app.session.current) !== this.account) this.build();
      }),
    );
    this.owned.add(app.shield.onDidChange(() => this.showBadge()));
    this.build();
  }

  get roots(): readonly TicketNode[] {
    return this.shown.map(({ node }) => node);
  }

  /** Whether tickets are grouped by wait instead of by status. */
  get isGroupedByWait(): boolean {
    return this.groupsByWait;
  }

  set isGroupedByWait(value: boolean) {
    this.groupsByWait = value;
    this.build();
  }

  /** What the temporary view shows. */
  get found(): TicketSearch | undefined {
    return this.search;
  }

  /** Shows kept tickets in a temporary view, or none. */
  showFound(search: TicketSearch | undefined): void {
    if (!search && !this.search) return;
    this.search = search;
    // The editor remembers by id whether a row is expanded.
    this.searches += 1;
    this.build();
    const [first] = this.shown;
    if (search && first) this.ports.reveal(first.node);
  }

  get loaded(): readonly TicketNode[] {
    return this.lists.flatMap((view) => this.rowsOf(view));
  }

  find(key: string): ShownView | UnreadableView | undefined {
    return this.shown.find(({ node }) => node.key === key);
  }

  /** What is kept is opened with the first connection, so it is called after lists have changed. */
  look(): void {
    const store = this.app.local.value;
    if (store && store !== this.watched) this.owned.add(store.onDidChange(() => this.readSoon()));
    this.watched = store;
    this.readSoon();
  }

  below(node: TicketNode & { kind: 'view' }): TicketNode[] {
    const view = this.find(node.key);
    if (!view || 'unreadable' in view) return [];
    // The tree only draws. Rows that it asks for are read, and loaded if LiveChat can filter them.
    if (!view.list.isExpanded) queueMicrotask(() => this.expand(node.key));
    const { rows, total, hasMore, known, busy, failure } = view.list.state;
    const { key } = node;
    const nodes = this.rowsOf(view);
    if (failure) nodes.push({ kind: 'failure', key, why: failure });
    if (rows.length === 0 && !failure) {
      nodes.push({ kind: 'viewNote', key, text: busy ? l10n.t('Loading…') : l10n.t('No tickets match.') });
    }
    if (hasMore) nodes.push({ kind: 'more', key, left: Math.max(0, total - rows.length), busy });
    const { rest } = view.list;
    const isSorted = view.query.sort !== 'newest';
    if (rest) nodes.push({ kind: 'all', key, known, isSorted, busy, ...rest });
    return nodes;
  }

  /** The view was expanded, or rows of an expanded one are wanted. */
  expand(key: ViewKey): void {
    const view = this.find(key);
    if (view && 'list' in view) logRejection(view.list.expand(), this.app.log);
  }

  /** The first tickets of a view that are kept. */
  async ticketsOf(key: string): Promise<readonly TicketSummary[]> {
    const view = this.find(key);
    if (!view || 'unreadable' in view) return [];
    await this.app.local.get();
    return (await view.list.first()).flatMap((row) => (row.kind === 'ticket' ? [row.ticket] : []));
  }

  collapse(key: ViewKey): void {
    const view = this.find(key);
    if (view && 'list' in view) view.list.collapse();
  }

  async loadMore(key: ViewKey): Promise<void> {
    const view = this.find(key);
    if (view && !('unreadable' in view)) await view.list.loadMore();
  }

  async loadAll(key: string): Promise<void> {
    const view = this.find(key);
    if (!view || 'unreadable' in view) return;
    if (!view.list.isExpanded) this.ports.reveal(view.node);
    await loadAll(this.app, view);
  }

  async refresh(): Promise<void> {
    await Promise.all(this.lists.map(({ list }) => list.refresh()));
  }

  dispose(): void {
    this.timer?.dispose();
    for (const { list } of this.lists) list.dispose();
    this.owned.dispose();
  }

  private get lists(): readonly ShownView[] {
    return this.shown.filter((view) => 'list' in view);
  }

  private rowsOf({ list, node: { key } }: ShownView): TicketNode[] {
    return list.state.rows.map((row) => {
      const known = this.rowNodes.get(row);
      if (known) return known;
      const node = ticketNodes.add({ kind: 'ticket', key, row });
      this.rowNodes.set(row, node);
      return node;
    });
  }

  /** A view that has not changed keeps its rows, so that it is not loaded again. */
  private build(): void {
    const { app } = this;
    const account = accountIdOf(app.session.current);
    const isSame = account === this.account;
    const before = this.lists;
    this.account = account;
    this.known = isSame ? before : [];
    const saved = readTicketViews(ticketViews()).map((read, index) => this.savedView(read, index));
    const groups = this.groupsByWait
      ? waitGroups(app.clock.now()).map(({ name, query }, index) =>
          this.view({ name, query, node: { kind: 'view', key: `view/wait/${index}` } }),
        )
      : [];
    this.shown = account === undefined ? [] : [...this.foundView(), ...saved, ...groups];
    this.known = [];
    for (const { list } of before) if (!this.lists.some((view) => view.list === list)) list.dispose();
    this.showBadge();
    this.ports.redraw();
    this.read();
  }

  private foundView(): readonly ShownView[] {
    if (!this.search) return [];
    const { filter, isWaiting } = this.search;
    const query: ViewQuery = {
      filter,
      sort: isWaiting ? 'waiting' : 'newest',
      ...(isWaiting && { wait: 'any' }),
    };
    return [
      this.view({
        name: l10n.t('Found Tickets'),
        query,
        node: { kind: 'view', key: `view/found/${this.searches}` },
      }),
    ];
  }

  private savedView(read: ReadTicketView, index: number): ShownView | UnreadableView {
    if (read.kind === 'unreadable') {
      return { node: { kind: 'view', key: `view/unreadable/${index}`, index }, unreadable: read };
    }
    const { name, filter, sort, badge } = read.view;
    const node = { kind: 'view', key: `view/saved/${name}`, index } as const;
    return this.view({ name, query: { filter, sort }, node, hasBadge: badge });
  }

  private view({
    name,
    query,
    node,
    hasBadge = false,
  }: Pick<ShownView, 'name' | 'query' | 'node'> & Partial<Pick<ShownView, 'hasBadge'>>): ShownView {
    const isSame = (view: ShownView): boolean =>
      view.node.key === node.key && JSON.stringify(view.query) === JSON.stringify(query);
    const list = this.known.find(isSame)?.list ?? this.newList(query);
    return { name, query, node, list, hasBadge, isSaved: node.index !== undefined };
  }

  private newList(query: ViewQuery): ViewList {
    const { session, clock, log, local } = this.app;
    // What is kept is not opened for a view.
    const list = new ViewList({ session, clock, log, local: () => local.value }, query);
    list.onDidChange(() => {
      this.showBadge();
      this.ports.redraw();
    });
    return list;
  }

  private readSoon(): void {
    this.timer ??= this.app.clock.after(settleMs, () => {
      this.timer = undefined;
      this.read();
    });
  }

  /** Hidden views are read once they are shown, except for the badge. */
  private read(): void {
    for (const { list, hasBadge } of this.lists) if (hasBadge || this.ports.isVisible()) void list.read();
  }

  private showBadge(): void {
    const view = this.lists.find(({ hasBadge }) => hasBadge);
    if (!view) {
      this.ports.setBadge(undefined);
      return;
    }
    const { total, isPartial } = view.list.state;
    const count = isPartial ? l10n.t('{0} known', wholeNumber(total)) : wholeNumber(total);
    const tooltip = (): string => `${this.app.shield.shown.text(view.name)}: ${count}`;
    this.ports.setBadge(total === 0 ? undefined : { value: total, tooltip: tooltip() });
  }
}
