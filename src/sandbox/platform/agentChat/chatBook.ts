import type { Account } from '../../account/account';
import type { Chat } from '../../account/chat';
import { codeOf, uuidOf } from '../ids';

/**
 * What the classic API calls a chat is a thread here. A customer has one chat with many threads, the classic
 * side has many chats (section 6.5).
 */
export interface Thread {
  readonly chatId: string;
  readonly threadId: string;
  readonly customerId: string;
  readonly chat: Chat;
}

/** The account's chats under the ids of the Agent Chat API. */
export class ChatBook {
  private readonly list: Thread[] = [];
  private readonly byChatId = new Map<string, Thread[]>();
  private readonly byClassicId = new Map<string, Thread>();

  constructor(private readonly account: Account) {}

  /** All threads, the oldest first. */
  threads(): readonly Thread[] {
    this.readOn();
    return this.list;
  }

  /** The threads of each chat, the oldest first; never empty. */
  chats(): readonly (readonly Thread[])[] {
    this.readOn();
    return [...this.byChatId.values()];
  }

  /** The threads of one chat, none for an unknown id. */
  ofChat(chatId: string): readonly Thread[] {
    this.readOn();
    return this.byChatId.get(chatId) ?? [];
  }

  of(chat: Chat): Thread {
    this.readOn();
    const found = this.byClassicId.get(chat.id);
    if (!found) throw new RangeError(`There is no chat ${chat.id}.`);
    return found;
  }

  // Chats are only ever added, in the order in which they began.
  private readOn(): void {
    if (this.list.length === this.account.chats.size) return;
    for (const chat of this.account.chats.values()) {
      if (!this.byClassicId.has(chat.id)) this.add(chat);
    }
  }

  private add(chat: Chat): void {
    const { licence } = this.account;
    // Who has no address is somebody new each time; who is talking already cannot come a second time.
    const { email, id } = chat.visitor;
    const usual = codeOf(licence, 'chat', email);
    const last = this.byChatId.get(usual)?.at(-1);
    const returns = email !== '' && (!last || last.chat.ended !== undefined);
    const key = returns ? email : id + chat.id;
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
