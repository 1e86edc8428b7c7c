import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { compareTimes, laterOf } from './eventOrder';

/** One call per chat in this time, because each costs. */
const pauseMs = 5_000;

interface Mark {
  readonly sent: string;
  next?: string;
  readonly timer: Disposable;
}

/** Limits how often what the user has seen is sent to LiveChat. */
export class SeenMarks implements Disposable {
  private readonly marks = new Map<string, Mark>();

  constructor(
    private readonly clock: Clock,
    private readonly send: (chatId: string, upTo: string) => unknown,
  ) {}

  /** @param known what LiveChat has */
  mark(chatId: string, upTo: string, known?: string): void {
    const mark = this.marks.get(chatId);
    const before = laterOf(known, laterOf(mark?.sent, mark?.next));
    if (before !== undefined && compareTimes(upTo, before) <= 0) return;
    if (mark) {
      mark.next = upTo;
      return;
    }
    const timer = this.clock.after(pauseMs, () => {
      const { next } = this.marks.get(chatId) ?? {};
      this.marks.delete(chatId);
      if (next !== undefined) this.mark(chatId, next);
    });
    this.marks.set(chatId, { sent: upTo, timer });
    this.send(chatId, upTo);
  }

  clear(): void {
    for (const { timer } of this.marks.values()) timer.dispose();
    this.marks.clear();
  }

  dispose(): void {
    this.clear();
  }
}
