// `npm test`: everything, two things at a time. `--only NAME[,NAME]` runs these steps and what they need; `--oldest` runs the host suite
// in the oldest supported editor; `--soak` runs the long tests. Failures are repeated at the end; the last line is `N passed, M failed`.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { failureSummary, runSteps } from './testing/runSteps.mjs';
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

/** @returns {import('./testing/runSteps.mjs').Step[]} */
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

// A step that needs the whole machine runs alone.
const workers = 2;
const { passed, failed, broken, failures, flaky } = await runSteps(chosenSteps(), { workers });
for (const line of failureSummary(flaky, 'Flaky, passed when its file ran again:')) console.log(line);
for (const line of failureSummary(failures)) console.log(line);
if (broken.length > 0) console.log(`Failed: ${broken.join(', ')}`);
if (flaky.length > 0) console.log(`${flaky.length} flaky`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
