import type { AgentRow } from '../../../domain/agent';
import type { ChatTimeLimits } from '../../../domain/chatTimeLimits';
import type { CallOptions, LiveChatApi, Page } from '../../../domain/connection';
import { fail, FailureError } from '../../../domain/failure';
import type {
  ChatRef,
  ChatSearch,
  LiveChat,
  OutgoingFile,
  OutgoingMessage,
  TransferAgent,
  TransferTarget,
} from '../../../domain/liveChat';
import { maxFileBytes } from '../../../domain/sharedFile';
import { asArray, asCount, asObject, nonBlankText, readArray, throwWrongShape } from '../../decode';
import type { LargeBody } from '../../readBody';
import type { Actions } from '../actions';
import { AuthorizationError } from '../v3Failure';
import { fetchTimeLimits } from '../configuration/timeLimits';
import { archivePageSize, toArchivePage, toSearchPayload } from './archive';
import { readSummaries } from './chatShape';
import { decodeLiveChat } from './liveChatShape';

/** Maximum page size of `list_chats`. */
const maxRunning = 100;
/** Ends a list that never ends. */
const maxPages = 50;

const readScope = 'chats--access:ro';
const writeScope = 'chats--access:rw';
const tagScope = 'tags--groups:ro';
/** The group of all agents. */
const everyone = 0;

type Payload = Readonly<Record<string, unknown>>;

/** Running chats by the Agent Chat Web API (LiveChat docs, "Agent Chat Web API"). */
export class PlatformLiveChats implements LiveChatApi {
  private ownLogin: Promise<string> | undefined;
  private limits: Promise<ChatTimeLimits | undefined> | undefined;

  /** @param findMe the agent of the account's person */
  constructor(
    private readonly actions: Actions,
    private readonly findMe: (options?: CallOptions) => Promise<AgentRow | undefined>,
  ) {}

  async login(options?: CallOptions): Promise<string> {
    const pending = (this.ownLogin ??= this.fetchLogin(options));
    try {
      return await pending;
    } catch (thrown) {
      if (this.ownLogin === pending) this.ownLogin = undefined;
      throw thrown;
    }
  }

  async timeLimits(options?: CallOptions): Promise<ChatTimeLimits | undefined> {
    const pending = (this.limits ??= fetchTimeLimits(this.actions, options));
    try {
      return await pending;
    } catch (thrown) {
      if (this.limits === pending) this.limits = undefined;
      throw thrown;
    }
  }

  async running(options?: CallOptions): Promise<readonly LiveChat[]> {
    const chats = new Map<string, LiveChat>();
    const filters = { active: true, include_chats_without_threads: false };
    let payload: Payload = { filters, limit: maxRunning };
    for (let page = 0; page < maxPages; page++) {
      const value = await this.read('list_chats', payload, options, { items: maxRunning });
      for (const item of readSummaries(value)) {
        const chat = decodeLiveChat(item);
        if (chat?.isActive) chats.set(chat.chatId, chat);
      }
      const next = nonBlankText.read(asObject(value)?.next_page_id);
      if (next === undefined || next === payload.page_id) break;
      // A `page_id` must be sent without filters.
      payload = { page_id: next };
    }
    return [...chats.values()];
  }

  async get(
    { chatId, threadId }: { readonly chatId: string; readonly threadId?: string },
    options?: CallOptions,
  ): Promise<LiveChat> {
    const payload = { chat_id: chatId, ...(threadId !== undefined && { thread_id: threadId }) };
    const value = await this.read('get_chat', payload, options, 'item');
    const chat = decodeLiveChat(value);
    if (chat) return chat;
    // A chat without threads has nothing to show.
    return asObject(value)?.id === undefined ? throwWrongShape() : fail({ code: 'not-found' });
  }

  async send(chatId: string, message: OutgoingMessage, options?: CallOptions): Promise<string | undefined> {
    return await this.sendEvent(chatId, message, options);
  }

  async sendFile(chatId: string, file: OutgoingFile, options?: CallOptions): Promise<string | undefined> {
    return await this.sendEvent(chatId, file, options);
  }

  async upload(file: Parameters<LiveChatApi['upload']>[0], options?: CallOptions): Promise<string> {
    if (file.bytes.byteLength > maxFileBytes) {
      return fail({ code: 'invalid-input', field: 'file', reasons: [] });
    }
    const value = await this.actions.upload('agent', 'upload_file', file, options);
    return nonBlankText.read(asObject(value)?.url) ?? throwWrongShape();
  }

  async join(
    chatId: string,
    { login, isHidden }: { readonly login: string; readonly isHidden: boolean },
    options?: CallOptions,
  ): Promise<void> {
    const payload = {
      chat_id: chatId,
      user_id: login,
      user_type: 'agent',
      visibility: visibilityOf(isHidden),
      ignore_requester_presence: true,
    };
    await this.write('add_user_to_chat', payload, options);
  }

  async leave(chatId: string, login: string, options?: CallOptions): Promise<void> {
    const payload = { chat_id: chatId, user_id: login, user_type: 'agent' };
    await this.write('remove_user_from_chat', payload, options);
  }

  async transfer(
    chatId: string,
    target: TransferTarget,
    { allowQueueing }: { readonly allowQueueing: boolean },
    options?: CallOptions,
  ): Promise<void> {
    const payload = {
      id: chatId,
      target:
        'agent' in target ? { type: 'agent', ids: [target.agent] } : { type: 'group', ids: [target.group] },
      ignore_agents_availability: allowQueueing,
      ignore_requester_presence: true,
    };
    await this.write('transfer_chat', payload, options);
  }

