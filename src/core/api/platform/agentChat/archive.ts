import type { Page } from '../../../domain/connection';
import type { ChatSearch, LiveChat } from '../../../domain/liveChat';
import type { IsoTime } from '../../../domain/ticket';
import { asCount, asObject, nonBlankText, readArray } from '../../decode';
import { decodeLiveChat } from './liveChatShape';

/** Threads in a page of `list_archives`. */
export const archivePageSize = 25;

/** The body of `list_archives` for the first page of a search. */
export function toSearchPayload({
  query,
  from,
  to,
  agent,
  group,
  tag,
}: ChatSearch): Readonly<Record<string, unknown>> {
  const filters = {
    ...(query !== undefined && { query }),
    ...(from !== undefined && { from: toMicroseconds(from) }),
    ...(to !== undefined && { to: toMicroseconds(to) }),
    ...(agent !== undefined && { agents: { values: [agent] } }),
    ...(group !== undefined && { group_ids: [group] }),
    ...(tag !== undefined && { tags: { values: [tag] } }),
  };
  return { ...(Object.keys(filters).length > 0 && { filters }), sort_order: 'desc', limit: archivePageSize };
}

/** @param page from 1 */
export function toArchivePage(value: unknown, page: number): Page<LiveChat> {
  const rows = readArray(value, 'chats').flatMap((item) => decodeLiveChat(item) ?? []);
  const envelope = asObject(value) ?? {};
  const next = nonBlankText.read(envelope.next_page_id);
  const total = asCount(envelope.found_chats) ?? (page - 1) * archivePageSize + rows.length;
  const pages = Math.max(Math.ceil(total / archivePageSize), next === undefined ? page : page + 1);
  return { rows, total, pages, page, ...(next !== undefined && { next: `${page + 1}|${next}` }) };
}

function toMicroseconds(time: IsoTime): string {
  return new Date(time).toISOString().replace('Z', '000+00:00');
}
