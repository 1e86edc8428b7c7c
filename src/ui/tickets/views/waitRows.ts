import type { Clock } from '../../../core/base/clock';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { waitingSince } from '../../../core/domain/ticketWait';
import { waitColor, waitLabels, type WaitLabels } from '../../messages/waitLabels';
import { onDidChangeWaitThresholds, waitThresholds } from '../../shell/settings';
import type { TicketNode } from '../../shell/trees/nodes';
import type { TreePorts } from '../treeAdditions';

const minuteMs = 60_000;

export interface RowWait extends WaitLabels {
  /** A theme color. */
  readonly color: string | undefined;
}

/**
 * How long the customers of the rows wait. While the view is visible, the rows whose text has changed are drawn again, at
 * most once a minute. Makes no call.
 */
export class WaitRows implements Disposable {
  private readonly owned = new DisposableStore();
  /** What was drawn last. */
  private readonly drawn = new WeakMap<TicketNode, string>();
  private minute: Disposable | undefined;
  private lookedAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly ports: Pick<TreePorts, 'isVisible' | 'nodes' | 'redraw'>,
  ) {
    this.owned.add(onDidChangeWaitThresholds(() => this.redrawChanged()));
  }

  /** For drawing the row. */
  of(node: TicketNode): RowWait | undefined {
    const wait = this.read(node);
    if (wait) this.drawn.set(node, keyOf(wait));
    return wait;
  }

  /** Starts the timer if the view is visible. */
  look(): void {
    if (this.minute || !this.ports.isVisible()) return;
    const wait = Math.max(0, this.lookedAt + minuteMs - this.clock.now());
    this.minute = this.clock.after(Math.min(wait, minuteMs), () => {
      this.minute = undefined;
      if (!this.ports.isVisible()) return;
      this.redrawChanged();
      this.look();
    });
  }

  dispose(): void {
    this.minute?.dispose();
    this.owned.dispose();
  }

  private redrawChanged(): void {
    this.lookedAt = this.clock.now();
    const changed = this.ports.nodes().filter((node) => {
      const drawn = this.drawn.get(node);
      const wait = drawn === undefined ? undefined : this.read(node);
      return wait !== undefined && keyOf(wait) !== drawn;
    });
    if (changed.length > 0) this.ports.redraw(changed);
  }

  private read(node: TicketNode): RowWait | undefined {
    if (node.kind !== 'ticket' || node.row.kind !== 'ticket') return undefined;
    const since = waitingSince(node.row.ticket);
    if (typeof since !== 'number') return undefined;
    const labels = waitLabels(since, this.clock.now(), waitThresholds());
    return { ...labels, color: waitColor(labels.level) };
  }
}

function keyOf({ short, level }: RowWait): string {
  return `${level} ${short}`;
}
