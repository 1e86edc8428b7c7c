import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../../scripts/workbench/childProcesses.mjs';
import { compare, ofBoth, row, type BySide, type Side } from '../support/comparison';
import type { Report } from '../support/report';
import { sideBySide } from '../support/statistics';

/**
 * What a build's own measurement calls the figures. an editor has no way to let the extension keep 100,000 events, so
 * each build measures it separately. The first one that a build has is used.
 */
const measurements = [
  { name: 'eventStore', store: 'event store' },
  { name: 'journal', store: 'journal, all kept' },
] as const;

interface Found {
  readonly openMs: number;
  readonly pageMs: number;
  readonly appendUs: number;
  readonly diskMb: number;
}

void compare(async ({ builds, quick }) => {
  const runs = quick ? 1 : 3;
  const titles = new Set<string>();
  const chosen = await ofBoth((side) => measurementOf(builds[side]));
  const measure = async (side: Side): Promise<Found> => {
    const { name, store } = chosen[side];
    const cwd = path.resolve(builds[side]);
    const options = ['--only', name, ...(quick ? ['--quick'] : [])];
    await runToEnd(process.execPath, [path.join('scripts', 'bench.mjs'), ...options], { cwd });
    const text = readFileSync(path.join(cwd, 'bench', 'results.json'), 'utf8');
    const { results } = JSON.parse(text) as { readonly results: Readonly<Record<string, Report>> };
    const report = results[name];
    if (!report) throw new Error(`The measurement ${name} failed in ${cwd}.`);
    titles.add(report.title);
    const figure = (start: string): number => {
      const found = report.figures.find(({ what }) => what.startsWith(`${store}: ${start}`));
      if (!found) throw new Error(`The measurement ${name} in ${cwd} has no figure "${store}: ${start}".`);
      return found.value;
    };
    return {
      openMs: figure('open'),
      pageMs: figure('newest page'),
      appendUs: figure('append'),
      diskMb: figure('on disk'),
    };
  };
  const found = await sideBySide<Side, Found>(runs, {
    other: () => measure('other'),
    here: () => measure('here'),
  });
  const each = (key: keyof Found): BySide<number[]> => ({
    other: found.other.map((one) => one[key]),
    here: found.here.map((one) => one[key]),
  });
  return {
    title: `Each build's own measurement: ${[...titles].join('; ')}`,
    runs,
    rows: [
      row('open', 'ms', each('openMs'), { ratioAtMost: 0.05 }),
      row('newest page', 'ms', each('pageMs'), { atMost: 1 }),
      row('append, 32 at once', 'µs an event', each('appendUs')),
      row('on disk', 'MB', each('diskMb')),
    ],
  };
});

function measurementOf(dir: string): (typeof measurements)[number] {
  const found = measurements.find(({ name }) => existsSync(path.join(dir, 'bench', `${name}.ts`)));
  if (!found) throw new Error(`There is no measurement of the event store in ${dir}.`);
  return found;
}
