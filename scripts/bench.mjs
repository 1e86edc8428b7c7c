// `npm run bench`: the measurements of the working tree, beside other programs where there are any. Prints a table,
// puts the results beside earlier ones in bench/results.json and writes them as tables to bench/results.md.
// `--against COMMIT` compares with another commit's build in place of that. `--only NAME[,NAME]` runs these parts,
// `--quick` fewer and shorter rounds.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildOther } from './bench/otherBuild.mjs';
import { markdownOf } from './bench/markdown.mjs';
import { addResults } from './bench/results.mjs';
import { printComparison, printReport } from './bench/tables.mjs';
import {
  endWithNpm,
  isEnding,
  runToEnd,
  startChild,
  stopChildren,
  temporaryFolder,
} from './workbench/childProcesses.mjs';
import { packageExtension } from './workbench/packageExtension.mjs';
import { root } from './workbench/project.mjs';

/**
 * @typedef {import('../bench/support/report').Report} Report
 * @typedef {import('../bench/support/comparison').Comparison} Comparison
 */

/** In this order. Each is a file of `bench` and runs in a process of its own. */
const measurements = [
  'activation',
  'sizes',
  'webhook',
  'notification',
  'listing',
  'rateLimit',
  'bulk',
  'tickets',
  'views',
  'chats',
  'walking',
  'localData',
  'idle',
  'eventStore',
  'statistics',
  'team',
];

/** The same in `bench/against`. */
const comparisons = [
  'reload',
  'opening',
  'day',
  'size',
  'activation',
  'editor',
  'notification',
  'webhook',
  'memory',
  'eventStore',
  'extremes',
];

/** A part that takes longer hangs. */
const giveUpMs = 15 * 60_000;

endWithNpm();
process.chdir(root);
const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const known = values.against === undefined ? measurements : comparisons;
const chosen = values.only === undefined ? known : values.only.split(',');
for (const name of chosen) {
  if (!known.includes(name)) throw new Error(`No measurement "${name}": ${known.join(', ')}.`);
}

/**
 * @param {string} name of a file in `out/bench` @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<unknown>} its result; nothing where it failed, and its output says why
 */
async function measure(name, args, env = {}) {
  /** @type {unknown} */
  let result;
  const file = path.join(root, 'out', 'bench', `${name}.mjs`);
  const quick = values.quick ? ['--quick'] : [];
  const child = startChild(process.execPath, ['--expose-gc', file, ...args, ...quick], {
    env: { ...process.env, ...env },
    show: true,
    graceMs: 5000,
    onMessage: (message) => {
      result = message;
    },
  });
  const timer = setTimeout(() => {
    console.error(`${name} did not end within ${giveUpMs / 60_000} minutes.`);
    void child.stop();
  }, giveUpMs);
  const status = await child.exited;
  clearTimeout(timer);
  // The process exits once everything has ended: an interrupted run has no results.
  if (isEnding()) await new Promise(() => undefined);
  return status === 0 ? result : undefined;
}

async function measureAll() {
  /** @type {Record<string, Report>} */
  const results = {};
  for (const name of chosen) {
    const report = /** @type {Report | undefined} */ (await measure(name, []));
    if (report) {
      results[name] = report;
      printReport(report);
    }
  }
  const verdicts = Object.values(results).flatMap((report) => report.verdicts);
  console.log(`\n${verdicts.filter(({ met }) => met).length} of ${verdicts.length} targets met`);
  return { results };
}

/** @param {string} revision */
async function compareAll(revision) {
  const { commit, summary, dir } = await buildOther(revision);
  console.log('Packaging the working tree ...');
  await packageExtension();
  // A short path: an editor's sockets in it must stay within the system's limit.
  const env = { TMPDIR: temporaryFolder('b-') };
  /** @type {Record<string, Comparison>} */
  const comparisonsFound = {};
  for (const name of chosen) {
    console.log(`\nMeasuring ${name} ...`);
    const found = await measure(`against/${name}`, ['--other', dir, '--here', root], env);
    const comparison = /** @type {Comparison | undefined} */ (found);
    if (comparison) {
      comparisonsFound[name] = comparison;
      printComparison(comparison, commit.slice(0, 7));
    }
  }
  const targets = Object.values(comparisonsFound).flatMap(({ rows }) => rows.flatMap((row) => row.targets));
  console.log(`\n${targets.filter(({ met }) => met).length} of ${targets.length} targets met`);
  return { against: { commit, summary }, comparisons: comparisonsFound };
}

const machine = {
  processor: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  memoryGiB: Math.round(os.totalmem() / 2 ** 30),
  system: `${os.type()} ${os.release()}`,
  node: process.version,
};

try {
  await runToEnd(process.execPath, ['esbuild.mjs', '--bench'], { cwd: root, graceMs: 5000 });
  const { processor, cores, memoryGiB, system, node } = machine;
  console.log(`${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}`);
  const found = values.against === undefined ? await measureAll() : await compareAll(values.against);
  const measured = Object.keys('results' in found ? found.results : found.comparisons);
  const failed = chosen.filter((name) => !measured.includes(name));
  if (failed.length > 0) console.log(`Could not be measured: ${failed.join(', ')}`);
  const load = os.loadavg().map((value) => Number(value.toFixed(1)));
  const all = addResults(found, { at: new Date().toISOString(), quick: values.quick, load }, machine);
  const table = path.join('bench', 'results.md');
  writeFileSync(table, markdownOf(all));
  console.log(`Written to bench/results.json and ${table}. docs/performance.md explains each line.`);
  // A missed target does not fail the command: docs/performance.md explains it.
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  await stopChildren();
}
