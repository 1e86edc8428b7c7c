import { l10n } from 'vscode';
import type { ChatActions } from '../../core/actions/chats/chatActions';
import type { ChatResult, ChatSummaryResult } from '../../core/actions/chats/chatResult';
import type { ChatSearchResult } from '../../core/actions/chats/chatSearches';
import {
  readChat,
  readChatId,
  readChatSearch,
  readChatView,
  readClose,
  readJoin,
  readResume,
  readSend,
  readTagging,
  readTransfer,
} from '../../core/domain/input/chatInput';
import { fail, failureOf } from '../../core/domain/failure';
import { chatFailureText, messageLostText } from '../messages/chatMessages';
import { whyOf, type Attempt } from '../messages/failureMessages';
import type { Offline } from './offline';
import { inputOf, LiveChatError, orLiveChatError } from '../shell/liveChatError';

/** Asks for confirmation, waits for a cancellation, and closes the chat. */
export type CloseWithPerson = (id: string) => Promise<ChatId | 'cancelled'>;

type ChatId = Readonly<Record<'chatId', string>>;

/**
 * Running chats for code: an unchecked argument in, the contract's result out. Every method rejects with a
 * `LiveChatError`, whose code is `unsupported` for a classic account.
 */
export class ChatCommandApi {
  constructor(
    private readonly actions: ChatActions,
    private readonly offline: Pick<Offline, 'orChat'>,
    private readonly closeWithPerson: CloseWithPerson,
  ) {}

  async list(argument: unknown): Promise<{ readonly chats: readonly ChatSummaryResult[] }> {
    const attempt = (): string => l10n.t('Chats could not be loaded.');
    return await this.run(attempt, () => this.actions.list(inputOf(readChatView(argument))));
  }

  async get(argument: unknown): Promise<ChatResult> {
    const attempt = (): string => l10n.t('The chat could not be loaded.');
    return await this.run(attempt, async () => {
      const chat = inputOf(readChatId(argument));
      return await this.offline.orChat(chat, this.actions.get(chat));
    });
  }

  async join(argument: unknown): Promise<ChatResult> {
    const attempt = (): string => l10n.t('The chat was not joined.');
    return await this.run(attempt, () => this.actions.join(inputOf(readJoin(argument))));
  }

  /** The chat, if `send` would send the message to it. Sends nothing. */
  async getSendable(argument: unknown): Promise<ChatResult> {
    const attempt = (): string => l10n.t('The message was not sent.');
    return await this.run(attempt, () => this.actions.getSendable(inputOf(readSend(argument))));
  }

  /** `eventId` is absent if LiveChat accepted the message without telling it. */
  async send(argument: unknown): Promise<ChatId & { readonly threadId: string; readonly eventId?: string }> {
    const attempt = (): string => l10n.t('The message was not sent.');
    return await this.run(attempt, async () => {
      const result = await this.actions.send(inputOf(readSend(argument)));
      if (result.kind === 'lost') throw new LiveChatError('network', messageLostText(whyOf(result.why)));
      const { kind: _, ...sent } = result;
      return sent;
    });
  }

  async transfer(argument: unknown): Promise<ChatResult> {
    const attempt = (): string => l10n.t('The chat was not transferred.');
    return await this.run(attempt, () => {
      const { chatId, target } = inputOf(readTransfer(argument));
      return this.actions.transfer(chatId, target);
    });
  }

  async leave(argument: unknown): Promise<ChatId> {
    const attempt = (): string => l10n.t('You did not leave the chat.');
    return await this.run(attempt, () => this.actions.leave(inputOf(readChat(argument))));
  }

  async tag(argument: unknown): Promise<ChatId & { readonly tags: readonly string[] }> {
    return await this.setTag(argument, true);
  }

  async untag(argument: unknown): Promise<ChatId & { readonly tags: readonly string[] }> {
    return await this.setTag(argument, false);
  }

  /** Skips the question if the caller states that the user has confirmed. */
  async close(argument: unknown): Promise<ChatId> {
    const attempt = (): string => l10n.t('The chat was not closed.');
    return await this.run(attempt, async () => {
      const { chatId, confirmed } = inputOf(readClose(argument));
      if (confirmed) return await this.actions.close(chatId);
      const closed = await this.closeWithPerson(chatId);
      return closed === 'cancelled' ? fail({ code: 'cancelled' }) : closed;
    });
  }

  async resume(argument: unknown): Promise<ChatResult> {
    const attempt = (): string => l10n.t('The chat was not resumed.');
    return await this.run(attempt, () => {
      const { chatId, message } = inputOf(readResume(argument));
      return this.actions.resume(chatId, message);
    });
  }

  async search(argument: unknown): Promise<ChatSearchResult> {
    const attempt = (): string => l10n.t('Chats could not be searched.');
    return await this.run(attempt, () => {
      const { search, page } = inputOf(readChatSearch(argument));
      return this.actions.search(search, page);
    });
  }

  private async setTag(
    argument: unknown,
    isSet: boolean,
  ): Promise<ChatId & { readonly tags: readonly string[] }> {
    const attempt = (): string => l10n.t('The tags of the chat were not changed.');
    return await this.run(attempt, () => {
      const { chatId, tag } = inputOf(readTagging(argument));
      return this.actions.setTag(chatId, tag, isSet);
    });
  }

  private async run<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    return await orLiveChatError(attempt, async () => {
      try {
        this.actions.requireSupport();
        return await work();
      } catch (thrown) {
        const failure = failureOf(thrown);
        const text = failure && chatFailureText(failure);
        throw failure && text !== undefined
          ? new LiveChatError(failure.code, `${attempt()} ${text}`)
          : thrown;
      }
    });
  }
}
