import { commands, l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { errorMessage } from '../../core/base/log';
import { escapeIcons, isolateRtl } from '../../core/base/plainText';
import type { SearchHit } from '../../core/localData/search';
import { accountIdOf } from '../../core/stores/sessionStore';
import { commandIds } from '../../manifest';
import { ago } from '../messages/times';
import type { App } from '../shell/app';
import { openKept } from '../shell/openKept';
import { shownHits } from './shownHits';

const most = 50;

interface HitItem extends QuickPickItem {
  readonly hit?: SearchHit;
}

/** Searches tickets and chats that are kept while the user types, without a call, and opens what is selected. */
export async function searchWithPick(app: App): Promise<void> {
  const account = accountIdOf(app.session.current);
  if (account === undefined) {
    await commands.executeCommand(commandIds.signIn);
    return;
  }
  const store = await app.local.get();
  const owned = new DisposableStore();
  const pick = owned.add(window.createQuickPick<HitItem>());
  pick.title = l10n.t('Search Tickets and Chats on This Machine');
  pick.placeholder = l10n.t('Three letters of a subject, message or person');
  let latest = 0;
  const load = async (text: string): Promise<void> => {
    const mine = (latest += 1);
    const items = await find(text);
    if (mine === latest) pick.items = items;
  };
  const find = async (text: string): Promise<readonly HitItem[]> => {
    if (text.trim() === '') return [];
    try {
      const { hits, complete } = await store.search(account, text, most, true);
      const more = { label: l10n.t('Only the newest matches are shown.'), alwaysShow: true };
      const none = { label: l10n.t('Nothing on this machine contains this.'), alwaysShow: true };
      const shown = shownHits(app.shield, store, account, hits);
      const items = shown.map((hit) => itemOf(hit, app.clock.now()));
      return [...items, ...(complete ? [] : [more]), ...(complete && hits.length === 0 ? [none] : [])];
    } catch (thrown) {
      app.log.warn(`Search failed (${errorMessage(thrown)}).`);
      return [{ label: l10n.t('The search failed.'), alwaysShow: true }];
    }
  };
  try {
    owned.add(pick.onDidChangeValue((text) => void load(text)));
    const selected = await new Promise<SearchHit | undefined>((resolve) => {
      owned.add(pick.onDidHide(() => resolve(undefined)));
      owned.add(
        pick.onDidAccept(() => {
          const [item] = pick.selectedItems;
          if (item?.hit) resolve(item.hit);
        }),
      );
      pick.show();
    });
    if (selected) await openKept(store, account, selected);
  } finally {
    owned.dispose();
  }
}

function itemOf(hit: SearchHit, now: number): HitItem {
  const { kind, id, title, excerpt, when } = hit;
  return {
    hit,
    label: escapeIcons(title) || id,
    description: escapeIcons(
      [isolateRtl(id), when === undefined ? '' : ago(when, now)].filter(Boolean).join(' · '),
    ),
    detail: escapeIcons(excerpt),
    iconPath: new ThemeIcon(kind === 'ticket' ? 'issues' : 'comment-discussion'),
    // The search has found it, also where its words are not in the label.
    alwaysShow: true,
  };
}
