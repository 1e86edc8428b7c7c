import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import {
  isSubjectId,
  mergeActivities,
  subjectKey,
  type Activity,
  type PresenceSubject,
} from './presenceMessage';

/** What is visible for less time is not read: previews pass by while the user moves through a list. */
export const dwellMs = 3_000;
/** How long the user counts as typing after the last key. */
export const typingMs = 10_000;
/** A person who left the window this long ago reads nothing there. */
export const awayMs = 180_000;

/** A ticket or chat that is visible in this window. */
export interface VisibleSubject extends PresenceSubject {
  /** When the user last typed there, in epoch milliseconds. */
  readonly typedAt?: number;
}

export interface AttentionOptions {
  readonly clock: Clock;
  /** What is visible now. */
  readonly visible: () => readonly VisibleSubject[];
  readonly report: (on: readonly Activity[]) => void;
}

/** Decides what the user reads or types in this window, and reports it when it changes. Makes no calls. */
export class Attention implements Disposable {
  /** Since when each subject is visible, by `subjectKey`. */
  private since = new Map<string, number>();
  private leftAt: number | undefined;
  private timer: Disposable | undefined;
  private reported = '[]';
  private on: readonly Activity[] = [];

  constructor(private readonly options: AttentionOptions) {}

  /** What was reported last. */
  get current(): readonly Activity[] {
    return this.on;
  }

  setFocused(isFocused: boolean): void {
    if (isFocused) this.leftAt = undefined;
    else this.leftAt ??= this.options.clock.now();
    this.look();
  }

  /** What is visible has changed, or the user typed. */
  look(): void {
    const { clock } = this.options;
    const now = clock.now();
    const visible = this.options.visible().filter(({ id }) => isSubjectId(id));
    this.since = new Map(visible.map((one) => [subjectKey(one), this.since.get(subjectKey(one)) ?? now]));
    const moments: number[] = [];
    const until = (at: number): boolean => {
      if (at > now) moments.push(at);
      return at > now;
    };
    const isHere = this.leftAt === undefined || until(this.leftAt + awayMs);
    const on = visible.flatMap((one): Activity[] => {
      const { kind, id, typedAt = 0 } = one;
      if (until(typedAt + typingMs)) return [{ kind, id, doing: 'typing' }];
      const since = this.since.get(subjectKey(one)) ?? now;
      const isPassing = typedAt < since && until(since + dwellMs);
      return isPassing ? [] : [{ kind, id, doing: 'reading' }];
    });
    this.timer?.dispose();
    if (moments.length > 0) this.timer = clock.after(Math.min(...moments) - now, () => this.look());
    this.report(isHere ? mergeActivities(on) : []);
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private report(on: readonly Activity[]): void {
    const text = JSON.stringify(on);
    if (text === this.reported) return;
    this.reported = text;
    this.on = on;
    this.options.report(on);
  }
}
