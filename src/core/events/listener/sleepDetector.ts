import type { Clock } from '../../base/clock';
import { toDisposable, type Disposable } from '../../base/disposable';

const tickMs = 10_000;
/** A tick this late means that the machine slept, not that it is busy. */
const lateMs = 25_000;

/** Reports when this process was suspended, as by a sleeping machine or a stopped process. */
export function detectSleep(clock: Clock, onWake: (sleptMs: number) => void): Disposable {
  let timer: Disposable;
  const tick = (): void => {
    const before = clock.now();
    timer = clock.after(tickMs, () => {
      const passed = clock.now() - before;
      tick();
      if (passed > lateMs) onWake(passed - tickMs);
    });
  };
  tick();
  return toDisposable(() => timer.dispose());
}
