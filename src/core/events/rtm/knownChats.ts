import type { ReportedChat } from '../../domain/arrival';
import type { ChatRef } from '../../domain/liveChat';

interface KnownChat {
  readonly ref: ChatRef;
  /** The chat at its start; absent if the start was not pushed. */
  readonly chat?: ReportedChat;
}

/**
 * Running chats, kept across the sessions of one account to find the chats that started or ended while disconnected.
 * LiveChat sends each push only once.
 */
export class KnownChats {
  private readonly byThread = new Map<string, KnownChat>();
  /** Whether the first comparison with the server's list is done, which reports no chat as started. */
  private hasBaseline = false;

  /** @returns whether the chat was not known */
  add(ref: ChatRef, chat?: ReportedChat): boolean {
    const isNew = !this.byThread.has(ref.threadId);
    if (isNew || chat) this.byThread.set(ref.threadId, { ref, ...(chat && { chat }) });
    return isNew;
  }

  /** @returns the chat at its start, if known */
  remove({ threadId }: ChatRef): ReportedChat | undefined {
    const known = this.byThread.get(threadId);
    this.byThread.delete(threadId);
    return known?.chat;
  }

  /** Compares with the server's list of active chats. The first call reports no chat as started. */
  compare(active: readonly ChatRef[]): {
    readonly started: readonly ChatRef[];
    readonly ended: readonly ChatRef[];
  } {
    const now = new Set(active.map(({ threadId }) => threadId));
    const ended = [...this.byThread.values()]
      .map(({ ref }) => ref)
      .filter(({ threadId }) => !now.has(threadId));
    const started = active.filter(({ threadId }) => !this.byThread.has(threadId));
    for (const ref of started) this.add(ref);
    const isFirst = !this.hasBaseline;
    this.hasBaseline = true;
    return { started: isFirst ? [] : started, ended };
  }
}
