import type { TicketSnapshot } from '../../core/actions/ticketOutcome';
import { withGroupNames } from '../../core/actions/ticketResult';
import { chatOfEvent, toPublicChat, type ChatResult } from '../../core/actions/chats/chatResult';
import type { Lazy } from '../../core/base/lazy';
import { failureOf } from '../../core/domain/failure';
import type { ChatIdInput } from '../../core/domain/input/chatInput';
import type { LocalStore } from '../../core/localData/localStore';
import { accountIdOf, type SessionStore } from '../../core/stores/sessionStore';

export interface OfflineOptions {
  readonly session: SessionStore;
  readonly local: Lazy<LocalStore>;
}

/** What code gets without a network: what is kept, or the failure. */
export class Offline {
  constructor(private readonly options: OfflineOptions) {}

  async orTicket(id: string, call: Promise<TicketSnapshot>): Promise<TicketSnapshot> {
    return await this.orKept(call, ({ kept }, account) => {
      const found = kept.ticket(account, id);
      if (!found) return undefined;
      return {
        ticket: withGroupNames(found.ticket, kept.groupNames(account)),
        readAt: found.fetchedAt,
      };
    });
  }

  async orChat({ chatId, threadId }: ChatIdInput, call: Promise<ChatResult>): Promise<ChatResult> {
    return await this.orKept(call, ({ kept }, account) => {
      const value = kept.chat(account, threadId ?? chatId)?.value;
      if (value?.from === 'api') return toPublicChat(value.chat, undefined);
      return value && chatOfEvent(value.content);
    });
  }

  /** @param account the one for which the call was made */
  private async orKept<T>(
    call: Promise<T>,
    read: (store: LocalStore, account: string) => T | undefined,
  ): Promise<T> {
    const { session, local } = this.options;
    const account = accountIdOf(session.current);
    try {
      return await call;
    } catch (thrown) {
      if (failureOf(thrown)?.code !== 'network' || account === undefined) throw thrown;
      const kept = await local.get().then(
        (store) => read(store, account),
        () => undefined,
      );
      if (kept === undefined) throw thrown;
      return kept;
    }
  }
}
