import type { Clock } from '../../../core/base/clock';
import type { Disposable } from '../../../core/base/disposable';

/** Long enough to learn whether an arrow key, not a click, selected the row. */
const clickMs = 20;

/** An item that the person leaves sooner is not fetched. */
const arrowKeyMs = 300;

/** Delays the fetch of a previewed item, so that a held arrow key fetches only the item at which it stops. */
export class PreviewDelay implements Disposable {
  private waiting: { readonly timer: Disposable; readonly fetch: () => unknown } | undefined;
  private delayMs = clickMs;
  private isDisposed = false;

  constructor(private readonly clock: Clock) {}

  run(fetch: () => unknown): void {
    this.waiting?.timer.dispose();
    if (this.isDisposed) return;
    const timer = this.clock.after(this.delayMs, () => {
      this.waiting = undefined;
      fetch();
    });
    this.waiting = { timer, fetch };
  }

  /** An arrow key selected the item; without this call it was a click. */
  reachedByArrowKey(): void {
    this.delayMs = arrowKeyMs;
    if (this.waiting) this.run(this.waiting.fetch);
  }

  dispose(): void {
    this.isDisposed = true;
    this.waiting?.timer.dispose();
  }
}
