import { parseArgs } from 'node:util';
import { runMeasurement, rounded, type Figure } from './report';
import { median } from './statistics';

/** The build of the other commit, and that of the working tree. */
export type Side = 'other' | 'here';

export const bothSides: readonly Side[] = ['other', 'here'];

export type BySide<T> = Readonly<Record<Side, T>>;

/** What one comparison found. */
export interface Comparison {
  readonly title: string;
  /** How often each side was measured. */
  readonly runs: number;
  readonly rows: readonly Row[];
  /** Figures of programs that are no build of this project, measured in the same rounds. */
  readonly figures?: readonly Figure[];
}

export interface Row extends BySide<number> {
  readonly what: string;
  readonly unit: string;
  /** Of `here` to `other`: the median of the rounds' own ratios. Absent where it would say nothing. */
  readonly ratio?: number;
  readonly targets: readonly { readonly text: string; readonly met: boolean }[];
}

export interface Targets {
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly ratioAtMost?: number;
  readonly ratioAtLeast?: number;
}

export interface CompareMode {
  /** Fewer and shorter runs: shows whether a measurement works, not more. */
  readonly quick: boolean;
  /** Folder of each build: its sources, its `package.json` and its production bundles in `dist`. */
  readonly builds: BySide<string>;
}

/** Runs a comparison, with `--other DIR --here DIR` from the command line, and sends it to the parent process. */
export async function compare(measure: (mode: CompareMode) => Promise<Comparison>): Promise<void> {
  await runMeasurement(async () => {
    const { values } = parseArgs({
      options: {
        other: { type: 'string' },
        here: { type: 'string' },
        quick: { type: 'boolean', default: false },
      },
    });
    const { other, here, quick } = values;
    if (other === undefined || here === undefined) throw new Error('Give --other DIR and --here DIR.');
    return await measure({ quick, builds: { other, here } });
  });
}

/** Asks the same of both builds. */
export async function ofBoth<T>(ask: (side: Side) => Promise<T> | T): Promise<BySide<T>> {
  const other = await ask('other');
  return { other, here: await ask('here') };
}

/** @param values of each round, in the order of the rounds */
export function row(
  what: string,
  unit: string,
  { other, here }: BySide<readonly number[]>,
  targets: Targets = {},
): Row {
  const sides = { other: median(other), here: median(here) };
  const ratios = here.flatMap((value, round) => {
    const before = other[round];
    return before === undefined || before <= 0 ? [] : [value / before];
  });
  const ratio = ratios.length > 0 ? median(ratios) : undefined;
  return {
    what,
    unit,
    ...sides,
    ...(ratio !== undefined && { ratio }),
    targets: verdicts(sides.here, unit, ratio, targets),
  };
}

function verdicts(here: number, unit: string, ratio: number | undefined, targets: Targets): Row['targets'] {
  const { atMost, atLeast, ratioAtMost, ratioAtLeast } = targets;
  const found: Row['targets'][number][] = [];
  if (ratioAtMost !== undefined) {
    found.push({ text: `≤ ${ratioAtMost} ×`, met: ratio !== undefined && ratio <= ratioAtMost });
  }
  if (ratioAtLeast !== undefined) {
    found.push({ text: `≥ ${ratioAtLeast} ×`, met: ratio !== undefined && ratio >= ratioAtLeast });
  }
  if (atMost !== undefined) found.push({ text: `≤ ${rounded(atMost)} ${unit}`.trim(), met: here <= atMost });
  if (atLeast !== undefined) {
    found.push({ text: `≥ ${rounded(atLeast)} ${unit}`.trim(), met: here >= atLeast });
  }
  return found;
}
