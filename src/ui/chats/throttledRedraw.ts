import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';

/** A panel shows a message before the list does: the window draws both. */
const firstMs = 100;
/** The editor asks for all rows again each time. */
const everyMs = 1_000;

/** Draws a list some time after its changes, and at most once a second. */
export class ThrottledRedraw implements Disposable {
  private timer: Disposable | undefined;
  private lastAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly draw: () => void,
  ) {}

  ask(): void {
    const { clock } = this;
    const wait = Math.max(firstMs, this.lastAt + everyMs - clock.now());
    this.timer ??= clock.after(wait, () => {
      this.timer = undefined;
      this.lastAt = clock.now();
      this.draw();
    });
  }

  dispose(): void {
    this.timer?.dispose();
  }
}
