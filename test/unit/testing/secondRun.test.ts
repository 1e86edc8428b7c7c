import assert from 'node:assert/strict';
import type { Results } from '../../../scripts/testing/mochaResults.mjs';
import type { Outcome } from '../../../scripts/testing/runSteps.mjs';
import { withSecondRun } from '../../../scripts/testing/secondRun.mjs';

const test = (file: string, title: string) => ({ title, file });
const failed = (file: string, title = `${file} fails`) => ({ title, error: 'Error: no', file });
const first = (...failures: Results['failures']): Results => ({
  passes: [
    { title: 'a opens', file: 'a' },
    { title: 'b opens', file: 'b' },
  ],
  failures,
  pending: [],
});

/** Runs again with an outcome, and keeps which files ran. */
function again(outcome: Outcome) {
  const ran: string[][] = [];
  const run = (files: string[]): Promise<Outcome> => {
    ran.push(files);
    return Promise.resolve(outcome);
  };
  return { ran, run };
}

describe('a second run of test files', () => {
  const none: Outcome = { passed: 0, failed: 0, failures: [] };

  it('does not happen where all passed', async () => {
    const { ran, run } = again(none);
    assert.deepEqual(await withSecondRun(first(), run), { passed: 2, failed: 0, failures: [] });
    assert.deepEqual(ran, []);
  });

  it('has each file with a failure once, and counts its tests in place of those of the first run', async () => {
    const passes = [test('a', 'a opens'), test('a', 'a fails'), test('a', 'a closes')];
    const { ran, run } = again({ passed: 3, failed: 0, failures: [], passes });
    const failures = [failed('a'), failed('a', 'a closes')];
    assert.deepEqual(await withSecondRun(first(...failures), run), {
      passed: 4,
      failed: 0,
      failures: [],
      flaky: failures,
    });
    assert.deepEqual(ran, [['a']]);
  });

  it('fails with what fails again, or only now', async () => {
    const failures = [failed('a'), failed('a', 'a closes')];
    const now = [failed('a'), failed('a', 'a opens')];
    const { run } = again({ passed: 1, failed: 2, failures: now, passes: [test('a', 'a closes')] });
    assert.deepEqual(await withSecondRun(first(...failures), run), {
      passed: 2,
      failed: 2,
      failures: now,
      flaky: [failed('a', 'a closes')],
    });
  });

  it('fails with what did not run again, because a hook or the whole run failed', async () => {
    const failures = [failed('a'), failed('b', 'b closes')];
    const now = [failed('a', '"before all" hook for "a opens"')];
    const { run } = again({ passed: 1, failed: 1, failures: now, passes: [test('b', 'b closes')] });
    assert.deepEqual(await withSecondRun(first(...failures), run), {
      ...{ passed: 1, failed: 2 },
      ...{ failures: [...now, failed('a')], flaky: [failed('b', 'b closes')] },
    });
    const none = [{ title: 'left no results', error: 'Ended after 30 minutes.' }];
    const ended = again({ passed: 0, failed: 1, failures: none });
    const outcome = await withSecondRun(first(...failures), ended.run);
    assert.deepEqual([outcome.failed, outcome.failures, outcome.flaky], [3, [...none, ...failures], []]);
  });

  it('distinguishes tests of two files with the same title, and counts a hook that fails no longer as flaky', async () => {
    const hook = '"after each" hook for "a opens"';
    const failures = [failed('a', 'opens'), failed('b', 'opens'), failed('a', hook)];
    const now = [failed('b', 'opens')];
    const { run } = again({ passed: 1, failed: 1, failures: now, passes: [test('a', 'opens')] });
    const outcome = await withSecondRun(first(...failures), run);
    assert.deepEqual([outcome.failures, outcome.flaky], [now, [failed('a', 'opens'), failed('a', hook)]]);
  });

  it('does not happen where more than three files failed, or a test was skipped', async () => {
    const { ran, run } = again(none);
    const many = ['a', 'b', 'c', 'd'].map((file) => failed(file));
    assert.deepEqual(await withSecondRun(first(...many), run), { passed: 2, failed: 4, failures: many });
    const skipped = { ...first(failed('a')), pending: ['b waits'] };
    assert.equal((await withSecondRun(skipped, run)).failed, 2);
    assert.deepEqual(ran, []);
  });

  it('does not excuse a run without tests', async () => {
    const { ran, run } = again(none);
    const outcome = await withSecondRun({ passes: [], failures: [], pending: [] }, run);
    assert.equal(outcome.failed, 1);
    assert.deepEqual(ran, []);
  });
});
