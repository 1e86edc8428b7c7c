import { groupsOf, subjectOf, type ArrivalKind } from '../domain/arrival';
import type { IsoTime } from '../domain/ticket';
import type { JournalEntry, JournalPage, JournalQuery } from './journal';
import { recordIn, type JournalRecord, type Line, type MarkTarget } from './record';

/** What an entry is found by. The event itself stays bytes until somebody looks at it. */
interface Kept {
  readonly seq: number;
  readonly atMs: number;
  readonly eventId: string;
  readonly subject: string;
  readonly account: string;
  readonly kind: ArrivalKind;
  readonly groups: readonly number[];
  readonly file: string;
  readonly line: Line;
  shownAt?: IsoTime;
  readAt?: IsoTime;
}

/** What is left to know of an event whose file goes. */
export interface Dropped {
  readonly keys: readonly string[];
  /** When it was accepted, in milliseconds. */
  readonly atMs: number;
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

  /**
   * Takes a record that stands in `file`. An event that is here already changes nothing.
   * @param line the record's own
   */
  apply(record: JournalRecord, file: string, line: Line): void {
    if (record.type === 'event') this.add(record.entry, file, line);
    else for (const kept of this.targets(record.target)) mark(kept, record.type, record.at);
  }

  /** Forgets all that stands in a file, and says what it was. */
  drop(file: string): readonly Dropped[] {
    const gone: Dropped[] = [];
    const left: Kept[] = [];
    for (const kept of this.all) {
      if (kept.file !== file) {
        left.push(kept);
        continue;
      }
      gone.push({ keys: [kept.eventId, kept.subject], atMs: kept.atMs });
      this.byEvent.delete(kept.eventId);
      this.bySubject.delete(kept.subject);
    }
    this.all = left;
    return gone;
  }

  /** When the newest entry of a file was accepted, in milliseconds; 0 where it has none. */
  newestIn(file: string): number {
    return this.all.findLast((kept) => kept.file === file)?.atMs ?? 0;
  }

  /** @param since entries accepted earlier than this, in milliseconds, are passed over */
  page(query: JournalQuery, since: number): JournalPage {
    const { before = Infinity, limit = usualLimit } = query;
    const found: JournalEntry[] = [];
    for (let at = this.all.length - 1; at >= 0; at--) {
      const kept = this.all[at];
      if (!kept || kept.seq >= before || !matches(kept, query, since)) continue;
      if (found.length === limit) return { entries: found, ...nextOf(found) };
      found.push(...entryOf(kept));
    }
    return { entries: found };
  }

  get(eventId: string, since = 0): JournalEntry | undefined {
    const kept = this.byEvent.get(eventId);
    return kept && matches(kept, {}, since) ? entryOf(kept)[0] : undefined;
  }

  /** The same entry with the marks that it has by now; `undefined` where it has gone. */
  renewed(entry: JournalEntry): JournalEntry | undefined {
    const kept = this.byEvent.get(entry.arrival.eventId);
    return kept && { ...entry, seq: kept.seq, ...marksOf(kept) };
  }

  /** Ids, oldest first. */
  idsWhere(account: string | undefined, since: number, lacks: 'shownAt' | 'readAt'): readonly string[] {
    return this.lacking(account, since, lacks).map(({ eventId }) => eventId);
  }

  /** Oldest first. */
  where(account: string | undefined, since: number, lacks: 'shownAt' | 'readAt'): readonly JournalEntry[] {
    return this.lacking(account, since, lacks).flatMap(entryOf);
  }

  /** Whether it is here and nobody was told of it. */
  isUnshown(eventId: string): boolean {
    const kept = this.byEvent.get(eventId);
    return kept !== undefined && kept.shownAt === undefined;
  }

  private lacking(account: string | undefined, since: number, lacks: 'shownAt' | 'readAt'): readonly Kept[] {
    const query = account === undefined ? {} : { account };
    return this.all.filter((kept) => kept[lacks] === undefined && matches(kept, query, since));
  }

  private add({ seq, at, arrival }: JournalEntry, file: string, line: Line): void {
    const { eventId, account, kind } = arrival;
    if (this.byEvent.has(eventId)) return;
    const subject = subjectOf(arrival);
    // Two windows that both believed to lead may have used a number twice.
    this.lastSeq = Math.max(seq, this.lastSeq + 1);
    const kept: Kept = {
      seq: this.lastSeq,
      atMs: Date.parse(at),
      eventId,
      subject,
      account,
      kind,
      groups: groupsOf(arrival),
      file,
      line,
    };
    this.all.push(kept);
    this.byEvent.set(eventId, kept);
    this.bySubject.set(subject, kept);
  }

  private targets(target: MarkTarget): readonly Kept[] {
    if ('eventIds' in target) {
      return target.eventIds.map((id) => this.byEvent.get(id)).filter((kept) => kept !== undefined);
    }
    const { upTo, account } = target;
    return this.all.filter((kept) => kept.seq <= upTo && (account === undefined || kept.account === account));
  }
}

/** What was an event when it was kept is one: its bytes do not change. */
function entryOf(kept: Kept): [] | [JournalEntry] {
  const record = recordIn(kept.line.text());
  if (record?.type !== 'event') return [];
  return [{ ...record.entry, seq: kept.seq, ...marksOf(kept) }];
}

function marksOf({ shownAt, readAt }: Kept): Pick<JournalEntry, 'shownAt' | 'readAt'> {
  return { ...(shownAt !== undefined && { shownAt }), ...(readAt !== undefined && { readAt }) };
}

function mark(kept: Kept, type: 'shown' | 'read', at: string): void {
  if (type === 'shown') kept.shownAt ??= at;
  else kept.readAt ??= at;
}

function matches(kept: Kept, { account, kinds, group }: JournalQuery, since: number): boolean {
  return (
    (account === undefined || kept.account === account) &&
    (kinds?.includes(kept.kind) ?? true) &&
    (group === undefined || kept.groups.includes(group)) &&
    kept.atMs >= since
  );
}

function nextOf(entries: readonly JournalEntry[]): { readonly next?: number } {
  const last = entries.at(-1);
  return last ? { next: last.seq } : {};
}
