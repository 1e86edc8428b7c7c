import * as v from 'valibot';
import type { Account } from '../account/account';
import type { Chat } from '../account/chat';
import { day, flag, listOf, text, whole } from './fields';

/** The parameters of `GET /chats` that apply to the sandbox's chats. */
export const chatQuery = v.object({
  page: v.optional(v.pipe(whole, v.minValue(1)), 1),
  date_from: v.optional(day),
  date_to: v.optional(day),
  timezone: v.optional(v.pipe(text, v.check(isTimezone)), 'UTC'),
  visitor_id: v.optional(text),
  query: v.optional(text),
  agent: v.optional(text),
  group: v.optional(whole),
  tag: v.optional(listOf(text)),
  tagged: v.optional(flag),
  include_pending: v.optional(flag, 0),
});

type ChatQuery = v.InferOutput<typeof chatQuery>;

const MAX_RECORDS = 25_000;

/** Chats that match every given parameter, newest first. Running chats only with `include_pending`. */
export function findChats(account: Account, query: ChatQuery): readonly Chat[] {
  const { visitor_id: visitor, agent, group, tag, tagged } = query;
  const searchText = query.query?.toLowerCase();
  const within = daysIn(query);
  return [...account.chats.values()]
    .filter(
      (chat) =>
        (query.include_pending === 1 || chat.ended !== undefined) &&
        (visitor === undefined || chat.visitor.id === visitor) &&
        (agent === undefined || chat.agents.some(({ id }) => id === agent)) &&
        (group === undefined || chat.groups.includes(group)) &&
        (tag === undefined || tag.some((name) => chat.tags.includes(name))) &&
        (tagged === undefined || chat.tags.length > 0 === (tagged === 1)) &&
        (searchText === undefined || mentions(chat, searchText)) &&
        within(chat.started),
    )
    .sort((a, b) => b.started - a.started)
    .slice(0, MAX_RECORDS);
}

function mentions({ visitor, messages }: Chat, searchText: string): boolean {
  const texts = [visitor.name, visitor.email, ...messages.map(({ text }) => text)];
  return texts.some((value) => value.toLowerCase().includes(searchText));
}

// `en-CA` formats dates as YYYY-MM-DD, so days of the requested time zone compare as strings.
function daysIn({ date_from: from, date_to: to, timezone }: ChatQuery): (seconds: number) => boolean {
  if (from === undefined && to === undefined) return () => true;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone });
  return (seconds) => {
    const date = format.format(seconds * 1000);
    return (from === undefined || date >= from) && (to === undefined || date <= to);
  };
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
