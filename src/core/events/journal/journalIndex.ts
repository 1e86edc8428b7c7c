import { groupsOf, keysOf, type Arrival, type ArrivalKind } from '../../domain/arrival';
import type { IsoTime } from '../../domain/ticket';
import type { JournalEntry, JournalPage, JournalQuery } from './journal';
import { recordIn, type JournalRecord, type Line, type MarkTarget } from './record';

/** What an entry is found by. The event itself stays bytes until somebody looks at it. */
interface IndexEntry {
  readonly seq: number;
  readonly atMs: number;
  readonly eventId: string;
  readonly account: string;
  readonly kind: ArrivalKind;
  readonly file: string;
  /** Its own ones of `keysOf`. */
  keys: readonly string[];
  groups: readonly number[];
  line: Line;
  /** It was told by ids alone: no reader sees it. */
  isPending: boolean;
  shownAt?: IsoTime;
  readAt?: IsoTime;
}

/** What is left to know of an event whose file goes. */
export interface Evicted {
  readonly keys: readonly string[];
  /** When it was accepted, in milliseconds. */
  readonly atMs: number;
}

const usualLimit = 50;

/** All entries in memory, in their order, and the ways to find one. Knows files by name only. */
export class JournalIndex {
  /** Oldest first. */
  private all: IndexEntry[] = [];
  private readonly byEvent = new Map<string, IndexEntry>();
  private readonly byKey = new Map<string, IndexEntry>();

  /** The highest `seq` that was ever seen here. */
  lastSeq = 0;

  /** @param same what `keysOf` says of the event */
  has(eventId: string, same: readonly string[]): boolean {
    if (this.byEvent.has(eventId)) return true;
    for (const key of same) if (this.byKey.has(key)) return true;
    return false;
  }

  /**
   * Takes a record that stands in `file`. An event that is here already changes nothing.
   * @param line the record's own
   */
  apply(record: JournalRecord, file: string, line: Line): void {
    if (record.type === 'event') this.add(record.entry, file, line);
    else if (record.type === 'whole') this.complete(record.eventId, record.arrival, line);
    else for (const kept of this.targets(record.target)) mark(kept, record.type, record.at);
  }

  /** Forgets all that stands in a file, and says what it was. */
  drop(file: string): readonly Evicted[] {
    const gone: Evicted[] = [];
    // Those that turned out to be nothing stand here alone.
    for (const kept of this.byEvent.values()) {
      if (kept.file !== file) continue;
      gone.push({ keys: [kept.eventId, ...kept.keys], atMs: kept.atMs });
      this.byEvent.delete(kept.eventId);
      this.forget(kept);
    }
    this.all = this.all.filter((kept) => kept.file !== file);
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
    // What turned out to be nothing is known by its id alone.
    return kept && kept.keys.length > 0 && matches(kept, {}, since) ? entryOf(kept)[0] : undefined;
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

  /** Oldest first. */
  pending(since: number): readonly JournalEntry[] {
    return this.all.filter((kept) => kept.isPending && kept.atMs >= since).flatMap(entryOf);
  }

  isPending(eventId: string): boolean {
    return this.byEvent.get(eventId)?.isPending === true;
  }

  startOf(arrival: Arrival): Arrival | undefined {
    if (arrival.kind === 'ticket_created') return undefined;
    for (const key of keysOf({ ...arrival, kind: 'chat_started' }).same) {
      const start = this.byKey.get(key);
      if (start) return entryOf(start)[0]?.arrival;
    }
    return undefined;
  }

  /** Whether it is here and nobody was told of it. */
  isUnshown(eventId: string): boolean {
    const kept = this.byEvent.get(eventId);
    return kept !== undefined && kept.shownAt === undefined;
  }

  private lacking(
    account: string | undefined,
    since: number,
    lacks: 'shownAt' | 'readAt',
  ): readonly IndexEntry[] {
    const query = account === undefined ? {} : { account };
    return this.all.filter((kept) => kept[lacks] === undefined && matches(kept, query, since));
  }

  private add({ seq, at, arrival }: JournalEntry, file: string, line: Line): void {
    const { eventId, account, kind } = arrival;
    if (this.byEvent.has(eventId)) return;
    // Two windows that both believed to lead may have used a number twice.
    this.lastSeq = Math.max(seq, this.lastSeq + 1);
    const kept: IndexEntry = {
      seq: this.lastSeq,
      atMs: Date.parse(at),
      eventId,
      account,
      kind,
      file,
      keys: keysOf(arrival).own,
      groups: groupsOf(arrival),
      line,
      isPending: arrival.reference !== undefined,
    };
    this.all.push(kept);
    this.byEvent.set(eventId, kept);
    this.remember(kept);
  }

  private complete(eventId: string, arrival: Arrival | undefined, line: Line): void {
    const kept = this.byEvent.get(eventId);
    if (!kept?.isPending) return;
    kept.isPending = false;
    this.forget(kept);
    if (arrival) {
      kept.keys = keysOf(arrival).own;
      kept.groups = groupsOf(arrival);
      kept.line = line;
      this.remember(kept);
    } else {
      // Only its id stays known, for retries: whatever else tells of the same may know better.
      kept.keys = [];
      this.all = this.all.filter((other) => other !== kept);
    }
  }

  private remember(kept: IndexEntry): void {
    for (const key of kept.keys) this.byKey.set(key, kept);
  }

  private forget(kept: IndexEntry): void {
    for (const key of kept.keys) if (this.byKey.get(key) === kept) this.byKey.delete(key);
  }

  private targets(target: MarkTarget): readonly IndexEntry[] {
    if ('eventIds' in target) {
      return target.eventIds.map((id) => this.byEvent.get(id)).filter((kept) => kept !== undefined);
    }
    const { upTo, account } = target;
    return this.all.filter(
      (kept) => kept.seq <= upTo && !kept.isPending && (account === undefined || kept.account === account),
    );
  }
}

/** What was an event when it was kept is one: its bytes do not change. */
function entryOf(kept: IndexEntry): [] | [JournalEntry] {
  const record = recordIn(kept.line.text());
  const { seq } = kept;
  if (record?.type === 'event') return [{ ...record.entry, seq, ...marksOf(kept) }];
  if (record?.type !== 'whole' || !record.arrival) return [];
  return [{ seq, at: new Date(kept.atMs).toISOString(), arrival: record.arrival, ...marksOf(kept) }];
}

function marksOf({ shownAt, readAt }: IndexEntry): Pick<JournalEntry, 'shownAt' | 'readAt'> {
  return { ...(shownAt !== undefined && { shownAt }), ...(readAt !== undefined && { readAt }) };
}

function mark(kept: IndexEntry, type: 'shown' | 'read', at: string): void {
  if (type === 'shown') kept.shownAt ??= at;
  else kept.readAt ??= at;
}

function matches(kept: IndexEntry, { account, kinds, group }: JournalQuery, since: number): boolean {
  return (
    !kept.isPending &&
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
