import { Emitter } from '../../base/event';
import { keysOf, type Arrival } from '../../domain/arrival';
import type { IsoTime } from '../../domain/ticket';
import { EvictedKeys } from './evictedKeys';
import { GroupCommit } from './groupCommit';
import type { Journal, JournalEntry, JournalOptions, JournalPage, JournalQuery } from './journal';
import type { JournalIndex } from './journalIndex';
import { JournalFiles, usualMaxAgeMs } from './readJournal';
import type { JournalRecord, Line } from './record';
import { makeFolder, removeSegment, segmentName, segmentsIn, sizeOf } from './segments';
import { SegmentWriter } from './segmentWriter';

const usualMaxBytes = 16 * 1024 * 1024;
/** What goes at once when the journal is full: the sixteenth part. */
const parts = 16;
const hour = 3_600_000;

/**
 * Opens the journal for the one window that leads. The caller sees to it that there is only one.
 * @throws JournalError where the folder can be neither made nor read
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { dir, clock, log } = options;
  await makeFolder(dir);
  const files = new JournalFiles(dir);
  const malformed = await files.catchUp();
  if (malformed > 0) log.warn(`Journal: ${malformed} lines could not be read.`);
  const gone = new EvictedKeys(dir);
  await gone.load(clock.now());
  const last = (await segmentsIn(dir)).at(-1);
  // A number that a file was named after was used, even where nothing of it is left.
  files.index.lastSeq = Math.max(files.index.lastSeq, Number(last?.slice(0, 12) ?? 1) - 1);
  const nextName = (): string => segmentName(files.index.lastSeq + 1);
  const writer = new SegmentWriter(dir, last ?? nextName(), nextName);
  const journal = new FileJournal(options, files.index, gone, writer);
  await journal.tidy();
  return journal;
}

class FileJournal implements Journal {
  private readonly appended = new Emitter<JournalEntry>();
  readonly onDidAppend = this.appended.event;
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  private readonly pended = new Emitter<JournalEntry>();
  readonly onDidPend = this.pended.event;

  private readonly commit: GroupCommit;
  /** Events that are being written, by id and by each of their keys. */
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly completing = new Set<string>();
  private lastSeq: number;
  private lookedAt = 0;
  private nowMs = Number.NaN;
  private nowText: IsoTime = '';

  constructor(
    private readonly options: JournalOptions,
    private readonly index: JournalIndex,
    private readonly gone: EvictedKeys,
    private readonly writer: SegmentWriter,
  ) {
    this.lastSeq = index.lastSeq;
    this.commit = new GroupCommit({
      writer,
      onWritten: (records, lines) => this.take(records, lines),
      between: () => this.tidy(),
    });
  }

  accept(arrival: Arrival): Promise<'kept' | 'duplicate'> {
    const { eventId } = arrival;
    const { own, same } = keysOf(arrival);
    if (this.isKnown(eventId, same)) return Promise.resolve('duplicate');
    const other = this.underWayOf(eventId, same);
    if (other) return other.then(() => 'duplicate');
    this.lastSeq += 1;
    const entry = { seq: this.lastSeq, at: this.now(), arrival };
    const write = this.commit.write({ type: 'event', entry });
    this.underWay.set(eventId, write);
    for (const key of own) this.underWay.set(key, write);
    const settle = (): void => {
      this.underWay.delete(eventId);
      for (const key of own) this.underWay.delete(key);
    };
    return write.then(
      () => {
        settle();
        return 'kept';
      },
      (error: unknown) => {
        settle();
        throw error;
      },
    );
  }

  has(arrival: Arrival): boolean {
    return this.isKnown(arrival.eventId, keysOf(arrival).same);
  }

  pending(): readonly JournalEntry[] {
    return this.index.pending(this.since());
  }

  async complete(eventId: string, arrival: Arrival | undefined): Promise<void> {
    if (!this.index.isPending(eventId) || this.completing.has(eventId)) return;
    this.completing.add(eventId);
    try {
      await this.commit.write({ type: 'whole', eventId, ...(arrival && { arrival }) });
    } finally {
      this.completing.delete(eventId);
    }
  }

  startOf(arrival: Arrival): Arrival | undefined {
    return this.index.startOf(arrival);
  }

  page(query: JournalQuery = {}): Promise<JournalPage> {
    return Promise.resolve(this.index.page(query, this.since()));
  }

  get(eventId: string): Promise<JournalEntry | undefined> {
    return Promise.resolve(this.index.get(eventId, this.since()));
  }

  unreadCount(account?: string): Promise<number> {
    return Promise.resolve(this.index.idsWhere(account, this.since(), 'readAt').length);
  }

  unshown(account?: string): Promise<readonly JournalEntry[]> {
    return Promise.resolve(this.index.where(account, this.since(), 'shownAt'));
  }

  async markShown(eventIds: readonly string[]): Promise<void> {
    const fresh = eventIds.filter((id) => this.index.isUnshown(id));
    if (fresh.length === 0) return;
    await this.commit.write({ type: 'shown', at: this.now(), target: { eventIds: fresh } });
  }

  async markRead(
    which: { readonly eventIds: readonly string[] } | { readonly account?: string },
  ): Promise<void> {
    const account = 'account' in which ? which.account : undefined;
    const unread = this.index.idsWhere(account, 0, 'readAt');
    const eventIds = 'eventIds' in which ? unread.filter((id) => which.eventIds.includes(id)) : unread;
    if (eventIds.length === 0) return;
    const target = 'eventIds' in which ? { eventIds } : { ...which, upTo: this.index.lastSeq };
    await this.commit.write({ type: 'read', at: this.now(), target });
  }

  async dispose(): Promise<void> {
    await this.commit.close();
    await this.writer.close();
    this.appended.dispose();
    this.pended.dispose();
    this.changed.dispose();
  }

  private isKnown(eventId: string, same: readonly string[]): boolean {
    return this.index.has(eventId, same) || this.gone.has(eventId, ...same);
  }

  private underWayOf(eventId: string, same: readonly string[]): Promise<void> | undefined {
    let found = this.underWay.get(eventId);
    for (const key of same) found ??= this.underWay.get(key);
    return found;
  }

  /** The listeners hear of it a turn later, so that acknowledging comes before all other work. */
  private take(records: readonly JournalRecord[], lines: readonly Line[]): void {
    for (const [at, line] of lines.entries()) {
      const record = records[at];
      if (record) this.index.apply(record, this.writer.current, line);
    }
    setImmediate(() => {
      for (const record of records) {
        const entry = this.entryOf(record);
        if (entry) (entry.arrival.reference ? this.pended : this.appended).fire(entry);
      }
      if (records.some(({ type }) => type === 'shown' || type === 'read')) this.changed.fire(undefined);
    });
  }

  /** What a record that was just written is news of. */
  private entryOf(record: JournalRecord): JournalEntry | undefined {
    if (record.type === 'event') return this.index.renewed(record.entry);
    return record.type === 'whole' ? this.index.get(record.eventId) : undefined;
  }

  /** Begins a new file where the current one is large or old enough, and lets old files go. Never rejects. */
  async tidy(): Promise<void> {
    const { maxBytes = usualMaxBytes, clock, log } = this.options;
    const isLarge = this.writer.size > maxBytes / parts;
    if (!isLarge && clock.now() - this.lookedAt < hour) return;
    this.lookedAt = clock.now();
    const newest = this.index.newestIn(this.writer.current);
    const isOld = newest > 0 && newest < this.since();
    try {
      if (isLarge || isOld) await this.writer.moveTo(segmentName(this.index.lastSeq + 1));
      await this.dropOld(maxBytes);
    } catch (thrown) {
      log.warn(`Journal: could not be tidied (${thrown instanceof Error ? thrown.message : 'fault'}).`);
    }
  }

  private async dropOld(maxBytes: number): Promise<void> {
    const { dir } = this.options;
    const names = await segmentsIn(dir);
    const sizes = await Promise.all(names.map((name) => sizeOf(dir, name)));
    let total = sizes.reduce((sum, size) => sum + size, 0);
    for (const [at, name] of names.entries()) {
      const isOld = this.index.newestIn(name) < this.since();
      if (name === this.writer.current || !(isOld || total > maxBytes)) return;
      await this.dropFile(name);
      total -= sizes[at] ?? 0;
    }
  }

  private async dropFile(name: string): Promise<void> {
    const { dir, clock, log } = this.options;
    const entries = this.index.drop(name);
    await this.gone.add(entries, clock.now()).catch((thrown: unknown) => {
      log.warn(`Journal: ${thrown instanceof Error ? thrown.message : 'fault'}`);
    });
    await removeSegment(dir, name);
    if (entries.length > 0) setImmediate(() => this.changed.fire(undefined));
  }

  /** Events that come together share one text. */
  private now(): IsoTime {
    const now = this.options.clock.now();
    if (now !== this.nowMs) {
      this.nowMs = now;
      this.nowText = new Date(now).toISOString();
    }
    return this.nowText;
  }

  private since(): number {
    return this.options.clock.now() - (this.options.maxAgeMs ?? usualMaxAgeMs);
  }
}
