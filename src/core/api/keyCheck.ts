import { sleep } from '../base/async';
import { systemClock } from '../base/clock';
import type { CallOptions } from '../domain/connection';

/** Long enough for a temporary server error to end; not longer, because a user is waiting. */
const defaultWaitMs = 2_000;

/**
 * Checks the key of a connection after a call was answered with 401, because one such answer does not prove that
 * the key is refused. Calls that are refused at the same time share one check.
 */
export class KeyCheck {
  private pending: Promise<void> | undefined;

  /**
   * @param check makes a call with `isKeyCheck`
   * @param waitMs time between the refused call and the check
   */
  constructor(
    private readonly check: (options: CallOptions) => Promise<unknown>,
    private readonly waitMs = defaultWaitMs,
  ) {}

  /** @throws FailureError `unauthorized` if the key is refused again; another one if it could not be checked */
  async confirm(): Promise<void> {
    const pending = (this.pending ??= this.run());
    try {
      await pending;
    } finally {
      if (this.pending === pending) this.pending = undefined;
    }
  }

  private async run(): Promise<void> {
    await sleep(systemClock, this.waitMs);
    await this.check({ isKeyCheck: true, outsideBudget: true });
  }
}
