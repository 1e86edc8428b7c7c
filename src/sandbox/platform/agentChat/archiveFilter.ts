import * as v from 'valibot';
import type { Thread } from './chatStore';
import { isSince } from '../action';
import { wrongFormat } from '../platformError';

/** RFC 3339, as in the samples with or without a fraction. Parsed to epoch seconds. */
export const moment = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/),
  v.transform((text) => Date.parse(text) / 1000),
  v.number(),
);

const oneOf = v.object({
  exists: v.optional(v.boolean()),
  values: v.optional(v.array(v.string())),
  exclude_values: v.optional(v.array(v.string())),
  require_every_value: v.optional(v.boolean()),
});
type OneOf = v.InferOutput<typeof oneOf>;

/** `list_archives`. `agent_types` is rejected, and `chat_ids` before v3.7, see `docs/platform.md`. */
export const archiveQuery = v.object({
  filters: v.optional(
    v.object({
      query: v.optional(v.string()),
      from: v.optional(moment),
      to: v.optional(moment),
      thread_ids: v.optional(v.pipe(v.array(v.string()), v.maxLength(20))),
      group_ids: v.optional(v.pipe(v.array(v.number()), v.maxLength(200))),
      agents: v.optional(oneOf),
      tags: v.optional(oneOf),
      event_types: v.optional(oneOf),
      customer_countries: v.optional(oneOf),
      customer_id: v.optional(v.object({ values: v.array(v.string()) })),
      customer_email: v.optional(v.object({ values: v.array(v.string()) })),
      chat_ids: v.optional(v.pipe(v.array(v.string()), v.maxLength(1000))),
      agent_types: v.optional(v.undefined_()),
    }),
    {},
  ),
  sort_order: v.optional(v.picklist(['asc', 'desc']), 'desc'),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 10),
  highlights: v.optional(v.unknown()),
});

type Filters = v.InferOutput<typeof archiveQuery>['filters'];

/**
 * A predicate for threads that match every filter.
 * @throws PlatformError for a filter that the version does not have
 */
export function archivePredicate(filters: Filters, version: string): (thread: Thread) => boolean {
  const { chat_ids: chatIds } = filters;
  if (chatIds && !isSince(version, '3.7')) throw wrongFormat();
  const { from = -Infinity, to = Infinity, thread_ids: ids, group_ids: groups } = filters;
  const searchText = filters.query?.toLowerCase();
  return (thread) => {
    const { chat, chatId, threadId, customerId } = thread;
    const { visitor } = chat;
    if (ids) return ids.includes(threadId);
    return (
      (!chatIds || chatIds.includes(chatId)) &&
      chat.started >= from &&
      chat.started <= to &&
      (!groups || chat.groups.some((group) => groups.includes(group))) &&
      has(
        filters.agents,
        [...chat.agents, ...thread.former].map(({ id }) => id),
      ) &&
      has(filters.tags, chat.tags) &&
      has(filters.customer_countries, [visitor.country]) &&
      has(filters.customer_id, [customerId]) &&
      has(filters.customer_email, [visitor.email]) &&
      (!filters.event_types ||
        has(
          filters.event_types,
          thread.log.all().map(({ type }) => type),
        )) &&
      (searchText === undefined || mentions(thread, searchText))
    );
  };
}

function has(filter: OneOf | undefined, own: readonly string[]): boolean {
  if (!filter) return true;
  const { exists, values, exclude_values: without, require_every_value: every } = filter;
  if (exists !== undefined && own.length > 0 !== exists) return false;
  if (without?.some((value) => own.includes(value))) return false;
  if (!values) return true;
  return every ? values.every((value) => own.includes(value)) : values.some((value) => own.includes(value));
}

function mentions({ chat: { visitor, messages }, restricted }: Thread, searchText: string): boolean {
  const texts = restricted === undefined ? messages.map(({ text }) => text) : [];
  return [visitor.name, visitor.email, ...texts].some((text) => text.toLowerCase().includes(searchText));
}
