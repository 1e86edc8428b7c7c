import type { Account } from '../../account/account';
import type { Chat } from '../../account/chat';
import { codeOf, uuidOf } from '../formats';

/** A chat of the classic API is a thread here; a customer has one chat with many threads. */
export interface Thread {
  readonly chatId: string;
  readonly threadId: string;
  readonly customerId: string;
  readonly chat: Chat;
}

/** The account's chats under the ids of the Agent Chat API. */
export class ChatStore {
  private readonly list: Thread[] = [];
  private readonly byChatId = new Map<string, Thread[]>();
  private readonly byClassicId = new Map<string, Thread>();

  constructor(private readonly account: Account) {}

  /** All threads, oldest first. */
  threads(): readonly Thread[] {
    this.sync();
    return this.list;
  }

  /** The threads of each chat, oldest first; never empty. */
  chats(): readonly (readonly Thread[])[] {
    this.sync();
    return [...this.byChatId.values()];
  }

  /** The threads of a chat; none for an unknown id. */
  ofChat(chatId: string): readonly Thread[] {
    this.sync();
    return this.byChatId.get(chatId) ?? [];
  }

  of(chat: Chat): Thread {
    this.sync();
    const found = this.byClassicId.get(chat.id);
    if (!found) throw new RangeError(`Unknown chat: ${chat.id}`);
    return found;
  }

  // Chats are only added, in the order in which they started.
  private sync(): void {
    if (this.list.length === this.account.chats.size) return;
    for (const chat of this.account.chats.values()) {
      if (!this.byClassicId.has(chat.id)) this.add(chat);
    }
  }

  private add(chat: Chat): void {
    const { licence } = this.account;
    // Visitors without an e-mail address, or with a running chat, count as new customers.
    const { email, id } = chat.visitor;
    const knownChatId = codeOf(licence, 'chat', email);
    const last = this.byChatId.get(knownChatId)?.at(-1);
    const isReturning = email !== '' && (!last || last.chat.ended !== undefined);
    const key = isReturning ? email : id + chat.id;
    const thread: Thread = {
      chatId: codeOf(licence, 'chat', key),
      threadId: codeOf(licence, 'thread', chat.id),
      customerId: uuidOf(licence, 'customer', key),
      chat,
    };
    this.list.push(thread);
    this.byClassicId.set(chat.id, thread);
    this.byChatId.set(thread.chatId, [...(this.byChatId.get(thread.chatId) ?? []), thread]);
  }
}
