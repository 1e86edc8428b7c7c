import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';

export interface FrameQueueOptions {
  readonly clock: Clock;
  /** Ids of chats that a window has on the screen, so that a frame about them cannot wait. Where absent, none can. */
  readonly shownChats: (() => Iterable<string>) | undefined;
  readonly handle: (text: string) => void;
  readonly source: FrameSource;
}

/** Where frames come from. */
export interface FrameSource {
  pause(): void;
  resume(): void;
}

/**
 * How long frames are collected. A hundred messages a second, each parsed and handled in a turn of its own, took several
 * times the processor time of ten turns with ten of them.
 */
const collectMs = 100;

/**
 * How long the socket is not read while frames are collected: to read each as it arrives takes more processor time than
 * everything that is done with it. A message of a chat on the screen is late by no more than this.
 */
const pauseMs = 40;
/** Frames that were collected before that, so that it happens only where more than some twenty a second come. */
const fewFrames = 1;

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
  private paused: Disposable | undefined;
  private handledAt = -Infinity;

  constructor(private readonly options: FrameQueueOptions) {}

  /** @param now of the clock, which takes as long to read as a frame to decode */
  add(text: string, now: number): void {
    const { clock } = this.options;
    const sinceMs = now - this.handledAt;
    // A clock that was set back must not delay anything.
    const isEarly = sinceMs >= 0 && sinceMs < collectMs;
    this.waiting.push(text);
    if (isEarly && this.canWait(text)) {
      this.timer ??= clock.after(collectMs - sinceMs, () => this.flush(clock.now()));
      if (this.waiting.length > fewFrames) this.pause();
    } else this.flush(now);
  }

  /** Handles what was collected. @throws what `handle` throws, after the other frames */
  flush(now: number): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.handledAt = now;
    this.resume();
    try {
      for (let text = this.waiting.shift(); text !== undefined; text = this.waiting.shift()) {
        this.options.handle(text);
      }
    } finally {
      // A frame that cannot be handled must not take the others with it.
      if (this.waiting.length > 0) this.flush(now);
    }
  }

  dispose(): void {
    this.timer?.dispose();
    this.paused?.dispose();
    this.waiting.length = 0;
  }

  private pause(): void {
    if (this.paused) return;
    this.paused = this.options.clock.after(pauseMs, () => this.resume());
    this.options.source.pause();
  }

  private resume(): void {
    if (!this.paused) return;
    this.paused.dispose();
    this.paused = undefined;
    this.options.source.resume();
  }

  /** A quoted word that is part of a text has a backslash before its quotes. */
  private canWait(text: string): boolean {
    const { shownChats } = this.options;
    if (!shownChats || !frequent.some((action) => text.includes(action))) return false;
    for (const chatId of shownChats()) if (text.includes(chatId)) return false;
    return true;
  }
}
