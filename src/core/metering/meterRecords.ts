import { callKinds, type CallKind } from '../domain/callKind';
import type { KindCounts } from './callCounts';

/** A level of the budget of which a person is told. */
const reportedLevels = ['slowed', 'stopped'] as const;
export type ReportedLevel = (typeof reportedLevels)[number];

interface LineHead {
  /** The process that wrote it. */
  readonly writer: string;
  /** Digest of the account's id, which may hold an address. */
  readonly account: string;
}

export interface CountRecord extends LineHead {
  readonly day: string;
  /** When the last of these calls was counted, in milliseconds since the epoch. */
  readonly at: number;
  readonly calls: KindCounts;
}

/** A person was told that a budget reached a level. */
export interface ReportedRecord extends LineHead {
  readonly told: ReportedLevel;
}

/** A process asks to let a background call out while they are slowed. */
export interface SlotRecord extends LineHead {
  /** Its own name, so that whoever wrote it finds it again. */
  readonly turn: string;
  readonly at: number;
}

/** One line of the file in which the windows of this machine count together. */
export type MeterRecord = CountRecord | ReportedRecord | SlotRecord;

const kinds: readonly CallKind[] = [...callKinds, 'other'];

/** @returns `undefined` for what is no such line, as one that another process was killed over */
export function readMeterRecord(text: string): MeterRecord | undefined {
  const raw = objectIn(text);
  if (!raw) return undefined;
  const { writer, account, day, at, calls, told, turn } = raw;
  if (typeof writer !== 'string' || typeof account !== 'string') return undefined;
  const level = reportedLevels.find((known) => known === told);
  if (level) return { writer, account, told: level };
  if (typeof turn === 'string') return isCount(at) ? { writer, account, turn, at } : undefined;
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day) || !isCount(at)) return undefined;
  if (typeof calls !== 'object' || calls === null) return undefined;
  const counts: Partial<Record<CallKind, number>> = {};
  for (const [name, count] of Object.entries(calls)) {
    if (!isCount(count)) continue;
    // A kind that a later version counts stays a call.
    const kind = kinds.find((known) => known === name) ?? 'other';
    counts[kind] = (counts[kind] ?? 0) + count;
  }
  return { writer, account, day, at, calls: counts };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
