import type { HeldView } from '../../protocol/delayedReply';
import type { DraftSyncEnvironment } from './draftSync';

/** Left seconds that are announced again, so that screen readers do not speak all the time. */
const announcedAt: readonly number[] = [20, 10, 5];

/** Counts the seconds until a reply that waits is sent. */
export class Countdown {
  private held: HeldView | undefined;
  private until = 0;
  private shown = Infinity;
  private stopTimer: (() => void) | undefined;

  /**
   * @param show called with the seconds that are left
   * @param announce speaks a text
   */
  constructor(
    private readonly around: Pick<DraftSyncEnvironment, 'now' | 'later'>,
    private readonly show: (held: HeldView | undefined, seconds: number) => void,
    private readonly announce: (text: string) => void,
  ) {}

  /** @param held `undefined` once no reply waits */
  set(held: HeldView | undefined): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    const wasHeld = this.held !== undefined;
    this.held = held;
    if (!held) {
      if (wasHeld) this.show(undefined, 0);
      return;
    }
    this.until = this.around.now() + held.leftMs;
    if (!wasHeld) {
      this.shown = Infinity;
      this.speak(held, secondsIn(held.leftMs));
    }
    this.tick(held);
  }

  private tick(held: HeldView): void {
    const leftMs = this.until - this.around.now();
    const seconds = secondsIn(leftMs);
    if (seconds < this.shown && this.shown < Infinity && announcedAt.includes(seconds))
      this.speak(held, seconds);
    this.shown = seconds;
    this.show(held, seconds);
    if (leftMs > 0) this.stopTimer = this.around.later(() => this.tick(held), leftMs - (seconds - 1) * 1_000);
  }

  private speak({ announcement }: HeldView, seconds: number): void {
    this.announce(announcement.replace('{0}', String(seconds)));
  }
}

function secondsIn(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1_000));
}
