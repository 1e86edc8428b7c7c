import type { ChatRef, ReportedChat } from '../../domain/live';

interface Known {
  readonly ref: ChatRef;
  /** As it was when it began, where that was heard. */
  readonly told?: ReportedChat;
}

/**
 * Chats that go on, over the sessions of one account: what is missing among them after a reconnect ended meanwhile,
 * and what is new began.
 */
export class KnownChats {
  private readonly byThread = new Map<string, Known>();
  /** Whether they were ever compared with the server's list: before that, nothing is news. */
  private isWhole = false;

  /** @returns whether it was not known */
  add(ref: ChatRef, told?: ReportedChat): boolean {
    const isNew = !this.byThread.has(ref.threadId);
    if (isNew || told) this.byThread.set(ref.threadId, { ref, ...(told && { told }) });
    return isNew;
  }

  /** @returns what was known of it */
  remove({ threadId }: ChatRef): ReportedChat | undefined {
    const known = this.byThread.get(threadId);
    this.byThread.delete(threadId);
    return known?.told;
  }

  /** @returns what to tell of, compared with what goes on now; nothing the first time */
  compare(active: readonly ChatRef[]): {
    readonly began: readonly ChatRef[];
    readonly ended: readonly ChatRef[];
  } {
    const now = new Set(active.map(({ threadId }) => threadId));
    const ended = [...this.byThread.values()]
      .map(({ ref }) => ref)
      .filter(({ threadId }) => !now.has(threadId));
    const began = active.filter(({ threadId }) => !this.byThread.has(threadId));
    for (const ref of began) this.add(ref);
    const isFirst = !this.isWhole;
    this.isWhole = true;
    return { began: isFirst ? [] : began, ended };
  }
}
