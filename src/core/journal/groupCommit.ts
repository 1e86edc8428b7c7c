import { JournalError, journalErrorOf } from './journalError';
import { lineOf, type JournalRecord } from './record';
import type { SegmentWriter } from './segmentWriter';

const mostTogether = 256;

interface Job {
  readonly record: JournalRecord;
  readonly resolve: () => void;
  readonly reject: (error: JournalError) => void;
}

export interface CommitParts {
  readonly writer: SegmentWriter;
  /** Called for all records of a write, in order, before any of their promises is resolved. */
  readonly onWritten: (records: readonly JournalRecord[]) => void;
  /** Called between two writes; never rejects. */
  readonly between: () => Promise<void>;
}

/** One write at a time; what is asked for in the meantime shares the next one. */
export class GroupCommit {
  private jobs: Job[] = [];
  private working: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly parts: CommitParts) {}

  /** @throws JournalError */
  write(record: JournalRecord): Promise<void> {
    if (this.closed) return Promise.reject(new JournalError('closed', 'The journal is closed.'));
    return new Promise((resolve, reject) => {
      this.jobs.push({ record, resolve, reject });
      this.working ??= this.work();
    });
  }

  /** Resolves when all that was asked for is written or refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.working;
  }

  private async work(): Promise<void> {
    // What comes in the same turn belongs to the same write, whichever connection it comes by.
    await new Promise((turned) => setImmediate(turned));
    while (this.jobs.length > 0) {
      await this.commit(this.jobs.splice(0, mostTogether));
      await this.parts.between();
    }
    this.working = undefined;
  }

  private async commit(jobs: readonly Job[]): Promise<void> {
    const records = jobs.map(({ record }) => record);
    try {
      await this.parts.writer.append(records.map(lineOf).join(''));
    } catch (thrown) {
      for (const { reject } of jobs) reject(journalErrorOf(thrown));
      return;
    }
    this.parts.onWritten(records);
    for (const { resolve } of jobs) resolve();
  }
}
