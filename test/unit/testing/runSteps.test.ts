import assert from 'node:assert/strict';
import { runSteps, type Outcome, type Part, type Step } from '../../../scripts/testing/runSteps.mjs';

/** A part that ends when the test says so. */
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

function step(name: string, parts: readonly Part[], order: Pick<Step, 'needs' | 'after'> = {}): Step {
  return { name, title: name, ...order, parts: () => parts };
}

const good =
  (passed: number): Part =>
  () =>
    Promise.resolve({ passed, failed: 0 });
const bad: Part = () => Promise.resolve({ passed: 2, failed: 1 });
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
    assert.deepEqual(await done, { passed: 7, failed: 0, broken: [] });
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
    assert.deepEqual(await done, { passed: 5, failed: 1, broken: ['unit'] });
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
    assert.deepEqual(outcome, { passed: 3, failed: 3, broken: ['bundles', 'package', 'workbench'] });
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
    assert.deepEqual(outcome, { passed: 2, failed: 1, broken: ['unit'] });
    assert.match(lines.join('\n'), /no such program/);
  });
});
