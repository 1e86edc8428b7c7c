import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { logTextOf, type ListenerProblem } from '../status/problem';

const standBackMs = 10 * 60_000;

/** A machine that held the lease and did not receive leaves the lease to other machines for a time. */
export class StandingBack {
  private current:
    { readonly run: string; readonly problem: ListenerProblem; readonly timer: Disposable } | undefined;

  constructor(
    private readonly options: { readonly clock: Clock; readonly log: Log },
    /** The time is over. */
    private readonly onEnd: () => void,
  ) {}

  /** @param run what it is about, such as account and server: another one may work */
  begin(run: string, problem: ListenerProblem): void {
    const { clock, log } = this.options;
    const why = logTextOf(problem);
    log.warn(`Team: this machine receives nothing (${why}), and leaves that to another one for 10 minutes.`);
    this.end();
    const timer = clock.after(standBackMs, () => {
      this.current = undefined;
      this.onEnd();
    });
    this.current = { run, problem, timer };
  }

  /** Why it stands back; ends where that was another run. */
  reasonOf(run: string): ListenerProblem | undefined {
    if (this.current?.run !== run) this.end();
    return this.current?.problem;
  }

  /** @returns whether it stood back */
  end(): boolean {
    const { current } = this;
    this.current = undefined;
    current?.timer.dispose();
    return current !== undefined;
  }
}
