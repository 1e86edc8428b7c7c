import type { Disposable } from '../../base/disposable';
import type { ChatIdInput, ChatView, JoinInput, SendInput } from '../../domain/input/chatInput';
import type { CallOptions } from '../../domain/connection';
import { fail, failureOf } from '../../domain/failure';
import {
  memberOf,
  sectionOf,
  type ChatRef,
  type ChatSearch,
  type LiveChat,
  type TransferTarget,
} from '../../domain/liveChat';
import { ActionContext, type ActionOptions } from '../actionContext';
import { ChatLookup, loginOf, noLiveChats, withLiveChats } from './chatLookup';
import { hasOtherAgent, hasSameAgents, isVisible, withAgent } from './chatMembers';
import { toChatSummary, toPublicChat, type ChatResult, type ChatSummaryResult } from './chatResult';
import { ChatSearches, type ChatSearchResult } from './chatSearches';
import { refuse, whether, write } from './chatWrite';
import { DelayedCalls, type DelayedCall } from '../delayedCalls';
import { handOver, resolveTarget } from './handOver';
import { knownLogin } from '../knownLogin';
import { requireSendable, sendMessage, type SendResult } from '../sendMessage';

/**
 * Operations on running chats, for forms, commands and language-model tools. Inputs come from `domain/input/chatInput.ts`;
 * a chat's id may be that of one of its threads. Every method rejects with a FailureError, `unsupported` for a
 * classic account. After a lost response nothing is sent again; the chat is read to find out what was done.
 */
export class ChatActions implements Disposable {
  private readonly lookup = new ChatLookup();
  private readonly searches = new ChatSearches();
  private readonly closings: DelayedCalls;

  constructor(private readonly options: ActionOptions) {
    this.closings = new DelayedCalls(options.clock);
  }

  /** @throws FailureError `not-signed-in`; `unsupported` for a classic account */
  requireSupport(): void {
    const { account } = new ActionContext(this.options);
    if (account.kind === 'classic') fail(noLiveChats);
  }

  /** Active chats, longest waiting first. */
  async list(
    view: ChatView,
    options?: CallOptions,
  ): Promise<{ readonly chats: readonly ChatSummaryResult[] }> {
    const scope = new ActionContext(this.options);
    const [login, chats] = await withLiveChats(scope, (api) =>
      Promise.all([api.login(options), api.running(options)]),
    );
    this.lookup.remember(scope, chats);
    const wanted = chats.filter((chat) => view === 'all' || sectionOf(chat, login) === view);
    const isWaiting = (chat: LiveChat): boolean => sectionOf(chat, login) === 'waiting';
    const sorted = wanted.sort(
      (one, other) =>
        Number(isWaiting(other)) - Number(isWaiting(one)) || sinceOf(one).localeCompare(sinceOf(other)),
    );
    return { chats: sorted.map((chat) => toChatSummary(chat, login)) };
  }

  async get({ chatId, threadId }: ChatIdInput, options?: CallOptions): Promise<ChatResult> {
    const scope = new ActionContext(this.options);
    const chat = await this.lookup.get(scope, chatId, threadId, options);
    return toPublicChat(chat, await loginOf(scope));
  }

  /**
   * Joins a chat. Fails with `conflict` if another agent has it, unless the user whispers or takes it over, which
   * transfers it.
   */
  async join({ chatId: id, how }: JoinInput): Promise<ChatResult> {
    const { scope, login, chat } = await this.openActive(id);
    const { chatId } = chat;
    const self = memberOf(chat, login);
    const isTaken = hasOtherAgent(chat, login);
    const isHidden = how === 'whisper';
    if (isHidden && self && self.isHidden !== true) refuse('visible');
    const isJoined = (now: LiveChat): boolean => {
      const member = memberOf(now, login);
      return member !== undefined && (member.isHidden === true) === isHidden;
    };
    if (isJoined(chat) && !(how === 'takeOver' && isTaken)) return toPublicChat(chat, login);
    if (how === 'visible' && isTaken) refuse('taken');
    const isTransfer = how === 'takeOver' && isTaken;
    const isDone = (now: LiveChat): boolean => isJoined(now) && !(isTransfer && hasOtherAgent(now, login));
    await write(scope, {
      action: isTransfer ? 'chat.transfer' : 'chat.join',
      chatId,
      after: isTransfer ? { agent: login } : isHidden ? { whisper: true } : {},
      call: (api) =>
        isTransfer
          ? api.transfer(chatId, { agent: login }, { allowQueueing: true })
          : api.join(chatId, { login, isHidden }),
      confirm: whether(chatId, isDone),
    });
    const after = withAgent(
      chat,
      { id: login, kind: 'agent', isPresent: true, ...(isHidden && { isHidden }) },
      isTransfer,
    );
    return toPublicChat(await this.readAfter(scope, after), login);
  }

