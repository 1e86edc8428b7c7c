/**
 * @typedef {import('./mochaResults.mjs').Failure} Failure
 * @typedef {import('./mochaResults.mjs').Results} Results
 * @typedef {import('./runSteps.mjs').Outcome} Outcome
 */
import { count, failuresOf } from './mochaResults.mjs';

/** More files than these do not fail by chance. */
const mostFiles = 3;

/** @param {{ title: string, file?: string }} test @returns {string} */
const keyOf = ({ title, file = '' }) => `${file}\n${title}`;

/**
 * The outcome of test files that drive a real editor in a browser, where a test can fail because the machine was busy.
 * Files with a failed test run again, all their tests. What fails again, or does not run again because a hook or the
 * whole run failed, has failed. What failed at first only is reported as flaky. Nothing runs again where more than three
 * files failed, or where a failure has no file.
 * @param {Results} first the results of all files
 * @param {(files: string[]) => Promise<Outcome>} runAgain @returns {Promise<Outcome>}
 */
export async function withSecondRun(first, runAgain) {
  const failures = failuresOf(first);
  const files = [...new Set(failures.map(({ file }) => file ?? ''))];
  if (files.length === 0 || files.length > mostFiles || files.includes('')) {
    return { ...count(first), failures };
  }
  const { passed, failed, failures: now = [], passes = [] } = await runAgain(files);
  const others = first.passes.filter(({ file }) => !files.includes(file ?? ''));
  const again = new Set(now.map(keyOf));
  const passing = new Set(passes.map(keyOf));
  const ran = new Set(passes.map(({ file }) => file));
  // Mocha reports a hook only if it fails.
  /** @param {Failure} failure @returns {boolean} */
  const passedNow = (failure) =>
    passing.has(keyOf(failure)) || (/" hook\b/.test(failure.title) && ran.has(failure.file));
  const only = failures.filter((failure) => !again.has(keyOf(failure)));
  const lost = only.filter((failure) => !passedNow(failure));
  return {
    ...{ passed: others.length + passed, failed: failed + lost.length },
    ...{ failures: [...now, ...lost], flaky: only.filter(passedNow) },
  };
}
