import { groupsOf, subjectOf, type Arrival } from '../domain/arrival';
import type { JournalEntry, JournalPage, JournalQuery } from './journal';
import type { JournalRecord, MarkTarget } from './record';

type Kept = { -readonly [K in keyof JournalEntry]: JournalEntry[K] };

const usualLimit = 50;

/** All entries in memory, in their order, and the ways to find one. Knows files by name only. */
export class JournalIndex {
  /** Oldest first. */
  private entries: Kept[] = [];
  private readonly byEvent = new Map<string, Kept>();
  private readonly bySubject = new Map<string, Kept>();
  private readonly files = new Map<Kept, string>();

  /** The highest `seq` that was ever seen here. */
  lastSeq = 0;

  has(arrival: Arrival): boolean {
    return this.byEvent.has(arrival.eventId) || this.bySubject.has(subjectOf(arrival));
  }

  /** Takes a record that stands in `file`. An event that is here already changes nothing. */
  apply(record: JournalRecord, file: string): void {
    if (record.type === 'event') this.add(record.entry, file);
    else for (const entry of this.targets(record.target)) mark(entry, record.type, record.at);
  }

  /** Forgets all that stands in a file, and says what it was. */
  drop(file: string): readonly JournalEntry[] {
    const gone = this.entries.filter((entry) => this.files.get(entry) === file);
    this.entries = this.entries.filter((entry) => this.files.get(entry) !== file);
    for (const entry of gone) {
      this.files.delete(entry);
      this.byEvent.delete(entry.arrival.eventId);
      this.bySubject.delete(subjectOf(entry.arrival));
    }
    return gone;
  }

  /** When the newest entry of a file was accepted, in milliseconds; 0 where it has none. */
  newestIn(file: string): number {
    const newest = this.entries.findLast((entry) => this.files.get(entry) === file);
    return newest ? Date.parse(newest.at) : 0;
  }

  /** @param since entries accepted earlier than this, in milliseconds, are passed over */
  page(query: JournalQuery, since: number): JournalPage {
    const { before = Infinity, limit = usualLimit } = query;
    const found: JournalEntry[] = [];
    for (let at = this.entries.length - 1; at >= 0; at--) {
      const entry = this.entries[at];
      if (!entry || entry.seq >= before || !matches(entry, query, since)) continue;
      if (found.length === limit) return { entries: found, ...nextOf(found) };
      found.push({ ...entry });
    }
    return { entries: found };
  }

  /** A copy, because `shownAt` and `readAt` of what is kept here change. */
  get(eventId: string, since = 0): JournalEntry | undefined {
    const entry = this.byEvent.get(eventId);
    return entry && matches(entry, {}, since) ? { ...entry } : undefined;
  }

  /** Oldest first. */
  where(account: string | undefined, since: number, lacks: 'shownAt' | 'readAt'): readonly JournalEntry[] {
    const query = account === undefined ? {} : { account };
    return this.entries.flatMap((entry) =>
      entry[lacks] === undefined && matches(entry, query, since) ? [{ ...entry }] : [],
    );
  }

  private add(entry: JournalEntry, file: string): void {
    if (this.byEvent.has(entry.arrival.eventId)) return;
    // Two windows that both believed to lead may have used a number twice.
    const kept: Kept = { ...entry, seq: Math.max(entry.seq, this.lastSeq + 1) };
    this.lastSeq = kept.seq;
    this.entries.push(kept);
    this.byEvent.set(entry.arrival.eventId, kept);
    this.bySubject.set(subjectOf(entry.arrival), kept);
    this.files.set(kept, file);
  }

  private targets(target: MarkTarget): readonly Kept[] {
    if ('eventIds' in target) {
      return target.eventIds.map((id) => this.byEvent.get(id)).filter((entry) => entry !== undefined);
    }
    const { upTo, account } = target;
    return this.entries.filter(
      ({ seq, arrival }) => seq <= upTo && (account === undefined || arrival.account === account),
    );
  }
}

function mark(entry: Kept, type: 'shown' | 'read', at: string): void {
  if (type === 'shown') entry.shownAt ??= at;
  else entry.readAt ??= at;
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
