import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import { quietHoursChange, quietHoursEnd } from '../../core/base/quietHours';
import type { ListenerStorage } from '../../core/events/status/checkpoint';

const muteMs = 60 * 60_000;

/** Whether notifications are muted, in all windows of this machine: for an hour, or during quiet hours. */
export class DoNotDisturb implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  private untilMs = 0;
  private timer: Disposable | undefined;
  private isEnded = false;

  /**
   * @param storage read before each toast, because any window may write it
   * @param hours the daily quiet hours, see `quietHoursEnd`
   */
  constructor(
    private readonly storage: ListenerStorage,
    private readonly clock: Clock,
    private readonly hours: () => string,
  ) {}

  /** ISO 8601; `undefined` while not muted. As last loaded. */
  get until(): string | undefined {
    const now = this.clock.now();
    const until = Math.max(this.untilMs, quietHoursEnd(this.hours(), now) ?? 0);
    return until > now ? new Date(until).toISOString() : undefined;
  }

  /** Whether the user muted, and so can unmute. Quiet hours cannot be ended that way. */
  get isMuted(): boolean {
    return this.untilMs > this.clock.now();
  }

  /** Resolves to whether notifications are muted. @throws the system's error */
  async load(): Promise<boolean> {
    const value = await this.storage.read();
    this.setUntil(typeof value === 'number' && value <= this.clock.now() + muteMs ? value : 0);
    this.schedule();
    return this.until !== undefined;
  }

  /** For an hour events appear in the status bar only. @throws the system's error */
  async mute(): Promise<void> {
    await this.save(this.clock.now() + muteMs);
  }

  /** @throws the system's error */
  async unmute(): Promise<void> {
    await this.save(0);
  }

  /** The setting has changed, or quiet hours begin or end. */
  hoursChanged(): void {
    this.schedule();
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.isEnded = true;
    this.timer?.dispose();
    this.owned.dispose();
  }

  private async save(untilMs: number): Promise<void> {
    this.setUntil(untilMs);
    await this.storage.write(untilMs);
  }

  private setUntil(untilMs: number): void {
    if (untilMs === this.untilMs) return;
    this.untilMs = untilMs;
    this.schedule();
    this.changed.fire(undefined);
  }

  /** Sets a timer for the next time at which muting or quiet hours begin or end. */
  private schedule(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const now = this.clock.now();
    const muteEnd = this.untilMs > now ? this.untilMs : Infinity;
    const next = Math.min(muteEnd, quietHoursChange(this.hours(), now) ?? Infinity);
    if (this.isEnded || next === Infinity) return;
    this.timer = this.clock.after(next - now, () => this.hoursChanged());
  }
}
