import type { Clock } from '../../../core/base/clock';
import type { Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';

/**
 * The editor draws the first change of a tree at once, and further ones only after 200 ms without any: changes that
 * come more often would never be drawn.
 */
const betweenMs = 300;

/** Coalesces the changes of a tree, so that the editor keeps up with them. */
export class Repaint<Node> implements Disposable {
  private readonly emitter = new Emitter<Node | undefined>();
  readonly event = this.emitter.event;
  private readonly changed = new Set<Node>();
  private isAllChanged = false;
  private asked: 'all' | 'changed' | undefined;
  private ended = false;
  private timer: Disposable | undefined;
  private lastAt = -Infinity;

  /**
   * @param before called before each refresh
   * @param isPaused whether the editor must not be notified now
   * @param changedNodes the nodes that are no longer as they were drawn; `undefined` if all have to be drawn again
   */
  constructor(
    private readonly clock: Clock,
    private readonly before: () => void,
    private readonly isPaused: () => boolean = () => false,
    private readonly changedNodes: () => readonly Node[] | undefined = () => undefined,
  ) {}

  /** Draws all rows again, or only `changedNodes`. */
  ask(what: 'all' | 'changed' = 'all'): void {
    const { asked } = this;
    if (asked !== 'all') this.asked = what;
    if (asked !== undefined) return;
    queueMicrotask(() => {
      const nodes = this.asked === 'changed' ? this.changedNodes() : undefined;
      this.asked = undefined;
      if (this.ended) return;
      this.before();
      if (this.isPaused()) return;
      if (nodes) this.redraw(nodes);
      else {
        this.isAllChanged = true;
        this.notifyInTime();
      }
    });
  }

  /** Draws only these nodes again. */
  redraw(nodes: readonly Node[]): void {
    if (this.ended || nodes.length === 0) return;
    for (const node of nodes) this.changed.add(node);
    this.notifyInTime();
  }

  dispose(): void {
    this.ended = true;
    this.timer?.dispose();
    this.emitter.dispose();
  }

  private notifyInTime(): void {
    if (this.timer) return;
    const wait = this.lastAt + betweenMs - this.clock.now();
    if (wait <= 0 || wait > betweenMs) this.notify();
    else this.timer = this.clock.after(wait, () => this.notify());
  }

  private notify(): void {
    const { changed, isAllChanged } = this;
    const nodes = isAllChanged ? [undefined] : [...changed];
    this.timer = undefined;
    this.lastAt = this.clock.now();
    this.isAllChanged = false;
    changed.clear();
    // The editor collects them.
    for (const node of nodes) this.emitter.fire(node);
  }
}
