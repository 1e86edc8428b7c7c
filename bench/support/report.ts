import { endWithParent } from './children';

/** What one measurement found. */
export interface Report {
  readonly title: string;
  /** Medians over the runs of this measurement, side by side. */
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
  /** How often each was measured. */
  readonly runs: number;
}

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

/** A target of the project, and whether it was met this time. */
export interface Verdict {
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface Mode {
  /** Fewer and shorter runs: shows whether a measurement works, not more. */
  readonly quick: boolean;
}

/** Runs a measurement and sends its report to the parent process. */
export async function report(measure: (mode: Mode) => Promise<Report>): Promise<void> {
  await runMeasurement(() => measure({ quick: process.argv.includes('--quick') }));
}

/** Runs something that ends with one result, sends that to the parent process and ends this one. */
export async function runMeasurement(measure: () => Promise<object>): Promise<void> {
  endWithParent();
  // The module that calls this is evaluated to its end first.
  await new Promise((turned) => setImmediate(turned));
  const result = await measure();
  await new Promise<void>((sent) => {
    if (process.send) process.send(result, undefined, undefined, () => sent());
    else process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`, () => sent());
  });
  // What a library under measurement left open must not keep the process running.
  process.exit();
}

export function atMost(target: string, value: number, most: number, unit: string): Verdict {
  return { target, measured: `${rounded(value)} ${unit}`, met: value <= most };
}

export function atLeast(target: string, value: number, least: number, unit: string): Verdict {
  return { target, measured: `${rounded(value)} ${unit}`, met: value >= least };
}

/** Three significant digits. */
export function rounded(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
