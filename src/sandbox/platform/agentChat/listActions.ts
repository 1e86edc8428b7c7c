import * as v from 'valibot';
import { action, checked, isSince, type Actions, type Caller } from '../action';
import { notFound } from '../platformError';
import type { PlatformState } from '../platformState';
import { archiveQuery, archivePredicate, moment } from './archiveFilter';
import { hasAccess } from './access';
import { READ, threadsOf } from './actions/lookUp';
import { chatSummaries, chatWith, threadShape } from './chatShapes';
import { isActive, type Thread } from './chatStore';
import { pageOf, readListRequest } from './pagination';

const order = v.optional(v.picklist(['asc', 'desc']), 'desc');
const limit = (usual: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), usual);

const chatsQuery = v.object({
  filters: v.optional(
    v.object({
      active: v.optional(v.boolean()),
      include_active: v.optional(v.boolean()),
      include_chats_without_threads: v.optional(v.boolean()),
      group_ids: v.optional(v.pipe(v.array(v.number()), v.maxLength(200))),
      properties: v.optional(v.unknown()),
    }),
    {},
  ),
  sort_order: order,
  limit: limit(10),
});
type ChatFilters = v.InferOutput<typeof chatsQuery>['filters'];

const threadsQuery = v.object({
  chat_id: v.string(),
  sort_order: order,
  limit: limit(3),
  min_events_count: v.optional(v.number(), 0),
  filters: v.optional(v.object({ from: v.optional(moment), to: v.optional(moment) }), {}),
});

/** Actions that read chats, see `docs/livechat-api.md#agent-chat-web-api-lists`. */
export function listActions(platform: PlatformState): Actions {
  const { account, chats } = platform;
  const canSee = (thread: Thread, { agent, token }: Caller): boolean =>
    hasAccess(thread, agent, token.scopes);

  return {
    list_chats: action(v.unknown(), READ, (body, caller) => {
      const listRequest = readListRequest('list_chats', body, account.now());
      const query = checked(chatsQuery, listRequest.request);
      const { group_ids: groups } = query.filters;
      const active = activeOf(query.filters, caller.version);
      const found = chats
        .chats()
        .flatMap((threads) => threads.at(-1) ?? [])
        .filter(
          (thread) =>
            canSee(thread, caller) &&
            (active === undefined || isActive(thread) === active) &&
            (!groups || thread.chat.groups.some((group) => groups.includes(group))),
        );
      const sorted = byStart(found, query.sort_order);
      const { rows, ...pages } = pageOf('list_chats', sorted, idOf, query.limit, listRequest, account.now());
      return {
        ...chatSummaries(platform, rows, caller.version, caller.agent),
        found_chats: found.length,
        ...pages,
      };
    }),

    get_chat: action(
      v.object({ chat_id: v.string(), thread_id: v.optional(v.string()) }),
      READ,
      ({ chat_id: chatId, thread_id: threadId }, caller) => {
        const all = threadsOf(platform, chatId, caller);
        const thread = threadId === undefined ? all.at(-1) : all.find((one) => one.threadId === threadId);
        if (!thread) throw notFound('Thread');
        return chatWith(platform, thread, caller.agent);
      },
    ),

    list_threads: action(v.unknown(), READ, (body, caller) => {
      const listRequest = readListRequest('list_threads', body, account.now(), ['chat_id']);
      const query = checked(threadsQuery, listRequest.request);
      const { from = -Infinity, to = Infinity } = query.filters;
      const all = threadsOf(platform, query.chat_id, caller);
      const found = all.filter(
        (thread) =>
          thread.log.all().length >= query.min_events_count &&
          thread.chat.started >= from &&
          thread.chat.started <= to,
      );
      const sorted = byStart(found, query.sort_order);
      const { rows, ...pages } = pageOf(
        'list_threads',
        sorted,
        idOf,
        query.limit,
        listRequest,
        account.now(),
      );
      return {
        threads: rows.map((thread) => threadShape(platform, thread, caller.agent)),
        found_threads: found.length,
        ...pages,
      };
    }),

    // A chat occurs once per thread. That running threads are not archived is inferred.
    list_archives: action(v.unknown(), READ, (body, caller) => {
      const listRequest = readListRequest('list_archives', body, account.now());
      const query = checked(archiveQuery, listRequest.request);
      const test = archivePredicate(query.filters, caller.version);
      const found = chats
        .threads()
        .filter((thread) => !isActive(thread) && canSee(thread, caller) && test(thread));
      const sorted = byStart(found, query.sort_order);
      const { rows, ...pages } = pageOf(
        'list_archives',
        sorted,
        idOf,
        query.limit,
        listRequest,
        account.now(),
      );
      return {
        chats: rows.map((thread) => chatWith(platform, thread, caller.agent)),
        found_chats: found.length,
        ...pages,
      };
    }),
  };
}

/** v3.6 replaced `include_active`, which can only leave out active chats, by `active`. */
function activeOf(
  { active, include_active: includesActive }: ChatFilters,
  version: string,
): boolean | undefined {
  if (isSince(version, '3.6')) return active;
  return includesActive === false ? false : undefined;
}

function idOf({ threadId }: Thread): string {
  return threadId;
}

// The sort is stable, so threads of the same second keep their order of creation, or its reverse.
function byStart(threads: readonly Thread[], direction: 'asc' | 'desc'): readonly Thread[] {
  const sorted = [...threads].sort((a, b) => a.chat.started - b.chat.started);
  return direction === 'asc' ? sorted : sorted.reverse();
}
