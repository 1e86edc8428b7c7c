/**
 * The results of a mocha run as data.
 * @typedef {object} Failure
 * @property {string} title
 * @property {string} error
 * @property {string} [file] the test's file
 * @property {readonly string[]} [files] screenshots and logs of this failure
 * @typedef {{ passes: { title: string, file?: string }[], failures: Failure[], pending: string[] }} Results
 */

/** Prefix of each line about a test, to distinguish it from other console output of an editor. */
export const progressMark = '[host] ';

/** @param {{ file?: string | undefined }} test or hook @returns {{ file?: string }} */
const fileOf = ({ file }) => (file === undefined ? {} : { file });

/**
 * Runs mocha, prints progress and collects the results.
 * @param {import('mocha')} mocha @param {string} [mark] stands before each line @returns {Promise<Results>}
 */
export function runAndCollect(mocha, mark = '') {
  /** @param {string} line */
  const say = (line) => console.log(`${mark}${line}`);
  // This function is the reporter, but mocha also requires a reporter class.
  mocha.reporter(/** @type {never} */ (class {}));
  return new Promise((resolve) => {
    /** @type {Results} */
    const results = { passes: [], failures: [], pending: [] };
    /** @type {(() => void)[]} */
    const findFiles = [];
    const runner = mocha.run(() => {
      for (const find of findFiles) find();
      resolve(results);
    });
    runner.on('pass', (test) => {
      results.passes.push({ title: test.fullTitle(), ...fileOf(test) });
      say(`  ✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('pending', (test) => {
      results.pending.push(test.fullTitle());
      say(`  - skipped: ${test.fullTitle()}`);
    });
    runner.on('fail', (test, error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      /** @type {Failure} */
      const failure = { title: test.fullTitle(), error: text, ...fileOf(test) };
      results.failures.push(failure);
      // An `afterEach` hook, which runs later, saves the files.
      findFiles.push(() => {
        const { savedFiles } = /** @type {{ savedFiles?: readonly string[] }} */ (test);
        if (savedFiles !== undefined) failure.files = savedFiles;
      });
      say(`  ✘ ${test.fullTitle()}`);
      for (const line of text.split('\n')) say(`      ${line}`);
    });
  });
}

/**
 * How many tests passed and failed. A skipped test and a run without tests are failures.
 * @param {Results} results @returns {{ passed: number, failed: number }}
 */
export function count({ passes, failures, pending }) {
  const failed = failures.length + pending.length;
  return { passed: passes.length, failed: passes.length + failed === 0 ? 1 : failed };
}

/**
 * Failed and skipped tests.
 * @param {Results} results @returns {Failure[]}
 */
export function failuresOf({ passes, failures, pending }) {
  const skipped = pending.map((title) => ({ title, error: 'The test was skipped.' }));
  const all = [...failures, ...skipped];
  return passes.length + all.length === 0 ? [{ title: 'no tests', error: 'The run has no tests.' }] : all;
}
