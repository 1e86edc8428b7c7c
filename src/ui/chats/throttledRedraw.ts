import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';

/** A panel shows a message before the list does: the window draws both. */
const firstMs = 100;
/** The editor asks for all rows again each time. */
const everyMs = 1_000;
/** Too many for a person to read; to draw fifty changed rows a second costs a hundredth of a core. */
const manyPerSecond = 25;
const manyMs = 2_000;

/** Draws a list some time after its changes, and at most once a second; less often while it changes all the time. */
export class ThrottledRedraw implements Disposable {
  private timer: Disposable | undefined;
  private lastAt = -Infinity;
  /** Changes since then. */
  private changes = 0;
  private pauseMs = everyMs;

  constructor(
    private readonly clock: Clock,
    private readonly draw: () => void,
  ) {}

  ask(): void {
    this.changes += 1;
    if (this.timer) return;
    const { clock } = this;
    // A clock that was set back must not delay it further.
    const wait = Math.min(this.pauseMs, Math.max(firstMs, this.lastAt + this.pauseMs - clock.now()));
    this.timer = clock.after(wait, () => {
      this.timer = undefined;
      const seconds = (clock.now() - this.lastAt) / 1_000;
      this.pauseMs = this.changes > manyPerSecond * seconds ? manyMs : everyMs;
      this.changes = 0;
      this.lastAt = clock.now();
      this.draw();
    });
  }

  dispose(): void {
    this.timer?.dispose();
  }
}
