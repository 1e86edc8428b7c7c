import { groupsOf, subjectOf } from '../domain/arrival';
import type { JournalEntry, JournalPage, JournalQuery } from './journal';
import type { JournalRecord, MarkTarget } from './record';

/** An entry, which is replaced and never changed, and where it stands. */
interface Kept {
  entry: JournalEntry;
  readonly subject: string;
  readonly file: string;
}

const usualLimit = 50;

/** All entries in memory, in their order, and the ways to find one. Knows files by name only. */
export class JournalIndex {
  /** Oldest first. */
  private all: Kept[] = [];
  private readonly byEvent = new Map<string, Kept>();
  private readonly bySubject = new Map<string, Kept>();

  /** The highest `seq` that was ever seen here. */
  lastSeq = 0;

  /** @param subject what `subjectOf` says of the event */
  has(eventId: string, subject: string): boolean {
    return this.byEvent.has(eventId) || this.bySubject.has(subject);
  }

  /** Takes a record that stands in `file`. An event that is here already changes nothing. */
  apply(record: JournalRecord, file: string): void {
    if (record.type === 'event') this.add(record.entry, file);
    else for (const kept of this.targets(record.target)) mark(kept, record.type, record.at);
  }

  /** Forgets all that stands in a file, and says what it was. */
  drop(file: string): readonly JournalEntry[] {
    const gone: JournalEntry[] = [];
    const left: Kept[] = [];
    for (const kept of this.all) {
      if (kept.file !== file) {
        left.push(kept);
        continue;
      }
      gone.push(kept.entry);
      this.byEvent.delete(kept.entry.arrival.eventId);
      this.bySubject.delete(kept.subject);
    }
    this.all = left;
    return gone;
  }

  /** When the newest entry of a file was accepted, in milliseconds; 0 where it has none. */
  newestIn(file: string): number {
    const newest = this.all.findLast((kept) => kept.file === file);
    return newest ? Date.parse(newest.entry.at) : 0;
  }

  /** @param since entries accepted earlier than this, in milliseconds, are passed over */
  page(query: JournalQuery, since: number): JournalPage {
    const { before = Infinity, limit = usualLimit } = query;
    const found: JournalEntry[] = [];
    for (let at = this.all.length - 1; at >= 0; at--) {
      const entry = this.all[at]?.entry;
      if (!entry || entry.seq >= before || !matches(entry, query, since)) continue;
      if (found.length === limit) return { entries: found, ...nextOf(found) };
      found.push(entry);
    }
    return { entries: found };
  }

  get(eventId: string, since = 0): JournalEntry | undefined {
    const entry = this.byEvent.get(eventId)?.entry;
    return entry && matches(entry, {}, since) ? entry : undefined;
  }

  /** Oldest first. */
  where(account: string | undefined, since: number, lacks: 'shownAt' | 'readAt'): readonly JournalEntry[] {
    const query = account === undefined ? {} : { account };
    return this.all.flatMap(({ entry }) =>
      entry[lacks] === undefined && matches(entry, query, since) ? [entry] : [],
    );
  }

  private add(entry: JournalEntry, file: string): void {
    const { eventId } = entry.arrival;
    if (this.byEvent.has(eventId)) return;
    // Two windows that both believed to lead may have used a number twice.
    const isNext = entry.seq > this.lastSeq;
    const known = isNext ? entry : { ...entry, seq: this.lastSeq + 1 };
    const subject = subjectOf(entry.arrival);
    const kept: Kept = { entry: known, subject, file };
    this.lastSeq = known.seq;
    this.all.push(kept);
    this.byEvent.set(eventId, kept);
    this.bySubject.set(subject, kept);
  }

  private targets(target: MarkTarget): readonly Kept[] {
    if ('eventIds' in target) {
      return target.eventIds.map((id) => this.byEvent.get(id)).filter((kept) => kept !== undefined);
    }
    const { upTo, account } = target;
    return this.all.filter(
      ({ entry: { seq, arrival } }) => seq <= upTo && (account === undefined || arrival.account === account),
    );
  }
}

function mark(kept: Kept, type: 'shown' | 'read', at: string): void {
  const name = type === 'shown' ? 'shownAt' : 'readAt';
  if (kept.entry[name] === undefined) kept.entry = { ...kept.entry, [name]: at };
}

function matches(entry: JournalEntry, query: JournalQuery, since: number): boolean {
  const { arrival } = entry;
  const { account, kinds, group } = query;
  return (
    (account === undefined || arrival.account === account) &&
    (kinds?.includes(arrival.kind) ?? true) &&
    (group === undefined || groupsOf(arrival).includes(group)) &&
    Date.parse(entry.at) >= since
  );
}

function nextOf(entries: readonly JournalEntry[]): { readonly next?: number } {
  const last = entries.at(-1);
  return last ? { next: last.seq } : {};
}
