import { decodeArrival, type Arrival } from '../../domain/arrival';
import type { IsoTime } from '../../domain/ticket';
import type { JournalEntry } from './journal';

/** What one mark is about: these events, or all up to a place (of one account). */
export type MarkTarget =
  { readonly eventIds: readonly string[] } | { readonly upTo: number; readonly account?: string };

/** One line of the journal. Lines are only ever added. */
export type JournalRecord =
  | { readonly type: 'event'; readonly entry: JournalEntry }
  /** What an event that was told by ids alone is; absent where there is no such thing. */
  | { readonly type: 'whole'; readonly eventId: string; readonly arrival?: Arrival }
  | { readonly type: 'shown' | 'read'; readonly at: IsoTime; readonly target: MarkTarget };

/** Where a record stands in bytes that are in memory. */
export class Line {
  /** @param to where its line break is, or the end */
  constructor(
    private readonly bytes: Buffer,
    private readonly from: number,
    private readonly to: number,
  ) {}

  text(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }
}

/** The line of a record, with its end. JSON has no line breaks of its own. */
export function lineOf(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** `undefined` for a line that was torn, or that another version wrote. */
export function recordIn(line: string): JournalRecord | undefined {
  const { type, entry, at, target, eventId, arrival } = fieldsOf(parsed(line));
  if (type === 'whole') return wholeIn(eventId, arrival);
  if (type === 'event') {
    const known = entryIn(entry);
    return known && { type, entry: known };
  }
  if ((type !== 'shown' && type !== 'read') || typeof at !== 'string') return undefined;
  const known = targetIn(target);
  return known && { type, at, target: known };
}

function wholeIn(eventId: unknown, raw: unknown): JournalRecord | undefined {
  if (typeof eventId !== 'string') return undefined;
  if (raw === undefined) return { type: 'whole', eventId };
  const arrival = decodeArrival(raw);
  return arrival?.eventId === eventId ? { type: 'whole', eventId, arrival } : undefined;
}

function entryIn(value: unknown): JournalEntry | undefined {
  const { seq, at, arrival: raw } = fieldsOf(value);
  const arrival = decodeArrival(raw);
  if (!arrival || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  return typeof seq === 'number' && Number.isSafeInteger(seq) ? { seq, at, arrival } : undefined;
}

function targetIn(value: unknown): MarkTarget | undefined {
  const { eventIds, upTo, account } = fieldsOf(value);
  if (Array.isArray(eventIds)) return { eventIds: eventIds.filter((id) => typeof id === 'string') };
  if (typeof upTo !== 'number') return undefined;
  return { upTo, ...(typeof account === 'string' && { account }) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
