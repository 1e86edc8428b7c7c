import assert from 'node:assert/strict';
import {
  failureSummary,
  runSteps,
  type Outcome,
  type Part,
  type Step,
} from '../../../scripts/testing/runSteps.mjs';

/** A part that ends when the test resolves it. */
class ManualPart {
  started = false;
  private settle: ((outcome: Outcome) => void) | undefined;
  private readonly outcome = new Promise<Outcome>((resolve) => (this.settle = resolve));

  readonly run: Part = () => {
    this.started = true;
    return this.outcome;
  };

  async end(passed: number, failed = 0): Promise<void> {
    this.settle?.({ passed, failed });
    await new Promise((turned) => setImmediate(turned));
  }
}

function step(
  name: string,
  parts: readonly Part[],
  order: Pick<Step, 'needs' | 'after' | 'alone'> = {},
): Step {
  return { name, title: name, ...order, parts: () => parts };
}

const good =
  (passed: number): Part =>
  () =>
    Promise.resolve({ passed, failed: 0 });
const failures = [{ title: 'a test', error: 'Error: no\n    at line 1' }];
const bad: Part = () => Promise.resolve({ passed: 2, failed: 1, failures });
const quiet = { workers: 2, print: () => undefined };

describe('the steps of the tests', () => {
  it('run as many parts at a time as there are workers, in the order of the list', async () => {
    const [a, b, c, d] = [new ManualPart(), new ManualPart(), new ManualPart(), new ManualPart()];
    const started = () => [a, b, c, d].map((part) => part.started);
    const steps = [step('one', [a.run, b.run, c.run]), step('two', [d.run])];
    const done = runSteps(steps, quiet);
    assert.deepEqual(started(), [true, true, false, false]);
    await b.end(1);
    assert.deepEqual(started(), [true, true, true, false]);
    await c.end(1);
    assert.deepEqual(started(), [true, true, true, true]);
    await a.end(1);
    await d.end(4);
    assert.deepEqual(await done, { passed: 7, failed: 0, broken: [], failures: [], flaky: [] });
  });

  it('wait for what they need, and for what must have ended before', async () => {
    const [bundles, unit, search] = [new ManualPart(), new ManualPart(), new ManualPart()];
    const done = runSteps(
      [
        step('bundles', [bundles.run]),
        step('unit', [unit.run], { needs: ['bundles'] }),
        step('search', [search.run], { needs: ['bundles'], after: ['unit', 'not chosen'] }),
      ],
      quiet,
    );
    assert.equal(unit.started, false);
    await bundles.end(1);
    assert.deepEqual([unit.started, search.started], [true, false]);
    await unit.end(3, 1);
    assert.equal(search.started, true);
    await search.end(1);
    assert.deepEqual(await done, { passed: 5, failed: 1, broken: ['unit'], failures: [], flaky: [] });
  });

  it('that run alone have no part of another step beside them', async () => {
    const [before, first, second, later] = [
      new ManualPart(),
      new ManualPart(),
      new ManualPart(),
      new ManualPart(),
    ];
    const started = () => [before, first, second, later].map((part) => part.started);
    const done = runSteps(
      [
        step('lint', [before.run]),
        step('workbench', [first.run, second.run], { alone: true }),
        step('format', [later.run], { after: ['lint'] }),
      ],
      quiet,
    );
    assert.deepEqual(started(), [true, false, false, false]);
    await before.end(1);
    assert.deepEqual(started(), [true, true, true, false]);
    await first.end(1);
    assert.deepEqual(started(), [true, true, true, false]);
    await second.end(1);
    assert.deepEqual(started(), [true, true, true, true]);
    await later.end(1);
    assert.deepEqual(await done, { passed: 4, failed: 0, broken: [], failures: [], flaky: [] });
  });

  it('do not run where what they need failed, and count as failed', async () => {
    const lines: string[] = [];
    const outcome = await runSteps(
      [
        step('bundles', [bad]),
        step('package', [good(1)], { needs: ['bundles'] }),
        step('workbench', [good(1)], { needs: ['package'] }),
        step('lint', [good(1)]),
      ],
      { workers: 2, print: (line) => lines.push(line) },
    );
    assert.deepEqual(outcome, {
      passed: 3,
      failed: 3,
      broken: ['bundles', 'package', 'workbench'],
      failures: [
        { step: '[1/4] bundles', title: 'a test', error: 'Error: no\n    at line 1' },
        { step: '[2/4] package', title: 'not run, since "bundles" failed', error: '' },
        { step: '[3/4] workbench', title: 'not run, since "package" failed', error: '' },
      ],
      flaky: [],
    });
    assert.ok(lines.includes('[3/4] workbench: not run, since "package" failed'), lines.join('\n'));
  });

  it('print each part and each step with its result', async () => {
    const lines: string[] = [];
    await runSteps([step('unit', [good(3), bad])], { workers: 1, print: (line) => lines.push(line) });
    const printed = lines.map((line) => line.replaceAll(/\d+\.\d s/g, 'T'));
    assert.deepEqual(printed, [
      '[1/1] unit, part 1 of 2 ...',
      '[1/1] unit, part 1 of 2: ok, 3 of 3 in T',
      '[1/1] unit, part 2 of 2 ...',
      '[1/1] unit, part 2 of 2: FAILED, 2 of 3 in T',
      '[1/1] unit: FAILED, 5 of 6 in T (T in all)',
    ]);
  });

  it('fail where a part throws, and print the error', async () => {
    const lines: string[] = [];
    const throwing: Part = () => Promise.reject(new Error('no such program'));
    const outcome = await runSteps([step('unit', [throwing, good(2)])], {
      workers: 2,
      print: (line) => lines.push(line),
    });
    const { passed, failed, broken } = outcome;
    assert.deepEqual({ passed, failed, broken }, { passed: 2, failed: 1, broken: ['unit'] });
    assert.match(lines.join('\n'), /no such program/);
    const summary = failureSummary(outcome.failures);
    assert.equal(summary[0], '✘ [1/1] unit, part 1 of 2: did not run to its end');
    assert.equal(summary[1], '    Error: no such program');
  });

  it('succeed with tests that passed when they ran again, which are listed', async () => {
    const part: Part = () => Promise.resolve({ passed: 3, failed: 0, flaky: failures });
    const { failed, broken, flaky } = await runSteps([step('workbench', [part])], quiet);
    assert.deepEqual({ failed, broken }, { failed: 0, broken: [] });
    assert.deepEqual(failureSummary(flaky, 'Flaky:'), [
      'Flaky: [1/1] workbench: a test',
      '    Error: no',
      '        at line 1',
    ]);
  });

  it('repeat each failure with the start of its error and its files', () => {
    const long = Array.from({ length: 40 }, (_, line) => `\u001b[2mline ${line}\u001b[22m`).join('\n');
    assert.deepEqual(
      failureSummary([
        { step: 'unit', title: 'adds', error: '1 !== 2' },
        { step: 'workbench', title: 'opens', error: long, files: ['artifacts/screenshots/opens.png'] },
      ]),
      [
        '✘ unit: adds',
        '    1 !== 2',
        '✘ workbench: opens',
        ...Array.from({ length: 15 }, (_, line) => `    line ${line}`),
        '    ...',
        '    artifacts/screenshots/opens.png',
      ],
    );
  });

  it('repeat the titles of all failures, but not all errors', () => {
    const many = Array.from({ length: 200 }, (_, number) => ({
      step: 'unit',
      title: `test ${number}`,
      error: 'an error',
    }));
    const summary = failureSummary(many);
    assert.equal(summary.filter((line) => line.startsWith('✘')).length, 200);
    assert.equal(summary.filter((line) => line.includes('an error')).length, 30);
  });
});
