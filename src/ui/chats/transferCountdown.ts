import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { ChatStore } from '../../core/chats/chatStore';
import { ChatWaits } from '../../core/chats/chatWaits';
import { transferAt, type ChatTimeLimits } from '../../core/domain/chatTimeLimits';
import { sectionOf, type LiveChat } from '../../core/domain/liveChat';
import { accountIdOf } from '../../core/stores/sessionStore';
import { timeLimitsOf } from '../../core/stores/fetchChatTimeLimits';
import type { App } from '../shell/app';

/**
 * When LiveChat transfers a chat of the person to another agent because it has no answer. Known to administrators only,
 * and approximately: typing stops LiveChat's clock, too.
 */
export class TransferCountdown implements Disposable {
  private readonly waits: ChatWaits;
  private readonly watching: Disposable;
  private readonly changed = new Emitter<undefined>();
  /** Fires once the time limits of the account are known. Other changes are those of a chat. */
  readonly onDidChange = this.changed.event;
  private limits: { readonly account: string; read?: ChatTimeLimits | undefined } | undefined;

  constructor(
    private readonly app: Pick<App, 'session' | 'clock'>,
    private readonly store: ChatStore,
  ) {
    this.waits = new ChatWaits(() => store.login);
    this.watching = store.onDidPush((push) => {
      const chatId = push.kind === 'started' ? push.chat.chatId : 'chatId' in push ? push.chatId : '';
      this.waits.note(push, store.get(chatId)?.chat, app.clock.now());
    });
  }

  /** In epoch milliseconds; `undefined` if it is not known, or the customer does not wait for the person. */
  of(chat: LiveChat): number | undefined {
    if (sectionOf(chat, this.store.login) !== 'mine') return undefined;
    const since = this.waits.since(chat);
    return since === undefined ? undefined : transferAt(since, this.limitsNow());
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }

  /** Read with the first chat that waits. */
  private limitsNow(): ChatTimeLimits | undefined {
    const { session } = this.app;
    const account = accountIdOf(session.current);
    if (account === undefined) return undefined;
    if (this.limits?.account !== account) {
      const limits: typeof this.limits = { account };
      this.limits = limits;
      void timeLimitsOf(session).then((read) => {
        limits.read = read;
        if (read?.transferAfterMin !== undefined) this.changed.fire(undefined);
      });
    }
    return this.limits.read;
  }
}
