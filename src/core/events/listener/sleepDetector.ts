import type { Clock } from '../../base/clock';
import { toDisposable, type Disposable } from '../../base/disposable';

const tickMs = 10_000;
/** A tick that is so late was held up by a machine that slept, not by one that is busy. */
const lateMs = 25_000;

/** Tells when this process has stood still, as a machine that slept or a stopped process does. */
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
