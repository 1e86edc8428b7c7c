import type { Database } from '../storage/database';
import { deleteKept, deleteKeptBefore } from './deleteKept';
import { keptTickets, type KeptTicketQuery, type KeptTicketRows } from './keptTickets';
import { derivePeople } from './people/derivePeople';
import { historyOf, type History, type HistoryQuery } from './people/history';
import { deriveFacts } from './reports/deriveFacts';
import { reportOf, type Report } from './reports/report';
import { subjectsOf, type Figure, type ReportSubjects } from './reports/subjects';
import type { ReportQuery } from './reports/ticketsAt';
import { search, type SearchQuery, type SearchResult } from './search';
import { createTextIndex, purgeIndex, updateIndex } from './textIndex';

/**
 * `index`: brings the full-text index, and what else is derived from kept items, up to date. `purge`: removes everything
 * from it that was deleted. Both consist of transactions of a few milliseconds, and searches run in between.
 */
export type SearchTask =
  | { readonly kind: 'search'; readonly query: SearchQuery }
  | { readonly kind: 'tickets'; readonly query: KeptTicketQuery }
  | { readonly kind: 'history'; readonly query: HistoryQuery }
  | { readonly kind: 'report'; readonly query: ReportQuery }
  | SubjectsTask
  | { readonly kind: 'index' }
  | PurgeTask;

/** What it deletes first, if anything: of an account, of all, or what was fetched before a time. */
interface PurgeTask {
  readonly kind: 'purge';
  readonly deleting?: { readonly account: string } | { readonly before: number } | 'all';
}

/** Finds the tickets or chats behind each figure of a report. */
interface SubjectsTask {
  readonly kind: 'subjects';
  readonly query: ReportQuery;
  readonly figures: readonly Figure[];
  /** Most rows of a figure. */
  readonly limit: number;
}

interface TaskResults {
  readonly search: SearchResult;
  readonly tickets: KeptTicketRows;
  readonly history: History;
  readonly report: Report;
  /** In the order of the figures. */
  readonly subjects: readonly ReportSubjects[];
  readonly index: undefined;
  readonly purge: undefined;
}
export type TaskResult<T extends SearchTask = SearchTask> = TaskResults[T['kind']];

/** Runs a task on a connection of this or another thread. */
export type RunSearchTask = <T extends SearchTask>(task: T) => Promise<TaskResult<T>>;

/** @param isSuperseded see `search` @throws StorageError */
export async function runSearchTask<T extends SearchTask>(
  database: Database,
  task: T,
  isSuperseded?: () => boolean,
): Promise<TaskResult<T>>;
export async function runSearchTask(
  database: Database,
  task: SearchTask,
  isSuperseded?: () => boolean,
): Promise<TaskResult> {
  switch (task.kind) {
    case 'search':
      return search(database, task.query, isSuperseded);
    case 'tickets':
      return keptTickets(database, task.query);
    case 'history':
      await derivePeople(database);
      return historyOf(database, task.query);
    case 'report':
      await deriveFacts(database);
      return reportOf(database, task.query);
    case 'subjects':
      await deriveFacts(database);
      return task.figures.map((figure) => subjectsOf(database, task.query, figure, task.limit));
    case 'index':
      if (await createTextIndex(database)) await updateIndex(database);
      await derivePeople(database);
      await deriveFacts(database);
      return undefined;
    case 'purge':
      await deleteFirst(database, task);
      await purgeIndex(database, task.deleting !== undefined);
      return undefined;
  }
}

async function deleteFirst(database: Database, { deleting }: PurgeTask): Promise<void> {
  if (deleting === undefined) return;
  if (deleting === 'all') await deleteKept(database);
  else if ('account' in deleting) await deleteKept(database, deleting.account);
  else await deleteKeptBefore(database, deleting.before);
}
