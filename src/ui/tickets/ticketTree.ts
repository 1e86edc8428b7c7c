import type { ProviderResult, TreeDataProvider, TreeItem } from 'vscode';
import type { Event } from '../../core/base/event';
import type { Lazy } from '../../core/base/lazy';
import type { TicketRow } from '../../core/domain/ticket';
import type { DraftList } from '../../core/stores/drafts/draftList';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { TicketListKey, TicketStore } from '../../core/stores/ticketStore';
import { ticketNodes, type TicketNode } from '../shell/trees/nodes';
import type { FirstRows } from './firstRows';
import type { TreeRows } from './treeAdditions';

/** Renders the store. Never fetches. */
export class TicketTree implements TreeDataProvider<TicketNode> {
  /** Unchanged rows keep their nodes, so that a refresh creates none. */
  private readonly nodes = new WeakMap<TicketRow, TicketNode>();
  /** The editor redraws only nodes that it has. */
  private readonly groups = new Map<TicketListKey, TicketNode & { kind: 'group' }>();
  /** What the editor got last. */
  private readonly drawnTotals = new Map<TicketListKey, number | undefined>();
  private readonly drawnRows = new Map<TicketListKey, readonly unknown[]>();
  private drawnRoots: readonly unknown[] = [];
  /** Keys of groups and views that the user collapsed: the editor keeps the rows below them selected. */
  readonly collapsed = new Set<TicketNode['key']>();

  /** @param rowsOf draws the rows, loaded on first use */
  constructor(
    private readonly store: TicketStore,
    private readonly session: SessionStore,
    private readonly drafts: Pick<DraftList, 'items'>,
    readonly onDidChangeTreeData: Event<TicketNode | undefined>,
    private readonly rowsOf: Pick<Lazy<TreeRows>, 'value' | 'get'>,
    private readonly first?: Pick<FirstRows, 'wait' | 'requestedBelow'>,
  ) {}

  getTreeItem(node: TicketNode): TreeItem | Promise<TreeItem> {
    if (node.kind === 'group') this.drawnTotals.set(node.key, node.total);
    const rows = this.rowsOf.value;
    return rows ? rows.itemOf(node) : this.rowsOf.get().then((loaded) => loaded.itemOf(node));
  }

  getChildren(node?: TicketNode): ProviderResult<TicketNode[]> {
    if (node) {
      this.first?.requestedBelow();
      // It is expanded. The editor fires no event for that while it refreshes the whole tree.
      this.collapsed.delete(node.key);
    }
    const pending = node ? undefined : this.first?.wait();
    return pending ? pending.then(() => this.children(undefined)) : this.children(node);
  }

  /** The groups that are no longer as the editor got them; `undefined` if other rows are not. */
  get changedGroups(): readonly TicketNode[] | undefined {
    if (!areSame(this.drawnRoots, this.rootsLook)) return undefined;
    return [...this.groups.values()].filter(({ key, total }) => {
      const rows = this.drawnRows.get(key);
      return this.drawnTotals.get(key) !== total || (rows && !areSame(rows, this.lookOf(key)));
    });
  }

  /** The rows below a node, or the topmost rows. */
  children(node: TicketNode | undefined): TicketNode[] {
    if (!node) this.drawnRoots = this.rootsLook;
    else if (node.kind === 'group') this.drawnRows.set(node.key, this.lookOf(node.key));
    return (node ? this.below(node) : this.roots()).map((child) => ticketNodes.add(child));
  }

  /** The node of the first ticket of a list; `undefined` if it has none. */
  firstTicket(key: TicketListKey): TicketNode | undefined {
    const found = this.rows(key).find((node) => node.kind === 'ticket');
    return found && ticketNodes.add(found);
  }

  /** The rows that are loaded. */
  get loaded(): readonly TicketNode[] {
    const lists = this.store.shownLists.flatMap((key) => this.rows(key));
    return [...lists, ...(this.rowsOf.value?.loaded ?? [])];
  }

  /** The first node of a ticket. @param list the key of a list or view, if only its node counts */
  nodeOfTicket(ticketId: string, list?: string): TicketNode | undefined {
    const found = this.loaded.find(
      (node) =>
        node.kind === 'ticket' &&
        node.row.kind === 'ticket' &&
        node.row.ticket.id === ticketId &&
        (list === undefined || node.key === list),
    );
    return found && ticketNodes.add(found);
  }

