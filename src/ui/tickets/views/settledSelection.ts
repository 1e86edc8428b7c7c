import { sleep } from '../../../core/base/async';
import type { Clock } from '../../../core/base/clock';

const stepMs = 50;
const quietMs = 100;
const mostMs = 1_000;

/**
 * What is selected in a tree view. From a refresh until the editor has requested the rows again, `TreeView.selection`
 * has only those that were requested so far, and no event is fired once it is complete (docs/behaviour.md).
 */
export class SettledSelection {
  private requestedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  /** The editor has requested a row. */
  noteRequest(): void {
    this.requestedAt = this.clock.now();
  }

  /** Waits for a selection until the editor requests no more rows, a second at most. */
  async read<T>(selected: () => readonly T[]): Promise<readonly T[]> {
    const { clock } = this;
    const end = clock.now() + mostMs;
    const isSettled = (): boolean => selected().length > 0 && clock.now() - this.requestedAt >= quietMs;
    while (!isSettled() && clock.now() < end) await sleep(clock, stepMs);
    return selected();
  }
}
