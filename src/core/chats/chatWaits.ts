import { customerOf, isSaid, memberOf, type ChatPush, type LiveChat } from '../domain/liveChat';
import { queuedSince } from './chatLists';

/** Since when customers wait for an agent, or for the user’s answer. A list says it only of the newest message. */
export class ChatWaits {
  /** When the first message without an answer came, or the user got the chat, by thread. In epoch milliseconds. */
  private readonly unanswered = new Map<string, number>();

  constructor(private readonly login: () => string | undefined) {}

  /**
   * @param chat as it is after the push
   * @param now in epoch milliseconds
   */
  note(push: ChatPush, chat: LiveChat | undefined, now: number): void {
    if (push.kind === 'ended') this.unanswered.delete(push.threadId);
    else if (push.kind === 'started') {
      if (push.isTransferred) this.unanswered.set(push.chat.threadId, now);
    } else if (push.kind === 'userAdded') {
      const self = chat && memberOf(chat, this.login());
      if (self?.id === push.user.id && !self.isHidden) this.unanswered.set(push.threadId, now);
    } else if (push.kind === 'event' && !push.isUpdate && isSaid(push.event) && chat) {
      const { threadId, event } = push;
      if (event.authorId !== customerOf(chat)?.id) this.unanswered.delete(threadId);
      else if (!this.unanswered.has(threadId)) this.unanswered.set(threadId, timeOf(event.createdAt) ?? now);
    }
  }

  /** In epoch milliseconds; `undefined` if the customer does not wait, or waits for another agent. */
  since(chat: LiveChat): number | undefined {
    if (!chat.isActive) return undefined;
    const self = memberOf(chat, this.login());
    if (!self || self.isHidden) return chat.waiting === undefined ? undefined : timeOf(queuedSince(chat));
    const { lastMessage, startedAt, threadId } = chat;
    if (lastMessage && lastMessage.authorId !== customerOf(chat)?.id) return undefined;
    return this.unanswered.get(threadId) ?? timeOf(lastMessage?.createdAt ?? startedAt);
  }
}

function timeOf(time: string | undefined): number | undefined {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? undefined : at;
}