  getParent(node: TicketNode): TicketNode | undefined {
    if (node.kind === 'group' || node.kind === 'drafts' || node.kind === 'view') return undefined;
    const parents = node.kind === 'draft' ? ['drafts'] : ['group', 'view'];
    return this.roots().find(({ kind, key }) => parents.includes(kind) && key === node.key);
  }

  private below(node: TicketNode): TicketNode[] {
    if (node.kind === 'group') return this.rows(node.key);
    if (node.kind === 'view') return this.rowsOf.value?.below(node) ?? [];
    if (node.kind !== 'drafts') return [];
    return node.items.map((item): TicketNode => ({ kind: 'draft', key: undefined, item }));
  }

  private roots(): TicketNode[] {
    const { store } = this;
    const shown = store.shownLists.map((key) => ({ key, state: store.state(key) }));
    // Not loaded or empty: the view shows its welcome text.
    if (shown.every(({ state }) => state.rows.length === 0 && !state.total)) return [];
    const [flat] = store.shownLists;
    const rows: TicketNode[] =
      shown.length === 1 && flat !== undefined ? this.rows(flat) : shown.map(({ key }) => this.groupOf(key));
    const { items } = this.drafts;
    const drafts: TicketNode[] = items.length > 0 ? [{ kind: 'drafts', key: undefined, items }] : [];
    const additions = this.rowsOf.value;
    const views = additions?.roots ?? [];
    return [...this.problem(), ...drafts, ...views, ...(additions?.replacesLists ? [] : rows)];
  }

  private groupOf(key: TicketListKey): TicketNode {
    const { store, groups } = this;
    const group = groups.get(key) ?? {
      kind: 'group',
      key,
      get total() {
        return store.state(key).total;
      },
    };
    groups.set(key, group);
    return group;
  }

  /** What of a list is drawn below its group. Rows say how long ago tickets changed, so they age with the list. */
  private lookOf(key: TicketListKey): readonly unknown[] {
    const { rows, total, next, failure, loadedAt, busy } = this.store.state(key);
    return [rows, total, next, failure, loadedAt, busy === 'more'];
  }

  /** What of all lists is drawn beside or in place of the groups. */
  private get rootsLook(): readonly unknown[] {
    const { store, session } = this;
    const keys = store.shownLists;
    const states = keys.map((key) => store.state(key));
    const [flat] = keys;
    return [
      keys.join(),
      states.every(({ rows, total }) => rows.length === 0 && !total),
      session.current.kind,
      states.find(({ failure }) => failure?.of === 'page')?.failure,
      ...(keys.length === 1 && flat !== undefined ? this.lookOf(flat) : []),
    ];
  }

  /** A rejected key is shown once at the top, above the loaded rows. */
  private problem(): TicketNode[] {
    if (this.session.current.kind === 'rejected') {
      const refused = { kind: 'failure', key: undefined, why: { code: 'unauthorized' } } as const;
      return [refused, { ...refused, triesKey: true }];
    }
    const failures = this.store.shownLists.map((key) => this.store.state(key).failure);
    const failed = failures.find((failure) => failure?.of === 'page');
    return failed ? [{ kind: 'failure', key: undefined, why: failed.why }] : [];
  }

  private rows(key: TicketListKey): TicketNode[] {
    const { rows, total = 0, next, busy, failure } = this.store.state(key);
    const nodes: TicketNode[] = rows.map((row) => this.nodeOf(key, row));
    if (failure?.of === 'more' && failure.why.code !== 'unauthorized') {
      nodes.push({ kind: 'failure', key, why: failure.why });
    }
    if (next !== undefined) {
      nodes.push({ kind: 'more', key, left: Math.max(0, total - rows.length), busy: busy === 'more' });
    }
    return nodes;
  }

  private nodeOf(key: TicketListKey, row: TicketRow): TicketNode {
    const known = this.nodes.get(row);
    if (known?.key === key) return known;
    const node: TicketNode = { kind: 'ticket', key, row };
    this.nodes.set(row, node);
    return node;
  }
}

function areSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((value, index) => value === now[index]);
}
