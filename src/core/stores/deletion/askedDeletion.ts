import { asRecord, parseJson } from '../../base/json';
import { mergeDueKey } from '../../localData/mergeDue';
import type { Database } from '../../storage/database';
import { deleteRows } from '../../storage/deleteRows';
import type { Parameter } from '../../storage/parameters';
import type { Topic } from '../../storage/schema';
import { deleteEvents, newestEvent } from './deleteEvents';

type Tables = Readonly<Record<string, readonly Topic[]>>;

/** Single values that belong to the machine and not to what the user did, so they stay. */
const savedState = ['activeAccount', 'listener', 'team', 'devtunnel', mergeDueKey];

/** Small tables with rows of an account. What the user wrote goes first. */
const accountTables: Tables = {
  drafts: ['drafts'],
  person_notes: ['notes'],
  scheduled_items: ['schedule'],
};
/** Small tables that are deleted with all accounts only. */
const machineTables: Tables = {
  audit: ['audit'],
  calls: ['calls'],
  recent_calls: ['calls'],
  reported_levels: ['calls'],
  background_slots: ['calls'],
};

/**
 * Tables in which rows are left when everything is deleted: accounts end with sign-out, `state` keeps `savedState`,
 * `rate_ledger` keeps LiveChat's limit of calls over the next minute, and `event_totals`, `publishing` and `topics` have
 * a fixed number of rows without any content.
 */
export const remainingTables = [
  'accounts',
  'account_secrets',
  'state',
  'rate_ledger',
  'event_totals',
  'publishing',
  'topics',
];

/** Which data a user wants to be deleted. */
export interface Deletion {
  /** Everything where absent. */
  readonly account?: string;
  /** Of the names of single values that end with the account's id. */
  readonly prefixes: readonly string[];
}

export interface DeletionParts {
  readonly database: Database;
  /** Runs the search task `purge`. */
  readonly purge: (deleting: 'all' | { readonly account: string }) => Promise<unknown>;
  /** Identifies this process, so that it does not resume what it is doing. */
  readonly owner?: number | undefined;
}

/** A deletion as it is noted in `state` until it is complete: the next start resumes it. */
interface Asked extends Deletion {
  /** The newest event when it was asked for. Later ones stay. */
  readonly newest: number;
  /** The small tables, with what the user wrote, are done. What is written there from then on stays. */
  readonly isHalfDone: boolean;
  readonly owner: number;
}

const askedKey = 'deleting';
const keyOf = ({ account }: Deletion): string =>
  account === undefined ? askedKey : `${askedKey}.${account}`;

/** Deletes from every file. What is left after an interruption is deleted by `resumeDeletions`. @throws StorageError */
export async function deleteAsked(parts: DeletionParts, deletion: Deletion): Promise<void> {
  const { database, owner = performance.timeOrigin } = parts;
  const asked = { ...deletion, newest: newestEvent(database), isHalfDone: false, owner };
  await note(database, asked);
  try {
    await deleteSmallTables(database, asked);
  } catch (thrown) {
    // The user sees the error. What is written from now on must not be deleted by a later start.
    await forget(database, asked);
    throw thrown;
  }
  await deleteRest(parts, asked);
}

/** Completes deletions that an earlier process began. Writes nothing if there are none. @throws StorageError */
export async function resumeDeletions(parts: DeletionParts): Promise<void> {
  const { database, owner = performance.timeOrigin } = parts;
  for (const asked of askedIn(database)) {
    if (asked.owner === owner) continue;
    const own = { ...asked, owner };
    await note(database, own);
    if (!own.isHalfDone) await deleteSmallTables(database, own);
    await deleteRest(parts, own);
  }
}

/** A few hundred rows; some thousand where several tickets were changed often. */
async function deleteSmallTables(database: Database, { account, prefixes }: Deletion): Promise<void> {
  const [where, of] = whereOf(account);
  for (const [table, topics] of Object.entries(accountTables)) {
    await deleteRows(database, { table, topics, where }, ...of);
  }
  await database.write(['state'], (writer) => {
    if (account === undefined) {
      const kept = [...savedState, askedKey];
      writer.run(`DELETE FROM state WHERE key NOT IN (${kept.map(() => '?').join(', ')})`, ...kept);
    } else for (const prefix of prefixes) writer.run('DELETE FROM state WHERE key = ?', prefix + account);
  });
  for (const [table, topics] of Object.entries(account === undefined ? machineTables : {})) {
    await deleteRows(database, { table, topics });
  }
  const ofRuns = account === undefined ? where : `run IN (SELECT id FROM bulk_runs WHERE ${where})`;
  await deleteRows(database, { table: 'bulk_items', topics: ['bulk'], where: ofRuns }, ...of);
  await deleteRows(database, { table: 'bulk_runs', topics: ['bulk'], where }, ...of);
}

/** What was fetched and received: with 20,000 tickets it takes a minute. */
async function deleteRest({ database, purge }: DeletionParts, asked: Asked): Promise<void> {
  const { account, newest } = asked;
  await note(database, { ...asked, isHalfDone: true });
  const [where, of] = whereOf(account);
  await deleteEvents(database, newest, where, ...of);
  await purge(account === undefined ? 'all' : { account });
  // What reports count was deleted with the events and items that it was derived from.
  const left = `${where} AND NOT (source = 'event' AND id > ?)`;
  await deleteRows(database, { table: 'report_moments', topics: [], where: left }, ...of, newest);
  if (account === undefined) await deleteRows(database, { table: 'evicted_keys', topics: [] });
  await database.erase();
  await forget(database, asked);
}

function whereOf(account: string | undefined): readonly [string, readonly Parameter[]] {
  return account === undefined ? ['TRUE', []] : ['account = ?', [account]];
}

async function note(database: Database, asked: Asked): Promise<void> {
  await database.write([], (writer) =>
    writer.run('INSERT OR REPLACE INTO state VALUES (?, ?)', keyOf(asked), JSON.stringify(asked)),
  );
}

async function forget(database: Database, asked: Asked): Promise<void> {
  await database.write([], (writer) => writer.run('DELETE FROM state WHERE key = ?', keyOf(asked)));
}

function askedIn(database: Database): readonly Asked[] {
  const rows = database.all(
    'SELECT value FROM state WHERE key = ?1 OR (key > ?2 AND key < ?3)',
    ...[askedKey, `${askedKey}.`, `${askedKey}/`],
  );
  return rows.map(({ value }) => {
    const { account, prefixes, newest, isHalfDone, owner } = asRecord(parseJson(String(value)));
    return {
      ...(typeof account === 'string' && { account }),
      prefixes: Array.isArray(prefixes) ? prefixes.map(String) : [],
      newest: Number(newest),
      isHalfDone: isHalfDone === true,
      owner: Number(owner),
    };
  });
}
