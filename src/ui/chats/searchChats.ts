import { logRejection } from '../../core/base/log';
import { l10n, window, type QuickPickItem } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { knownLogin } from '../../core/actions/knownLogin';
import { endOfDay, isDay, startOfDay } from '../../core/base/localDays';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { failureOf } from '../../core/domain/failure';
import type { ChatSearch, LiveChat } from '../../core/domain/liveChat';
import { nextOf, whyOf } from '../messages/failureMessages';
import { fullTime, wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import { messageText } from '../messages/chatMessages';
import { customerName } from './chatItem';

interface ChatPickItem extends QuickPickItem {
  readonly chat?: LiveChat;
  /** Loads the next page. */
  readonly next?: string;
}

/** The filters are the same in every language. */
const filterExample = 'tag:vip agent:ann@example.com from:2026-01-31 to:2026-02-28';
/** A key press is followed by a search only if no other follows it in this time: each search is a call. */
const pauseMs = 600;

/**
 * Searches the archive while the person types, with pages.
 * `tag:`, `agent:`, `from:` and `to:` in the text are filters; the rest are words of the chat or the customer.
 * @returns the selected chat
 */
export async function searchChats({ session, agents, clock, shield }: App): Promise<LiveChat | undefined> {
  const owned = new DisposableStore();
  const pick = owned.add(window.createQuickPick<ChatPickItem>());
  let latest = 0;
  let rows: readonly ChatPickItem[] = [];
  const show = (items: readonly ChatPickItem[]): void => {
    // The archive has found them, also where the words are not in the label.
    pick.items = items.map((item) => ({ ...item, alwaysShow: true }));
  };
  const load = async (text: string, at?: string): Promise<void> => {
    latest += 1;
    const mine = latest;
    pick.busy = true;
    try {
      const { agent, ...search } = parseSearch(text);
      const of = agent === undefined ? {} : { agent: await knownLogin(agents, agent) };
      if (mine !== latest) return;
      const page = await session.run(({ liveChats }) => {
        if (!liveChats) throw new TypeError('the account has no chats');
        return liveChats.search({ ...search, ...of }, at);
      });
      if (mine !== latest) return;
      rows = [
        ...(at === undefined ? [] : rows),
        ...page.rows.map((chat) => itemOf(chat, shield.shown.chat(chat))),
      ];
      const more = page.next === undefined ? [] : [moreItem(page.next, page.total - rows.length)];
      const none = rows.length === 0 ? [{ label: l10n.t('No chats found') }] : [];
      show([...rows, ...more, ...none]);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!failure) throw thrown;
      if (mine === latest) show([{ label: escapeIcons(whyOf(failure)), detail: nextOf(failure) }]);
    } finally {
      if (mine === latest) pick.busy = false;
    }
  };
  try {
    pick.title = l10n.t('Search Chats');
    pick.placeholder = l10n.t('Words or the customer, with filters such as {0}', filterExample);
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.ignoreFocusOut = true;
    let waiting = clock.after(0, () => undefined);
    owned.add({ dispose: () => waiting.dispose() });
    owned.add(
      pick.onDidChangeValue((text) => {
        waiting.dispose();
        waiting = clock.after(pauseMs, () => logRejection(load(text)));
      }),
    );
    const result = new Promise<LiveChat | undefined>((resolve) => {
      owned.add(pick.onDidHide(() => resolve(undefined)));
      owned.add(
        pick.onDidAccept(() => {
          const [item] = pick.selectedItems;
          if (item?.next !== undefined) logRejection(load(pick.value, item.next));
          else if (item?.chat) resolve(item.chat);
        }),
      );
    });
    pick.show();
    logRejection(load(''));
    return await result;
  } finally {
    owned.dispose();
  }
}

/** Splits filters from words. An unknown prefix counts as a word. */
function parseSearch(text: string): ChatSearch {
  const search: Record<string, string> = {};
  const words = text.split(/\s+/).filter((word) => {
    const [, key, value] = /^(tag|agent|from|to):(.+)$/i.exec(word) ?? [];
    if (key === undefined || value === undefined) return word !== '';
    const name = key.toLowerCase();
    if (name === 'tag' || name === 'agent') search[name] = value;
    else if (isDay(value))
      search[name] = (name === 'from' ? startOfDay(value) : endOfDay(value)).toISOString();
    else return true;
    return false;
  });
  return { ...(words.length > 0 && { query: words.join(' ') }), ...search };
}

function itemOf(chat: LiveChat, shown: LiveChat): ChatPickItem {
  const { startedAt, lastMessage, tags } = shown;
  return {
    label: escapeIcons(customerName(shown)),
    description: [
      startedAt === undefined ? '' : fullTime(startedAt),
      escapeIcons(oneLine(tags.join(', '), 60)),
    ]
      .filter(Boolean)
      .join(' · '),
    detail: lastMessage ? escapeIcons(messageText(lastMessage, 120)) : '',
    chat,
  };
}

function moreItem(next: string, left: number): ChatPickItem {
  return {
    label: `$(ellipsis) ${l10n.t('Load more')}`,
    description: left > 0 ? l10n.t('{0} left', wholeNumber(left)) : '',
    next,
  };
}
