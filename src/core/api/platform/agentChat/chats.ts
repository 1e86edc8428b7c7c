import type { CallOptions, ChatApi, Page } from '../../../domain/connection';
import type { ChatQuery, ReportedChat } from '../../../domain/arrival';
import type { ChatRef } from '../../../domain/liveChat';
import { readArray, asCount, nonBlankText, asObject } from '../../decode';
import type { Actions } from '../actions';
import { decodeActiveThread, decodeChat, readSummaries } from './chatShape';

const pageSize = 25;
/** Maximum page size of `list_chats`. */
const maxRunning = 100;

/**
 * Chats of the Agent Chat API: `list_archives` returns one entry per thread
 * (docs/livechat-api.md#agent-chat-web-api-lists). Running chats need `list_chats` and one `get_chat` each,
 * because the summaries have no messages.
 */
export class PlatformChats implements ChatApi {
  constructor(private readonly actions: Actions) {}

  /** @param at `<page number>|<page_id>`; a `page_id` must be sent without filters */
  async list(query: ChatQuery, at?: string, options?: CallOptions): Promise<Page<ReportedChat>> {
    const [page = '1', id] = at === undefined ? [] : at.split('|');
    const isFirst = id === undefined;
    const payload = isFirst ? toFirstPayload(query) : { page_id: id };
    const [archive, listRunning] = await Promise.all([
      this.actions.read('agent', 'list_archives', payload, options, { items: pageSize }),
      query.running === true && isFirst ? this.running(options) : [],
    ]);
    return decodePage(archive, listRunning, Number(page), query.running === true);
  }

  /** `get_chat`: one thread with all its events. */
  async get({ chatId, threadId }: ChatRef, options?: CallOptions): Promise<ReportedChat | undefined> {
    const payload = { chat_id: chatId, thread_id: threadId };
    return decodeChat(await this.actions.read('agent', 'get_chat', payload, options, 'item'));
  }

  private async running(options?: CallOptions): Promise<readonly ReportedChat[]> {
    const payload = { filters: { active: true, include_chats_without_threads: false }, limit: maxRunning };
    const value = await this.actions.read('agent', 'list_chats', payload, options, { items: maxRunning });
    const refs = readSummaries(value).flatMap((item) => decodeActiveThread(item) ?? []);
    const chats = await Promise.all(refs.map((ref) => this.get(ref, options)));
    return chats.filter((chat) => chat !== undefined);
  }
}

function toFirstPayload({ dateFrom }: ChatQuery): object {
  return {
    ...(dateFrom !== undefined && { filters: { from: `${dateFrom}T00:00:00.000000+00:00` } }),
    sort_order: 'desc',
    limit: pageSize,
  };
}

/**
 * Archives may also contain running threads: they count once, and are left out unless running chats were
 * requested.
 */
function decodePage(
  value: unknown,
  running: readonly ReportedChat[],
  page: number,
  withRunning: boolean,
): Page<ReportedChat> {
  const known = new Set(running.map(({ chat }) => chat.id));
  const archived = readArray(value, 'chats').flatMap((item) => decodeChat(item) ?? []);
  const rows = [...running, ...archived.filter(({ chat }) => !known.has(chat.id))].filter(
    ({ chat }) => withRunning || chat.ended_timestamp !== undefined,
  );
  const envelope = asObject(value) ?? {};
  const total = asCount(envelope.found_chats) ?? (page - 1) * pageSize + rows.length;
  const next = nonBlankText.read(envelope.next_page_id);
  const pages = Math.max(Math.ceil(total / pageSize), next === undefined ? page : page + 1);
  return { rows, total, pages, page, ...(next !== undefined && { next: `${page + 1}|${next}` }) };
}
