import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';

export interface FrameQueueOptions {
  readonly clock: Clock;
  /** Ids of chats that a window has on the screen, so that a frame about them cannot wait. Where absent, none can. */
  readonly shownChats: (() => Iterable<string>) | undefined;
  readonly handle: (text: string) => void;
}

/**
 * How long frames are collected. A hundred messages a second, each parsed and handled in a turn of its own, took several
 * times the processor time of ten turns with ten of them.
 */
const collectMs = 100;

/** Actions of pushes that come often, and that change little outside the panel of their chat. */
const frequent = [
  '"incoming_event"',
  '"incoming_typing_indicator"',
  '"incoming_sneak_peek"',
  '"events_marked_as_seen"',
];

/**
 * Frames of the socket, in order. Frequent ones about chats that no window shows are collected, without being parsed,
 * until 100 ms after the last ones. Any other frame is handled at once, after those.
 */
export class FrameQueue implements Disposable {
  private readonly waiting: string[] = [];
  private timer: Disposable | undefined;
  private handledAt = -Infinity;

  constructor(private readonly options: FrameQueueOptions) {}

  add(text: string): void {
    this.waiting.push(text);
    const { clock } = this.options;
    const sinceMs = clock.now() - this.handledAt;
    // A clock that was set back must not delay anything.
    const isEarly = sinceMs >= 0 && sinceMs < collectMs;
    if (isEarly && this.canWait(text)) {
      this.timer ??= clock.after(collectMs - sinceMs, () => this.flush());
    } else this.flush();
  }

  /** Handles what was collected, now. @throws what `handle` throws, after the other frames */
  flush(): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.handledAt = this.options.clock.now();
    try {
      for (let text = this.waiting.shift(); text !== undefined; text = this.waiting.shift()) {
        this.options.handle(text);
      }
    } finally {
      // A frame that cannot be handled must not take the others with it.
      if (this.waiting.length > 0) this.flush();
    }
  }

  dispose(): void {
    this.timer?.dispose();
    this.waiting.length = 0;
  }

  /** A quoted word that is part of a text has a backslash before its quotes. */
  private canWait(text: string): boolean {
    const { shownChats } = this.options;
    if (!shownChats || !frequent.some((action) => text.includes(action))) return false;
    for (const chatId of shownChats()) if (text.includes(chatId)) return false;
    return true;
  }
}
