import type { DelayedReply } from '../../protocol/delayedReply';
import type { DraftSyncEnvironment } from './draftSync';

/** Left seconds that are announced again, so that screen readers do not speak all the time. */
const announcedAt: readonly number[] = [20, 10, 5];

/** Counts the seconds until a reply that waits is sent. */
export class Countdown {
  private delayed: DelayedReply | undefined;
  private until = 0;
  private shown = Infinity;
  private stopTimer: (() => void) | undefined;

  /**
   * @param show called with the seconds that are left
   * @param announce speaks a text
   */
  constructor(
    private readonly around: Pick<DraftSyncEnvironment, 'now' | 'later'>,
    private readonly show: (delayed: DelayedReply | undefined, seconds: number) => void,
    private readonly announce: (text: string) => void,
  ) {}

  /** @param delayed `undefined` once no reply waits */
  set(delayed: DelayedReply | undefined): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    const wasDelayed = this.delayed !== undefined;
    this.delayed = delayed;
    if (!delayed) {
      if (wasDelayed) this.show(undefined, 0);
      return;
    }
    this.until = this.around.now() + delayed.leftMs;
    if (!wasDelayed) {
      this.shown = Infinity;
      this.speak(delayed, secondsIn(delayed.leftMs));
    }
    this.tick(delayed);
  }

  private tick(delayed: DelayedReply): void {
    const leftMs = this.until - this.around.now();
    const seconds = secondsIn(leftMs);
    if (seconds < this.shown && this.shown < Infinity && announcedAt.includes(seconds))
      this.speak(delayed, seconds);
    this.shown = seconds;
    this.show(delayed, seconds);
    if (leftMs > 0)
      this.stopTimer = this.around.later(() => this.tick(delayed), leftMs - (seconds - 1) * 1_000);
  }

  private speak({ announcement }: DelayedReply, seconds: number): void {
    this.announce(announcement.replace('{0}', String(seconds)));
  }
}

function secondsIn(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1_000));
}
