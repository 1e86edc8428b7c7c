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

  /** @param drawn draws the rows, loaded on first use */
  constructor(
    private readonly store: TicketStore,
    private readonly session: SessionStore,
    private readonly drafts: Pick<DraftList, 'items'>,
    readonly onDidChangeTreeData: Event<TicketNode | undefined>,
    private readonly drawn: Pick<Lazy<TreeRows>, 'value' | 'get'>,
    private readonly first?: Pick<FirstRows, 'wait' | 'requestedBelow'>,
  ) {}

  getTreeItem(node: TicketNode): TreeItem | Promise<TreeItem> {
    const rows = this.drawn.value;
    return rows ? rows.itemOf(node) : this.drawn.get().then((loaded) => loaded.itemOf(node));
  }

  getChildren(node?: TicketNode): ProviderResult<TicketNode[]> {
    if (node) this.first?.requestedBelow();
    const pending = node ? undefined : this.first?.wait();
    return pending ? pending.then(() => this.children(undefined)) : this.children(node);
  }

  /** The rows below a node, or the topmost rows. */
  children(node: TicketNode | undefined): TicketNode[] {
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
    return [...lists, ...(this.drawn.value?.loaded ?? [])];
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
    if (node.kind === 'view') return this.drawn.value?.below(node) ?? [];
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
      shown.length === 1 && flat !== undefined
        ? this.rows(flat)
        : shown.map(({ key, state }) => ({ kind: 'group', key, total: state.total }));
    const { items } = this.drafts;
    const drafts: TicketNode[] = items.length > 0 ? [{ kind: 'drafts', key: undefined, items }] : [];
    const additions = this.drawn.value;
    const views = additions?.roots ?? [];
    return [...this.problem(), ...drafts, ...views, ...(additions?.replacesLists ? [] : rows)];
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