  /** The chat, if `send` would send the message to it. Sends nothing. */
  async getSendable(input: SendInput): Promise<ChatResult> {
    const scope = new ActionContext(this.options);
    const [login, chat] = await Promise.all([loginOf(scope), this.lookup.getCurrent(scope, input.chatId)]);
    requireSendable(chat, login, input);
    return toPublicChat(chat, login);
  }

  /** Sends a message to a chat that the user is in. Joins nothing. */
  async send({ chatId, message, isPrivate }: SendInput): Promise<SendResult> {
    const scope = new ActionContext(this.options);
    return await sendMessage(scope, this.options, { text: message, isPrivate }, (isFresh) => {
      const known = isFresh ? undefined : this.options.chatFeed?.current(chatId);
      return known ? Promise.resolve(known) : this.lookup.getCurrent(scope, chatId);
    });
  }

  /** To an agent who is online, or to a group, where the chat may have to wait. */
  async transfer(id: string, to: TransferTarget): Promise<ChatResult> {
    const { scope, login, chat } = await this.openActive(id);
    const { chatId } = chat;
    // An agent who is online can be given a chat in spite of accepting none; LiveChat refuses others.
    const { target, allowQueueing } = await resolveTarget(this.options, scope, chatId, to);
    await write(scope, {
      action: 'chat.transfer',
      chatId,
      after: { ...target },
      call: (api) => api.transfer(chatId, target, { allowQueueing }),
      confirm: whether(chatId, (now) =>
        'agent' in target
          ? isVisible(now, target.agent)
          : now.groups.length === 1 && now.groups[0] === target.group && !hasSameAgents(now, chat),
      ),
    });
    const after =
      'agent' in target
        ? withAgent(chat, { id: target.agent, kind: 'agent', isPresent: true }, true)
        : { ...chat, groups: [target.group] };
    return toPublicChat(await this.readAfter(scope, after), login);
  }

  /** To the least busy agent who accepts chats, else to the queue of the chat's group. */
  async handOver(id: string): Promise<void> {
    const { scope, login, chat } = await this.openActive(id);
    const { chatId } = chat;
    await write<TransferTarget | undefined>(scope, {
      action: 'chat.transfer',
      chatId,
      after: (to) => ({ ...to }),
      call: (api) => handOver(api, chat, login),
      confirm: async (api) =>
        isVisible(await api.get({ chatId }), login) ? undefined : { value: undefined },
    });
  }

  async leave(id: string): Promise<{ readonly chatId: string }> {
    const { scope, login, chat } = await this.openActive(id);
    const { chatId } = chat;
    const self = memberOf(chat, login) ?? refuse('not-member');
    await write(scope, {
      action: 'chat.leave',
      chatId,
      call: (api) => api.leave(chatId, self.id),
      confirm: whether(chatId, (now) => memberOf(now, login) === undefined),
    });
    return { chatId };
  }

  /** Adds or removes a tag of a thread, which may have ended. */
  async setTag(
    id: string,
    tag: string,
    isSet: boolean,
  ): Promise<{ readonly chatId: string; readonly tags: readonly string[] }> {
    const scope = new ActionContext(this.options);
    const { chatId, threadId, tags } = await this.lookup.get(scope, id);
    if (tags.includes(tag) === isSet) return { chatId, tags };
    const ref: ChatRef = { chatId, threadId };
    await write(scope, {
      action: isSet ? 'chat.tag' : 'chat.untag',
      chatId,
      after: { tag },
      call: (api) => (isSet ? api.tag(ref, tag) : api.untag(ref, tag)),
      confirm: whether(ref, (now) => now.tags.includes(tag) === isSet),
    });
    return { chatId, tags: isSet ? [...tags, tag] : tags.filter((other) => other !== tag) };
  }