  async transferAgents(chatId: string, options?: CallOptions): Promise<readonly TransferAgent[]> {
    const value = await this.read('list_agents_for_transfer', { chat_id: chatId }, options);
    return readArray(value, 'agents').flatMap((item) => {
      const raw = asObject(item);
      const login = nonBlankText.read(raw?.agent_id);
      const activeChats = asCount(raw?.total_active_chats);
      return login === undefined ? [] : [{ login, ...(activeChats !== undefined && { activeChats }) }];
    });
  }

  async resume(
    chatId: string,
    { groups, first }: Parameters<LiveChatApi['resume']>[1],
    options?: CallOptions,
  ): ReturnType<LiveChatApi['resume']> {
    const chat = {
      id: chatId,
      // Without access, all agents would see the chat.
      ...(groups.length > 0 && { access: { group_ids: groups } }),
      ...(first && { thread: { events: [toEvent(first)] } }),
    };
    // The customer may be away: only a continuous chat may then begin.
    const value = asObject(await this.write('resume_chat', { chat, continuous: true }, options));
    const threadId = nonBlankText.read(value?.thread_id);
    const eventId = nonBlankText.read(asArray(value?.event_ids)[0]);
    return { ...(threadId !== undefined && { threadId }), ...(eventId !== undefined && { eventId }) };
  }

  async close(chatId: string, options?: CallOptions): Promise<void> {
    await this.write('deactivate_chat', { id: chatId, ignore_requester_presence: true }, options);
  }

  async follow(chatId: string, options?: CallOptions): Promise<void> {
    await this.write('follow_chat', { id: chatId }, options, readScope);
  }

  async unfollow(chatId: string, options?: CallOptions): Promise<void> {
    await this.write('unfollow_chat', { id: chatId }, options, readScope);
  }

  async markSeen(chatId: string, upTo: string, options?: CallOptions): Promise<void> {
    await this.write('mark_events_as_seen', { chat_id: chatId, seen_up_to: upTo }, options, readScope);
  }

  /** `list_tags` of the Configuration API: HelpDesk has other tags, for tickets. */
  async tags(groups: readonly number[], options?: CallOptions): Promise<readonly string[]> {
    const payload = { filters: { group_ids: [...new Set([...groups, everyone])] } };
    const value = await namingScope(tagScope, () =>
      this.actions.read('configuration', 'list_tags', payload, options),
    );
    return readArray(value, 'tags').flatMap((item) => nonBlankText.read(asObject(item)?.name) ?? []);
  }

  async tag({ chatId, threadId }: ChatRef, tag: string, options?: CallOptions): Promise<void> {
    await this.write('tag_thread', { chat_id: chatId, thread_id: threadId, tag }, options);
  }

  async untag({ chatId, threadId }: ChatRef, tag: string, options?: CallOptions): Promise<void> {
    await this.write('untag_thread', { chat_id: chatId, thread_id: threadId, tag }, options);
  }

  async findThread(threadId: string, options?: CallOptions): Promise<LiveChat | undefined> {
    // `thread_ids` must be the only parameter.
    const value = await this.read('list_archives', { filters: { thread_ids: [threadId] } }, options);
    return readArray(value, 'chats')
      .flatMap((item) => decodeLiveChat(item) ?? [])
      .find((chat) => chat.threadId === threadId);
  }

  /** @param at `<page number>|<page_id>`; a `page_id` must be sent without filters */
  async search(search: ChatSearch, at?: string, options?: CallOptions): Promise<Page<LiveChat>> {
    const [number = '1', id] = at === undefined ? [] : at.split('|');
    const page = Number(number);
    const payload = id === undefined ? toSearchPayload(search) : { page_id: id };
    const value = await this.read('list_archives', payload, options, { items: archivePageSize });
    return toArchivePage(value, page);
  }

  private async sendEvent(
    chatId: string,
    sent: OutgoingMessage | OutgoingFile,
    options?: CallOptions,
  ): Promise<string | undefined> {
    const event = { ...toEvent(sent), visibility: visibilityOf(sent.isPrivate) };
    const value = await this.write('send_event', { chat_id: chatId, event }, options);
    return nonBlankText.read(asObject(value)?.event_id);
  }

  private async fetchLogin(options?: CallOptions): Promise<string> {
    const row = await this.findMe(options);
    return row?.kind === 'agent' ? row.agent.login : fail({ code: 'forbidden', reasons: [] });
  }

  private async read(
    action: string,
    payload: Payload,
    options?: CallOptions,
    large?: LargeBody,
  ): Promise<unknown> {
    return await namingScope(readScope, () => this.actions.read('agent', action, payload, options, large));
  }

  private async write(
    action: string,
    payload: Payload,
    options?: CallOptions,
    scope = writeScope,
  ): Promise<unknown> {
    return await namingScope(scope, () => this.actions.write('agent', action, payload, options));
  }
}

/** Adds the scope that the action requires, unless the error named one. */
async function namingScope<T>(scope: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (!(thrown instanceof AuthorizationError) || thrown.failure.code !== 'forbidden') throw thrown;
    throw new FailureError({ scope, ...thrown.failure });
  }
}

function toEvent(sent: OutgoingMessage | OutgoingFile): Payload {
  const { customId } = sent;
  return 'url' in sent
    ? { type: 'file', url: sent.url, custom_id: customId }
    : { type: 'message', text: sent.text, custom_id: customId };
}

function visibilityOf(isPrivate: boolean): 'agents' | 'all' {
  return isPrivate ? 'agents' : 'all';
}
