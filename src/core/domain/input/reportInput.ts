import type { TicketQuery, TicketStatus } from '../ticket';
import type { Checked } from './fieldProblem';
import { InputReader } from './inputReader';
import { readTicketFilter } from './ticketInput';

/** Times are milliseconds since the epoch. */
export interface PeriodInput {
  /** Absent if it was not given and is not required. */
  readonly from?: number;
  readonly to: number;
}

/**
 * Reads `{ from, to? }`: times in ISO 8601 with a zone, or days in this machine's time zone.
 * @param now stands for an absent `to`
 */
export function readPeriod(
  input: unknown,
  { now, from: must }: { readonly now: number; readonly from: 'required' | 'optional' },
): Checked<PeriodInput> {
  const reader = new InputReader(input);
  const [start, end] = [reader.time('from', 'start', must), reader.time('to', 'end')];
  const [from, to] = [start, end].map((time) => (time === undefined ? undefined : Date.parse(time)));
  if (from !== undefined && from > (to ?? now)) reader.report('to', { code: 'earlier-than', than: 'from' });
  return reader.finish(() => ({ to: to ?? now, ...(from !== undefined && { from }) }));
}

export const exportFormats = ['csv', 'markdown'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Between the columns of a CSV file. */
export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

export interface ExportInput {
  readonly format: ExportFormat;
  readonly filter: TicketQuery;
  readonly separator: Separator;
}

/**
 * Reads `{ format, filter?, separator? }`; `filter` has the keys of `readTicketQuery` but `page`.
 * @param statuses those of the account, see `TicketCapabilities`
 */
export function readExport(input: unknown, statuses: readonly TicketStatus[]): Checked<ExportInput> {
  const reader = new InputReader(input);
  const format = reader.choice('format', exportFormats, 'required') ?? 'csv';
  const filter = reader.part('filter', (part) => readTicketFilter(part, statuses)) ?? {};
  const separator = reader.exactly('separator', separators) ?? ',';
  return reader.finish(() => ({ format, filter, separator }));
}
