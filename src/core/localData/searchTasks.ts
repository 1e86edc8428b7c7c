import type { Database } from '../storage/database';
import { keptTickets, type KeptTicketQuery, type KeptTicketRows } from './keptTickets';
import { search, type SearchQuery, type SearchResult } from './search';
import { createTextIndex, indexSome, purgeIndex } from './textIndex';

/**
 * `index`: brings the full-text index up to date. `purge`: removes everything from it that was deleted. Both consist of
 * transactions of a few milliseconds, and searches run in between.
 */
export type SearchTask =
  | { readonly kind: 'search'; readonly query: SearchQuery }
  | { readonly kind: 'tickets'; readonly query: KeptTicketQuery }
  | { readonly kind: 'index' }
  | { readonly kind: 'purge' };

interface TaskResults {
  readonly search: SearchResult;
  readonly tickets: KeptTicketRows;
  readonly index: undefined;
  readonly purge: undefined;
}
export type TaskResult<T extends SearchTask = SearchTask> = TaskResults[T['kind']];

/** Runs a task on a connection of this or another thread. */
export type RunSearchTask = <T extends SearchTask>(task: T) => Promise<TaskResult<T>>;

/** @throws StorageError */
export async function runSearchTask<T extends SearchTask>(
  database: Database,
  task: T,
): Promise<TaskResult<T>>;
export async function runSearchTask(database: Database, task: SearchTask): Promise<TaskResult> {
  switch (task.kind) {
    case 'search':
      return search(database, task.query);
    case 'tickets':
      return keptTickets(database, task.query);
    case 'index':
      if (await createTextIndex(database)) while (await indexSome(database));
      return undefined;
    case 'purge':
      await purgeIndex(database);
      return undefined;
  }
}
