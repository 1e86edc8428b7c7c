import type { ChatState } from '../../../core/chats/chatState';
import type { LiveChat } from '../../../core/domain/liveChat';

/** Threads of a chat from before its newest one, as far as the person has asked for them. */
export class EarlierThreads {
  /** Oldest first, without a gap up to the newest thread. */
  private threads: readonly LiveChat[] = [];

  /** @param read one call; resolves to `undefined` if it failed */
  constructor(private readonly read: (threadId: string) => Promise<LiveChat | undefined>) {}

  get all(): readonly LiveChat[] {
    return this.threads;
  }

  /** Whether there is an earlier thread than those shown. */
  hasMore(newest: LiveChat): boolean {
    return this.next(newest) !== undefined;
  }

  /** Reads the thread before the oldest one that is shown. */
  async showOne(newest: LiveChat): Promise<void> {
    const threadId = this.next(newest);
    const thread = threadId === undefined ? undefined : await this.read(threadId);
    // Another thread may have begun meanwhile.
    if (thread && threadId === this.next(newest)) this.threads = [thread, ...this.threads];
  }

  /** What was shown stays when another thread begins, if it is complete. */
  follow(before: ChatState | undefined, { chat: newest }: ChatState): void {
    if (!before || before.chat.threadId === newest.threadId) return;
    const { chat, isStale } = before;
    const { previousThreadId = chat.threadId } = newest;
    const isComplete = !isStale && chat.events !== undefined && previousThreadId === chat.threadId;
    this.threads = isComplete ? [...this.threads, chat] : [];
  }

  private next(newest: LiveChat): string | undefined {
    return (this.threads[0] ?? newest).previousThreadId;
  }
}
