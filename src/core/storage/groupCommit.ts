import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock';
import type { Parameter } from './parameters';
import type { Topic } from './schema';

/** A transaction that has taken so long begins no further job. */
const enoughMs = 5;

/** Runs statements of a connection. */
interface Runs {
  run(sql: string, ...parameters: readonly Parameter[]): unknown;
}

/** Work of one `Database.write`. */
export interface Job<W extends Runs> {
  readonly topics: readonly Topic[];
  readonly work: (writer: W) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface Committed<W extends Runs> {
  /** Settles each job that was committed. */
  readonly settle: readonly (() => void)[];
  /** What they changed. */
  readonly topics: ReadonlySet<Topic>;
  /** Jobs for the next transaction. */
  readonly left: readonly Job<W>[];
}

export interface TransactionParts<W extends Runs> {
  readonly connection: DatabaseSync;
  readonly writer: W;
  readonly clock: Clock;
}

/**
 * Runs jobs in one transaction: the first one, and others while there is time. Work that throws is rolled back alone.
 * @throws if nothing was committed
 */
export function commitJobs<W extends Runs>(
  parts: TransactionParts<W>,
  jobs: readonly Job<W>[],
): Committed<W> {
  const { connection, writer } = parts;
  writer.run('BEGIN IMMEDIATE');
  try {
    const { settle, topics } = performTogether(parts, jobs) ?? performEach(parts, jobs);
    for (const topic of topics) writer.run('UPDATE topics SET version = version + 1 WHERE topic = ?', topic);
    writer.run('COMMIT');
    return { settle, topics, left: jobs.slice(settle.length) };
  } catch (thrown) {
    // SQLite rolls back automatically if the disk is full.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw thrown;
  }
}

/** What jobs did inside a transaction. */
type Done = Pick<Committed<Runs>, 'settle' | 'topics'>;

/** Needs no savepoints, as hardly any job throws. @returns `undefined`, and nothing is done, where one throws */
function performTogether<W extends Runs>(
  { connection, writer, clock }: TransactionParts<W>,
  jobs: readonly Job<W>[],
): Done | undefined {
  const hasTime = timer(clock);
  const settle: (() => void)[] = [];
  const changed = new Set<Topic>();
  try {
    for (const { work, topics, resolve } of jobs) {
      if (settle.length > 0 && !hasTime()) break;
      const value = work(writer);
      for (const topic of topics) changed.add(topic);
      settle.push(() => resolve(value));
    }
    return { settle, topics: changed };
  } catch {
    // Each job runs again, and its error is that of its own promise.
    if (connection.isTransaction) writer.run('ROLLBACK');
    writer.run('BEGIN IMMEDIATE');
    return undefined;
  }
}

function performEach<W extends Runs>(parts: TransactionParts<W>, jobs: readonly Job<W>[]): Done {
  const hasTime = timer(parts.clock);
  const settle: (() => void)[] = [];
  const topics = new Set<Topic>();
  for (const job of jobs) {
    if (settle.length > 0 && !hasTime()) break;
    settle.push(perform(parts, job, topics));
  }
  return { settle, topics };
}

/** @returns a function that settles the job after the commit */
function perform<W extends Runs>(
  { connection, writer }: TransactionParts<W>,
  job: Job<W>,
  changed: Set<Topic>,
): () => void {
  writer.run('SAVEPOINT job');
  try {
    const value = job.work(writer);
    writer.run('RELEASE job');
    for (const topic of job.topics) changed.add(topic);
    return () => job.resolve(value);
  } catch (thrown) {
    // A full disk ends the whole transaction, and with it every job.
    if (!connection.isTransaction) throw thrown;
    writer.run('ROLLBACK TO job');
    writer.run('RELEASE job');
    return () => job.reject(thrown);
  }
}

function timer(clock: Clock): () => boolean {
  const begunAt = clock.now();
  return () => Math.abs(clock.now() - begunAt) < enoughMs;
}
