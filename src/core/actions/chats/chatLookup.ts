import type { CallOptions, LiveChatApi } from '../../domain/connection';
import { fail, failureOf, type FailureCode } from '../../domain/failure';
import type { LiveChat } from '../../domain/liveChat';
import type { ActionContext } from '../actionContext';

/** How many threads are remembered with their chats. */
const maxRemembered = 1_000;

/** Codes with which the API may answer the id of a thread in place of a chat's. */
const unknownIdCodes: ReadonlySet<FailureCode> = new Set(['not-found', 'invalid-input']);

/** Reads chats by their ids or those of their threads, which is what events give. */
export class ChatLookup {
  /** Ids of chats by account and thread, oldest first. */
  private readonly chats = new Map<string, string>();

  /** The thread, if it is given or `id` is a thread's, else the active or newest one. */
  async get(scope: ActionContext, id: string, threadId?: string, options?: CallOptions): Promise<LiveChat> {
    return await this.find(scope, id, options, (api, chatId) =>
      api.get({ chatId, ...threadIdOf(id, chatId, threadId) }, options),
    );
  }

  /** The active or newest thread of the chat, also if `id` is another thread's. */
  async getCurrent(scope: ActionContext, id: string, options?: CallOptions): Promise<LiveChat> {
    return await this.find(scope, id, options, (api, chatId) => api.get({ chatId }, options));
  }

  remember({ account }: ActionContext, chats: readonly LiveChat[]): void {
    for (const { chatId, threadId } of chats) this.chats.set(keyOf(account.id, threadId), chatId);
    for (const key of this.chats.keys()) {
      if (this.chats.size <= maxRemembered) break;
      this.chats.delete(key);
    }
  }

  private async find(
    scope: ActionContext,
    id: string,
    options: CallOptions | undefined,
    read: (api: LiveChatApi, chatId: string) => Promise<LiveChat>,
  ): Promise<LiveChat> {
    const known = this.chats.get(keyOf(scope.account.id, id));
    const readIn = (chatId: string): Promise<LiveChat> => withLiveChats(scope, (api) => read(api, chatId));
    const found = known === undefined ? await this.tryChat(scope, id, options, readIn) : await readIn(known);
    this.remember(scope, [found]);
    return found;
  }

  private async tryChat(
    scope: ActionContext,
    id: string,
    options: CallOptions | undefined,
    readIn: (chatId: string) => Promise<LiveChat>,
  ): Promise<LiveChat> {
    try {
      return await readIn(id);
    } catch (thrown) {
      if (!isUnknownId(thrown)) throw thrown;
      const found = await this.tryThread(scope, id, options);
      if (found === undefined) throw thrown;
      return await readIn(found);
    }
  }

  private async tryThread(
    scope: ActionContext,
    id: string,
    options: CallOptions | undefined,
  ): Promise<string | undefined> {
    try {
      return await withLiveChats(scope, (api) => findThread(api, id, options));
    } catch (thrown) {
      if (!isUnknownId(thrown)) throw thrown;
      return undefined;
    }
  }
}

function isUnknownId(thrown: unknown): boolean {
  const code = failureOf(thrown)?.code;
  return code !== undefined && unknownIdCodes.has(code);
}

/** @throws FailureError `unsupported` for an account without running chats */
export async function withLiveChats<T>(
  scope: ActionContext,
  work: (api: LiveChatApi) => Promise<T>,
): Promise<T> {
  return await scope.run(async ({ liveChats }) => await work(liveChats ?? fail(noLiveChats)));
}

/** The user's own login. */
export async function loginOf(scope: ActionContext, options?: CallOptions): Promise<string> {
  return await withLiveChats(scope, (api) => api.login(options));
}

export const noLiveChats = { code: 'unsupported', field: 'chats' } as const;

/** The archive has no threads that are active. */
async function findThread(
  api: LiveChatApi,
  threadId: string,
  options: CallOptions | undefined,
): Promise<string | undefined> {
  const running = await api.running(options);
  const active = running.find((chat) => chat.threadId === threadId);
  return (active ?? (await api.findThread(threadId, options)))?.chatId;
}

function threadIdOf(
  id: string,
  chatId: string,
  threadId: string | undefined,
): { readonly threadId?: string } {
  const wanted = threadId ?? (id === chatId ? undefined : id);
  return wanted === undefined ? {} : { threadId: wanted };
}

function keyOf(account: string, threadId: string): string {
  return `${account}\n${threadId}`;
}
