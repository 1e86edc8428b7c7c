import { l10n } from 'vscode';
import { fail } from '../../core/domain/failure';
import { InputReader } from '../../core/domain/input/inputReader';
import type { SearchResult } from '../../core/localData/search';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { inputOf, orLiveChatError } from '../shell/liveChatError';
import { shownHits } from './shownHits';

const defaultLimit = 50;

/**
 * `livechat.search`: searches what is kept of the active account. Makes no call. What is found is masked while the
 * privacy shield is on.
 * @param argument `{ query, limit? }`
 * @throws LiveChatError
 */
export async function searchForCode(app: App, argument: unknown): Promise<SearchResult> {
  return await orLiveChatError(
    () => l10n.t('The search failed.'),
    async () => {
      const reader = new InputReader(argument);
      const query = reader.text('query', 'required') ?? '';
      const limit = reader.wholeNumber('limit', 1) ?? defaultLimit;
      inputOf(reader.finish(() => undefined));
      const account = accountIdOf(app.session.current) ?? fail({ code: 'not-signed-in' });
      const store = await app.local.get();
      const { hits, complete } = await store.search(account, query, limit);
      return { hits: shownHits(app.shield, store, account, hits), complete };
    },
  );
}
