import type { Database } from '../storage/database';
import { search, type SearchQuery, type SearchResult } from './search';
import { createTextIndex, indexSome, purgeIndex } from './textIndex';

/**
 * `index`: brings the full-text index up to date. `purge`: removes everything from it that was deleted. Both consist of
 * transactions of a few milliseconds, and searches run in between.
 */
export type SearchTask =
  | { readonly kind: 'search'; readonly query: SearchQuery }
  | { readonly kind: 'index' }
  | { readonly kind: 'purge' };

/** Runs a task on a connection of this or another thread. The result is that of a search. */
export type RunSearchTask = (task: SearchTask) => Promise<SearchResult | undefined>;

export async function runSearchTask(database: Database, task: SearchTask): Promise<SearchResult | undefined> {
  switch (task.kind) {
    case 'search':
      return search(database, task.query);
    case 'index':
      if (await createTextIndex(database)) while (await indexSome(database));
      return undefined;
    case 'purge':
      await purgeIndex(database);
      return undefined;
  }
}
