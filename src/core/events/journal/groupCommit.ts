import { JournalError, journalErrorOf } from './journalError';
import { Line, lineOf, type JournalRecord } from './record';
import type { SegmentWriter } from './segmentWriter';

const mostTogether = 256;

/** Records that go out together and share one promise. */
class Batch {
  readonly records: JournalRecord[] = [];
  readonly written: Promise<void>;
  resolve!: () => void;
  reject!: (error: JournalError) => void;

  constructor() {
    this.written = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

export interface CommitOptions {
  readonly writer: SegmentWriter;
  /** Called for all records of a write, in order, before any of their promises is resolved. */
  readonly onWritten: (records: readonly JournalRecord[], lines: readonly Line[]) => void;
  /** Called between two writes; never rejects. */
  readonly between: () => Promise<void>;
}

/** One write at a time; what is asked for in the meantime shares the next one. */
export class GroupCommit {
  /** Oldest first. */
  private readonly batches: Batch[] = [];
  private working: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly parts: CommitOptions) {}

  /** @throws JournalError */
  write(record: JournalRecord): Promise<void> {
    if (this.closed) return Promise.reject(new JournalError('closed', 'The journal is closed.'));
    let batch = this.batches.at(-1);
    if (!batch || batch.records.length === mostTogether) {
      batch = new Batch();
      this.batches.push(batch);
    }
    batch.records.push(record);
    this.working ??= this.work();
    return batch.written;
  }

  /** Resolves when all that was asked for is written or refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.working;
  }

  private async work(): Promise<void> {
    // What comes in the same turn belongs to the same write, whichever connection it comes by.
    await new Promise((turned) => setImmediate(turned));
    for (let batch = this.batches.shift(); batch; batch = this.batches.shift()) {
      await this.commit(batch);
      await this.parts.between();
    }
    this.working = undefined;
  }

  private async commit({ records, resolve, reject }: Batch): Promise<void> {
    const texts = records.map(lineOf);
    const total = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    // Not of the pool that small buffers share: these bytes stay, and would hold the whole pool.
    const bytes = Buffer.allocUnsafeSlow(total);
    let at = 0;
    const lines = texts.map((text) => new Line(bytes, at, (at += bytes.write(text, at)) - 1));
    try {
      await this.parts.writer.append(bytes);
    } catch (thrown) {
      reject(journalErrorOf(thrown));
      return;
    }
    this.parts.onWritten(records, lines);
    resolve();
  }
}
