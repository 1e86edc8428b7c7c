/**
 * What a mocha run did, as data: closing lines on a screen are for people.
 * @typedef {{ title: string, error: string }} Failure
 * @typedef {{ passes: string[], failures: Failure[], pending: string[] }} Results
 */

/** Stands before each line about a test, to tell them from all else that an editor's console shows. */
export const progressMark = '[host] ';

/**
 * Runs mocha, says how far it is and collects what it did.
 * @param {import('mocha')} mocha @param {string} [mark] stands before each line @returns {Promise<Results>}
 */
export function runAndCollect(mocha, mark = '') {
  /** @param {string} line */
  const say = (line) => console.log(`${mark}${line}`);
  // This function is the reporter; mocha wants one to construct all the same.
  mocha.reporter(/** @type {never} */ (class {}));
  return new Promise((resolve) => {
    /** @type {Results} */
    const results = { passes: [], failures: [], pending: [] };
    const runner = mocha.run(() => resolve(results));
    runner.on('pass', (test) => {
      results.passes.push(test.fullTitle());
      say(`  ✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('pending', (test) => {
      results.pending.push(test.fullTitle());
      say(`  - skipped: ${test.fullTitle()}`);
    });
    runner.on('fail', (test, error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      results.failures.push({ title: test.fullTitle(), error: text });
      say(`  ✘ ${test.fullTitle()}`);
      for (const line of text.split('\n')) say(`      ${line}`);
    });
  });
}

/**
 * How many tests passed and failed. A skipped test and a run without tests are failures: nothing was shown.
 * @param {Results} results @returns {{ passed: number, failed: number }}
 */
export function count({ passes, failures, pending }) {
  const failed = failures.length + pending.length;
  return { passed: passes.length, failed: passes.length + failed === 0 ? 1 : failed };
}
