// `npm run bench`: measures, side by side with others where there are any, and prints a table. The same numbers land
// in bench/results.json. `--only NAME[,NAME]` runs these alone, `--quick` runs each shortly.
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { endWithNpm, runToEnd, stopChildren } from './workbench/childProcesses.mjs';
import { editorVersions } from './workbench/editorVersions.mjs';
import { nodeRuntime } from './workbench/nodeRuntime.mjs';
import { root } from './workbench/project.mjs';

/** @typedef {import('../bench/support/report').Report} Report */

/** In this order. Each is a file of `bench` and runs as a process of its own. */
const measurements = [
  'activation',
  'sizes',
  'webhook',
  'announcement',
  'listing',
  'ceiling',
  'tickets',
  'idle',
  'journal',
];

endWithNpm();
process.chdir(root);
const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const chosen = values.only === undefined ? measurements : values.only.split(',');
for (const name of chosen) {
  if (!measurements.includes(name)) throw new Error(`No measurement "${name}": ${measurements.join(', ')}.`);
}

/** SQLite came to Node with version 22.5: the repository's own for its newest editor has it. */
async function nodeWithSqlite() {
  return process.platform === 'linux' ? await nodeRuntime(editorVersions.newest.node) : process.execPath;
}

/**
 * @param {string} name @returns {Promise<Report | undefined>} nothing where it failed; why is on the screen
 */
async function measure(name) {
  const file = path.join(root, 'out', 'bench', `${name}.mjs`);
  const execPath = name === 'journal' ? await nodeWithSqlite() : process.execPath;
  const child = fork(file, values.quick ? ['--quick'] : [], { execArgv: ['--expose-gc'], execPath });
  /** @type {Report | undefined} */
  let found;
  child.on('message', (message) => {
    found = /** @type {Report} */ (message);
  });
  const status = await new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  return status === 0 ? found : undefined;
}

/** @param {number} value */
function rounded(value) {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** @param {Report} report */
function print({ title, figures, verdicts, runs }) {
  const width = Math.max(...figures.map(({ what }) => what.length), 40);
  console.log(`\n${title} (median of ${runs})`);
  for (const { what, value, unit } of figures) {
    console.log(`  ${what.padEnd(width)} ${rounded(value).padStart(12)} ${unit}`);
  }
  for (const { target, measured, met } of verdicts) {
    console.log(`  ${met ? 'met   ' : 'MISSED'}  ${target}: ${measured}`);
  }
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
  /** @type {Record<string, Report>} */
  const results = {};
  /** @type {string[]} */
  const failed = [];
  for (const name of chosen) {
    const found = await measure(name);
    if (found) {
      results[name] = found;
      print(found);
    } else failed.push(name);
  }
  const met = Object.values(results).flatMap(({ verdicts }) => verdicts);
  console.log(`\n${met.filter((verdict) => verdict.met).length} of ${met.length} targets met`);
  if (failed.length > 0) console.log(`Could not be measured: ${failed.join(', ')}`);
  const file = path.join('bench', 'results.json');
  const load = os.loadavg().map((value) => Number(value.toFixed(1)));
  writeFileSync(
    file,
    `${JSON.stringify({ at: new Date().toISOString(), quick: values.quick, machine, load, results }, undefined, 2)}\n`,
  );
  console.log(`Written to ${file}. docs/performance.md says what stands behind each line.`);
  // A missed target is a finding and not a fault: the document explains it.
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  await stopChildren();
}