  /** Closes the chat at once. */
  async close(id: string): Promise<{ readonly chatId: string }> {
    const { scope, chat } = await this.openActive(id);
    return await this.closeNow(scope, chat);
  }

  /** Closes the chat after a delay, in which it can be cancelled. Switching the account cancels it. */
  async scheduleClose(
    id: string,
    delayMs?: number,
  ): Promise<{ readonly chat: LiveChat; readonly call: DelayedCall }> {
    const { scope, chat } = await this.openActive(id);
    const close = async (): Promise<'done' | 'cancelled'> => {
      if (!scope.isActive) return 'cancelled';
      await this.closeNow(scope, chat);
      return 'done';
    };
    const key = `${scope.account.id}\n${chat.chatId}`;
    return { chat, call: this.closings.schedule(key, close, delayMs) };
  }

  /** Starts a new thread with the access that the chat had. */
  async resume(id: string, message?: string): Promise<ChatResult> {
    const scope = new ActionContext(this.options);
    const [login, before] = await Promise.all([loginOf(scope), this.lookup.getCurrent(scope, id)]);
    if (before.isActive) refuse('running');
    const { chatId, groups } = before;
    const customId = crypto.randomUUID();
    const first = message === undefined ? undefined : { text: message, isPrivate: false, customId };
    const { threadId } = await write(scope, {
      action: 'chat.resume',
      chatId,
      after: first ? { message } : {},
      call: (api) => api.resume(chatId, { groups, login, ...(first && { first }) }),
      confirm: async (api) => {
        const now = await api.get({ chatId });
        const isSent = !first || now.events?.some((event) => event.customId === customId) === true;
        return now.isActive && now.threadId !== before.threadId && isSent ? { value: now } : undefined;
      },
    });
    const begun: LiveChat = { ...before, ...(threadId !== undefined && { threadId }), isActive: true };
    return toPublicChat(await this.readAfter(scope, begun), login);
  }

  /** Threads of the archive, newest first. */
  async search(search: ChatSearch, page: number, options?: CallOptions): Promise<ChatSearchResult> {
    const scope = new ActionContext(this.options);
    const { agent } = search;
    const wanted =
      agent === undefined ? search : { ...search, agent: await knownLogin(this.options.agents, agent) };
    const [login, found] = await Promise.all([
      loginOf(scope, options),
      this.searches.page(scope, wanted, page, options),
    ]);
    this.lookup.remember(scope, found.rows);
    const { rows, total, pages } = found;
    return { chats: rows.map((chat) => toChatSummary(chat, login)), total, page, pages };
  }

  dispose(): void {
    this.closings.dispose();
  }

  private async openActive(
    id: string,
  ): Promise<{ readonly scope: ActionContext; readonly login: string; readonly chat: LiveChat }> {
    const scope = new ActionContext(this.options);
    const [login, chat] = await Promise.all([loginOf(scope), this.lookup.getCurrent(scope, id)]);
    if (!chat.isActive) refuse('ended');
    return { scope, login, chat };
  }

  private async closeNow(scope: ActionContext, { chatId }: LiveChat): Promise<{ readonly chatId: string }> {
    await write(scope, {
      action: 'chat.close',
      chatId,
      call: (api) => api.close(chatId),
      confirm: whether(chatId, (now) => !now.isActive),
    });
    return { chatId };
  }

  /** @param expected the chat after a change that was made, in case it can no longer be read */
  private async readAfter(scope: ActionContext, expected: LiveChat): Promise<LiveChat> {
    try {
      return await this.lookup.getCurrent(scope, expected.chatId);
    } catch (thrown) {
      if (!failureOf(thrown)) throw thrown;
      return expected;
    }
  }
}

/** When the wait began, or the chat. */
function sinceOf({ queuedAt, startedAt }: LiveChat): string {
  return queuedAt ?? startedAt ?? '';
}
