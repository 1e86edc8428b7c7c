import { withTimeout } from '../../core/base/async';
import type { Disposable } from '../../core/base/disposable';
import type { App } from '../shell/app';

/** The view is drawn without kept rows if reading them takes longer. */
const longestMs = 1_000;
/** Until the rows below the first ones were sent. */
const sendMs = 30;

/**
 * Answers the editor's first request for rows once the accounts are loaded and kept rows are in the lists, so that the
 * editor need not request them again. A change meanwhile must not be reported: the editor would drop the answer. What
 * blocks the extension host for long, such as loading the API client, waits until the rows are drawn.
 */
export class FirstRows implements Disposable {
  private state: 'unrequested' | 'pending' | 'drawing' | 'over' = 'unrequested';
  private preparing: Promise<void> | undefined;
  private timer: Disposable | undefined;
  private drawn: () => void = () => undefined;

  /**
   * @param open opens what draws kept rows
   * @param onDrawn lists can be loaded from now on
   */
  constructor(
    private readonly app: Pick<App, 'session' | 'tickets' | 'clock' | 'shared'>,
    private readonly open: () => Promise<unknown>,
    private readonly onDrawn: () => void,
  ) {}

  /** Whether the editor waits for its first rows. */
  get isPending(): boolean {
    return this.state === 'pending';
  }

  /** Whether the editor waits for its first rows or draws them. */
  get isBusy(): boolean {
    return this.state === 'pending' || this.state === 'drawing';
  }

  /** @returns what a request for the topmost rows waits for; nothing once the first one was answered */
  wait(): Promise<void> | undefined {
    if (this.state === 'unrequested') {
      this.state = 'pending';
      this.app.shared.drawing = new Promise((resolve) => (this.drawn = resolve));
      this.preparing = this.prepare();
    }
    return this.isPending ? this.preparing : undefined;
  }

  /** The editor has requested the rows below one of the topmost. */
  requestedBelow(): void {
    if (this.state === 'drawing') this.endAfter(sendMs);
  }

  dispose(): void {
    this.timer?.dispose();
    this.drawn();
  }

  private async prepare(): Promise<void> {
    const { session, tickets, clock } = this.app;
    const kept = session.load().then(() => tickets.showKept());
    await withTimeout(clock, longestMs, kept);
    // Without it, rows are drawn as they are before it is loaded.
    if (tickets.keptAt !== undefined) await this.open().catch(() => undefined);
    this.state = 'drawing';
    this.endAfter(tickets.keptAt === undefined ? 0 : longestMs);
  }

  private endAfter(ms: number): void {
    this.timer?.dispose();
    this.timer = this.app.clock.after(ms, () => {
      this.state = 'over';
      this.drawn();
      this.onDrawn();
    });
  }
}
