import type { Clock } from '../../../core/base/clock';
import type { Disposable } from '../../../core/base/disposable';

/** A held key selects a row every 30 to 40 ms, of which a busy window draws one every 100 to 200 ms. */
const restMs = 250;

/**
 * What is done for a previewed item besides showing it. While a held key passes one item after the other, this waits
 * until the key rests: each part is a message that a busy window handles before it draws the page of the next item.
 */
export class AfterWalk implements Disposable {
  private readonly waiting = new Set<() => unknown>();
  private timer: Disposable | undefined;
  private shownAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** A preview is shown. It belongs to a walk if the one before was shown a moment ago. */
  shown(): void {
    const now = this.clock.now();
    const isWalking = now - this.shownAt < restMs;
    this.shownAt = now;
    if (!isWalking) return;
    this.timer?.dispose();
    this.timer = this.clock.after(restMs, () => this.end());
  }

  /** Does the work at once, or once after the walk. */
  run(work: () => unknown): void {
    if (this.timer) this.waiting.add(work);
    else work();
  }

  dispose(): void {
    this.end();
  }

  private end(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const works = [...this.waiting];
    this.waiting.clear();
    for (const work of works) work();
  }
}
