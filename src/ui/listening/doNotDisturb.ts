import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import { quietHoursChange, quietHoursEnd } from '../../core/base/quietHours';
import type { ListenerStorage } from '../../core/events/status/listenerTypes';

const muteMs = 60 * 60_000;

/** Whether a person wants no toasts for now, in all windows of this machine. */
export class DoNotDisturb implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  private untilMs = 0;
  private timer: Disposable | undefined;
  private isEnded = false;

  /**
   * @param storage read anew before each toast, since any window may write
   * @param hours the quiet hours of every day, see `quietHoursEnd`
   */
  constructor(
    private readonly storage: ListenerStorage,
    private readonly clock: Clock,
    private readonly hours: () => string,
  ) {}

  /** ISO 8601; `undefined` where toasts are wanted. As it was when last looked at. */
  get until(): string | undefined {
    const now = this.clock.now();
    const until = Math.max(this.untilMs, quietHoursEnd(this.hours(), now) ?? 0);
    return until > now ? new Date(until).toISOString() : undefined;
  }

  /** Whether a person has asked for it, who may think better of it. Quiet hours come and go by themselves. */
  get isMuted(): boolean {
    return this.untilMs > this.clock.now();
  }

  /** @throws the system's error where it cannot be read */
  async look(): Promise<boolean> {
    const value = await this.storage.read();
    this.become(typeof value === 'number' && value <= this.clock.now() + muteMs ? value : 0);
    this.watch();
    return this.until !== undefined;
  }

  /** No toasts for an hour: the status bar tells in their place. @throws the system's error */
  async mute(): Promise<void> {
    await this.set(this.clock.now() + muteMs);
  }

  /** @throws the system's error */
  async unmute(): Promise<void> {
    await this.set(0);
  }

  /** Other hours were set. */
  hoursChanged(): void {
    this.watch();
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.isEnded = true;
    this.timer?.dispose();
    this.owned.dispose();
  }

  private async set(untilMs: number): Promise<void> {
    this.become(untilMs);
    await this.storage.write(untilMs);
  }

  private become(untilMs: number): void {
    if (untilMs === this.untilMs) return;
    this.untilMs = untilMs;
    this.watch();
    this.changed.fire(undefined);
  }

  /** Tells when muting or quiet hours begin or end by themselves. */
  private watch(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const now = this.clock.now();
    const muteEnd = this.untilMs > now ? this.untilMs : Infinity;
    const next = Math.min(muteEnd, quietHoursChange(this.hours(), now) ?? Infinity);
    if (this.isEnded || next === Infinity) return;
    this.timer = this.clock.after(next - now, () => this.hoursChanged());
  }
}
