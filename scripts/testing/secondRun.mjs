/**
 * @typedef {import('./mochaResults.mjs').Failure} Failure
 * @typedef {import('./mochaResults.mjs').Results} Results
 * @typedef {import('./runSteps.mjs').Outcome} Outcome
 */
import { count, failuresOf } from './mochaResults.mjs';

/** More files than these do not fail by chance. */
const mostFiles = 3;

/**
 * The outcome of test files that drive a real editor in a browser, where a test can fail because the machine was busy.
 * Files with a failed test run again, all their tests. What fails again has failed, and what failed at first only is
 * reported as flaky. Nothing runs again where more than three files failed, or where a failure has no file.
 * @param {Results} first the results of all files
 * @param {(files: string[]) => Promise<Outcome>} runAgain @returns {Promise<Outcome>}
 */
export async function withSecondRun(first, runAgain) {
  const failures = failuresOf(first);
  const files = [...new Set(failures.map(({ file }) => file ?? ''))];
  if (files.length === 0 || files.length > mostFiles || files.includes('')) {
    return { ...count(first), failures };
  }
  const second = await runAgain(files);
  const others = first.passes.filter(({ file }) => !files.includes(file ?? ''));
  const again = new Set(second.failures?.map(({ title }) => title));
  const flaky = failures.filter(({ title }) => !again.has(title));
  return { ...second, passed: others.length + second.passed, flaky };
}
