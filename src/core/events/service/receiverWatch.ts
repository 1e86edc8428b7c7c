import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { ListenerView } from '../status/listenerStatus';
import type { ListenerProblem } from '../status/problem';

/**
 * How long a receiver may not be live while it holds the lease. Less than the two minutes before the end of its lease of
 * which the next receiver fetches the events as well.
 */
const failingMs = 100_000;

export interface ReceiverWatchOptions {
  readonly clock: Clock;
  /** Whether this machine holds the lease now. Without a connection to NATS another one may take it anyway. */
  readonly holdsLease: () => boolean;
  readonly onFailing: (problem: ListenerProblem) => void;
}

/** Notices that the receiver of a team does not receive. */
export class ReceiverWatch {
  private timer: Disposable | undefined;
  private problem: ListenerProblem | undefined;

  constructor(private readonly options: ReceiverWatchOptions) {}

  /** The listener of the receiver has entered another state. */
  follow({ state, problem }: Pick<ListenerView, 'state' | 'problem'>): void {
    if (state === 'live') {
      this.end();
      return;
    }
    // That of a member is of the time before.
    if (problem && problem.kind !== 'team') this.problem = problem;
    this.timer ??= this.wait();
  }

  /** The lease was taken, perhaps again: the time begins anew. */
  restart(): void {
    if (!this.timer) return;
    this.timer.dispose();
    this.timer = this.wait();
  }

  /** It is live, or not the receiver any more. */
  end(): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.problem = undefined;
  }

  private wait(): Disposable {
    const { clock, holdsLease, onFailing } = this.options;
    return clock.after(failingMs, () => {
      const { problem } = this;
      // Each step of an opening ends with a problem, so one is known before long.
      if (!problem || !holdsLease()) {
        this.timer = this.wait();
        return;
      }
      this.end();
      onFailing(problem);
    });
  }
}
