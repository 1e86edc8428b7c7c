import type { Clock } from '../../../core/base/clock';
import type { Disposable } from '../../../core/base/disposable';

/** Long enough to learn whether an arrow key, not a click, selected the row. */
const clickMs = 20;

/** An item that the person leaves sooner is not fetched. */
const arrowKeyMs = 300;

interface Waiting {
  timer: Disposable;
  readonly fetch: () => unknown;
}

/** Delays the fetch of a previewed item, so that a held arrow key fetches only the item at which it stops. */
export class PreviewDelay implements Disposable {
  private waiting: Waiting | undefined;
  private delayMs = clickMs;
  private isDisposed = false;

  /**
   * @param answered resolves once the window has responded. A busy window handles keys that were pressed before first,
   * so what they select is known by then.
   */
  constructor(
    private readonly clock: Clock,
    private readonly answered: () => Promise<unknown>,
  ) {}

  run(fetch: () => unknown): void {
    this.waiting?.timer.dispose();
    if (this.isDisposed) return;
    const timer = this.clock.after(this.delayMs, () => this.end(waiting));
    const waiting: Waiting = { timer, fetch };
    this.waiting = waiting;
  }

  /** An arrow key selected the item; without this call it was a click. */
  reachedByArrowKey(): void {
    this.delayMs = arrowKeyMs;
    if (this.waiting) this.run(this.waiting.fetch);
  }

  dispose(): void {
    this.isDisposed = true;
    this.waiting?.timer.dispose();
    this.waiting = undefined;
  }

  private end(waiting: Waiting): void {
    const fetch = (): void => {
      if (this.waiting !== waiting) return;
      this.waiting = undefined;
      waiting.fetch();
    };
    const next = (): void => {
      // In a turn of its own, as the command of an arrow key reports it.
      if (this.waiting === waiting) waiting.timer = this.clock.after(0, fetch);
    };
    this.answered().then(next, next);
  }
}
