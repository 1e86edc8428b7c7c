import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import type { TypingIndicator } from '../../../domain/liveChat';

/** At most one indicator per chat is sent in this time. */
const pauseMs = 5_000;

interface Paused {
  readonly sent: TypingIndicator;
  /** The newest one, to be sent after the pause if it differs from the one sent. */
  next?: TypingIndicator;
  readonly timer: Disposable;
}

/** Limits how often typing indicators are sent. */
export class TypingIndicators implements Disposable {
  private readonly paused = new Map<string, Paused>();

  constructor(
    private readonly clock: Clock,
    private readonly send: (typing: TypingIndicator) => unknown,
  ) {}

  add(typing: TypingIndicator): void {
    const { chatId } = typing;
    const paused = this.paused.get(chatId);
    if (paused) {
      paused.next = typing;
      return;
    }
    const timer = this.clock.after(pauseMs, () => {
      const { sent, next } = this.paused.get(chatId) ?? {};
      this.paused.delete(chatId);
      if (next && next.isTyping !== sent?.isTyping) this.add(next);
    });
    this.paused.set(chatId, { sent: typing, timer });
    this.send(typing);
  }

  dispose(): void {
    for (const { timer } of this.paused.values()) timer.dispose();
    this.paused.clear();
  }
}
