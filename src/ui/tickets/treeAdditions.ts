import type { Disposable } from '../../core/base/disposable';
import type { WaitLabels } from '../messages/waitLabels';
import type { WaitingStatus } from '../shell/statusPart';
import type { TicketNode } from '../shell/trees/nodes';

/** What a lazy bundle adds to the tree. */
export interface TreeAdditions extends Disposable {
  /** How long the customer of a row waits; `undefined` if no answer is due or the conversation is not known. */
  waitOf(node: TicketNode): RowWait | undefined;
  /** The view was shown or hidden, or its rows changed. */
  look(): void;
}

export interface RowWait extends WaitLabels {
  /** A theme colour. */
  readonly color: string | undefined;
}

/** What the bundle needs of the view. */
export interface TreePorts {
  readonly isVisible: () => boolean;
  /** The rows that are loaded. */
  readonly nodes: () => readonly TicketNode[];
  /** Draws all rows again, or only some. */
  readonly redraw: (nodes?: readonly TicketNode[]) => void;
  readonly showWaiting: (waiting: WaitingStatus) => void;
}
