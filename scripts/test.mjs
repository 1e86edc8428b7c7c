// `npm test`: everything. `--only NAME[,NAME]` runs these steps and what they need; `--oldest` runs the host suite
// in the oldest supported editor; `--soak` runs the long tests. The last line is `N passed, M failed`.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { allSteps, oldestSteps, soakSteps } from './testing/steps.mjs';
import { endWithNpm } from './workbench/childProcesses.mjs';

process.chdir(path.join(import.meta.dirname, '..'));
endWithNpm();

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    oldest: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
  },
});

/** @returns {import('./testing/steps.mjs').Step[]} */
function chosenSteps() {
  if (values.oldest) return oldestSteps;
  if (values.soak) return soakSteps;
  if (values.only === undefined) return allSteps;
  const wanted = new Set(values.only.split(','));
  for (const name of wanted) {
    const step = allSteps.find((each) => each.name === name);
    if (step === undefined)
      throw new Error(`No step "${name}": ${allSteps.map((each) => each.name).join(', ')}.`);
    for (const needed of step.needs ?? []) wanted.add(needed);
  }
  return allSteps.filter(({ name }) => wanted.has(name));
}

const started = performance.now();
/** @param {number} since @returns {string} */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const steps = chosenSteps();
/** @type {Set<string>} */
const broken = new Set();
let passed = 0;
let failed = 0;
for (const [index, step] of steps.entries()) {
  const place = `[${index + 1}/${steps.length}]`;
  const missing = step.needs?.find((name) => broken.has(name));
  if (missing !== undefined) {
    broken.add(step.name);
    failed++;
    console.log(`${place} ${step.title}: not run, since "${missing}" failed`);
    continue;
  }
  console.log(`${place} ${step.title} ...`);
  const begun = performance.now();
  const outcome = await step.run();
  passed += outcome.passed;
  failed += outcome.failed;
  if (outcome.failed > 0) broken.add(step.name);
  const verdict = `${outcome.failed === 0 ? 'ok' : 'FAILED'}, ${outcome.passed} of ${outcome.passed + outcome.failed}`;
  console.log(`${place} ${step.title}: ${verdict} in ${seconds(begun)} (${seconds(started)} in all)`);
}
if (broken.size > 0) console.log(`Failed: ${[...broken].join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
