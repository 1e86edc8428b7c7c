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
  /** Fewer and shorter runs: tells whether a measurement works, not more. */
  readonly quick: boolean;
}

/** Runs a measurement and tells the process that started this one. */
export async function report(measure: (mode: Mode) => Promise<Report>): Promise<void> {
  // The module that calls this is read to its end first.
  await new Promise((turned) => setImmediate(turned));
  const found = await measure({ quick: process.argv.includes('--quick') });
  await new Promise<void>((sent) => {
    if (process.send) process.send(found, undefined, undefined, () => sent());
    else process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`, () => sent());
  });
  // What a library under measurement left open must not keep the run from ending.
  process.exit();
}

export function atMost(target: string, value: number, most: number, unit: string): Verdict {
  return { target, measured: `${rounded(value)} ${unit}`, met: value <= most };
}

export function atLeast(target: string, value: number, least: number, unit: string): Verdict {
  return { target, measured: `${rounded(value)} ${unit}`, met: value >= least };
}

/** Three digits that tell something. */
export function rounded(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
