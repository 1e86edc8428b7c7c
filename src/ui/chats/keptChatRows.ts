import type { ChatStore } from '../../core/chats/chatStore';
import type { KeptChat } from '../../core/localData/keptChats';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';

/** The chats that were kept on this machine, to be shown until LiveChat's list is loaded. Makes no call. */
export class KeptChatRows {
  private chats: readonly KeptChat[] = [];
  private account: string | undefined;

  /** @param changed other chats are shown */
  constructor(
    private readonly app: Pick<App, 'local' | 'session'>,
    private readonly store: Pick<ChatStore, 'listStatus' | 'get'>,
    private readonly changed: () => void,
  ) {}

  /** Those of which nothing else is known; none once the list was loaded. */
  current(): readonly KeptChat[] {
    const { app, store, account } = this;
    if (store.listStatus.kind === 'loaded' || account !== accountIdOf(app.session.current)) this.chats = [];
    return this.chats.filter(({ chat }) => !store.get(chat.chatId));
  }

  /** Reads them, once for an account. Never rejects. */
  async look(): Promise<void> {
    const account = accountIdOf(this.app.session.current);
    if (account === this.account || account === undefined || this.store.listStatus.kind === 'loaded') return;
    this.account = account;
    this.chats = [];
    const read = this.app.local.get().then((store) => store.chats(account));
    const chats = await read.catch(() => []);
    if (this.account !== account || chats.length === 0) return;
    this.chats = chats;
    this.changed();
  }
}
