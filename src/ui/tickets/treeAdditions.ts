import type { TreeItem, ViewBadge } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import type { TicketSummary } from '../../core/domain/ticket';
import type { TicketSearch } from './searchPick';
import type { WaitingStatus } from '../shell/statusBarPart';
import type { TicketNode, ViewKey } from '../shell/trees/nodes';

/** What a lazy bundle draws, and adds to the tree. */
export interface TreeRows {
  /** Views, above the lists. */
  readonly roots: readonly TicketNode[];
  /** Whether they are shown instead of the lists. */
  readonly replacesLists: boolean;
  /** The rows of views that are loaded. */
  readonly loaded: readonly TicketNode[];
  /** The rows of a view. */
  below(node: TicketNode & { kind: 'view' }): TicketNode[];
  itemOf(node: TicketNode): TreeItem;
}

export interface TreeAdditions extends TreeRows, Disposable {
  expand(key: ViewKey): void;
  /** The first tickets of a view, also if it shows none. Makes no call. */
  ticketsOf(key: string): Promise<readonly TicketSummary[]>;
  collapse(key: ViewKey): void;
  /** Groups tickets by wait instead of by status, or back. */
  toggleGrouping(): void;
  /** What the temporary view shows, if there is one. */
  readonly found: TicketSearch | undefined;
  /** Shows kept tickets in a temporary view, or none. */
  find(search: TicketSearch | undefined): void;
  /** What is selected, once the editor has drawn the rows. @param selected what it says now */
  settled<T>(selected: () => readonly T[]): Promise<readonly T[]>;
  loadMore(key: ViewKey): Promise<void>;
  /** Loads every ticket of a view, with progress; asks before many calls. */
  loadAll(key: string): Promise<void>;
  /** Loads the views again that show rows. */
  refresh(): Promise<void>;
  /** The view was shown or hidden, or its rows changed. */
  look(): void;
}

/** What the bundle needs of the view. */
export interface TreePorts {
  readonly isVisible: () => boolean;
  /** Whether a ticket has changed since it was read. */
  readonly changed: { has(ticketId: string): boolean };
  /** The rows that are loaded. */
  readonly nodes: () => readonly TicketNode[];
  /** Draws all rows again, or only some. */
  readonly redraw: (nodes?: readonly TicketNode[]) => void;
  /** Selects a root, and shows its rows. */
  readonly reveal: (node: TicketNode) => void;
  readonly setBadge: (badge: ViewBadge | undefined) => void;
  readonly showWaiting: (waiting: WaitingStatus) => void;
}
