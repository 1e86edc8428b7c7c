import type { CallOptions, Page } from '../../domain/connection';
import type { ChatSearch, LiveChat } from '../../domain/liveChat';
import type { ActionContext } from '../actionContext';
import type { ChatSummaryResult } from './chatResult';
import { withLiveChats } from './chatLookup';

/** The public result of "search chats". */
export interface ChatSearchResult {
  readonly chats: readonly ChatSummaryResult[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

const maxSearches = 20;

/** Pages of searches by number. The API knows only the page that follows one, so positions are remembered. */
export class ChatSearches {
  /** Positions of the pages after the first, by account and search, oldest search first. */
  private readonly positions = new Map<string, string[]>();

  /** The rows of a page; none beyond the last page. */
  async page(
    scope: ActionContext,
    search: ChatSearch,
    number: number,
    options?: CallOptions,
  ): Promise<Pick<Page<LiveChat>, 'rows' | 'total' | 'pages'>> {
    const known = this.positionsOf(JSON.stringify([scope.account.id, search]));
    // The first page starts the search again.
    if (number === 1) known.length = 0;
    let at = Math.min(number, known.length + 1);
    for (;;) {
      const page = await withLiveChats(scope, (api) => api.search(search, known[at - 2], options));
      if (page.next !== undefined) known[at - 1] = page.next;
      if (at === number) return page;
      // The pages between are not read for one beyond the last.
      if (page.next === undefined || number > page.pages) return { ...page, rows: [] };
      at += 1;
    }
  }

  private positionsOf(key: string): string[] {
    const found = this.positions.get(key) ?? [];
    this.positions.delete(key);
    this.positions.set(key, found);
    const [oldest] = this.positions.keys();
    if (this.positions.size > maxSearches && oldest !== undefined) this.positions.delete(oldest);
    return found;
  }
}
