import type { Clock } from '../../../core/base/clock';
import type { Disposable } from '../../../core/base/disposable';
import type { LiveChat } from '../../../core/domain/liveChat';
import type { Transfers } from './liveModelPorts';

/** How often the time that is left is shown again. */
const everyMs = 10_000;

/** How long it takes until LiveChat transfers a chat that the person does not answer. Shown again while it decreases. */
export class TransferNote implements Disposable {
  private readonly watching: Disposable;
  private timer: Disposable | undefined;
  private isDisposed = false;

  /** @param changed called when `left` has changed and the chat has not */
  constructor(
    private readonly clock: Clock,
    private readonly transfers: Transfers,
    private readonly changed: () => void,
  ) {
    this.watching = transfers.onDidChange(changed);
  }

  /** In milliseconds; `undefined` if LiveChat does not transfer it, or that is not known. */
  left(chat: LiveChat): number | undefined {
    const { clock } = this;
    const left = (this.transfers.of(chat) ?? -Infinity) - clock.now();
    if (left <= 0) return undefined;
    if (this.isDisposed) return left;
    this.timer ??= clock.after(Math.min(everyMs, left), () => {
      this.timer = undefined;
      this.changed();
    });
    return left;
  }

  dispose(): void {
    this.isDisposed = true;
    this.watching.dispose();
    this.timer?.dispose();
  }
}
