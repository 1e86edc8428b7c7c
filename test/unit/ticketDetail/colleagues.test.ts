import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConflictChoice } from '../../../src/protocol/detail';
import { Machine, TicketWindow, type EditedField } from './support/colleagues';

interface Step {
  readonly window: 0 | 1;
  readonly run: (window: TicketWindow, machine: Machine) => void | Promise<void>;
}

/** @param name for the report of a failed run */
function step(name: string, run: Step['run']): fc.Arbitrary<Step> {
  return fc
    .constantFrom<0 | 1>(0, 1)
    .map((window) => ({ window, run, toString: () => `${window}: ${name}` }));
}

const ofFields = (make: (field: EditedField) => fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc.constantFrom<EditedField>('status', 'subject').chain(make);
const steps = fc.oneof(
  {
    arbitrary: ofFields((field) => step(`${field} changes`, (_, machine) => machine.changes(field))),
    weight: 4,
  },
  {
    arbitrary: ofFields((field) =>
      fc.constantFrom('mine', 'mine too', undefined).chain((typed) =>
        // Also the value of the colleague, and the earlier one.
        step(`types ${field} ${typed ?? 'theirs'}`, (window, { server }) =>
          window.types(field, typed ?? server[field] ?? ''),
        ),
      ),
    ),
    weight: 4,
  },
  { arbitrary: step('delivers', (window) => window.deliver()), weight: 2 },
  { arbitrary: step('saves', (window) => window.saves()), weight: 4 },
  step('has an old draft and opens', async (window, machine) => {
    machine.ages();
    await window.closesAndOpens(false);
  }),
  step('refreshes', (window) => window.refreshes()),
  step('discards', (window) => window.discards()),
  step('reloads', (window) => window.reloads()),
  step('dies and starts', (window) => window.diesAndStarts()),
  step('closes and opens', (window) => window.closesAndOpens(false)),
  step('closes and opens as known', (window) => window.closesAndOpens(true)),
  fc
    .constantFrom<ConflictChoice>('overwrite', 'use-current', 'keep-editing')
    .chain((choice) => step(choice, (window) => window.resolves(choice))),
);

describe('ticket panel: two windows of a user, and a colleague who changes the same ticket', () => {
  it('never overwrites a value that the user has not seen, whatever is reloaded, closed or lost meanwhile', async () => {
    const property = fc.asyncProperty(fc.array(steps, { maxLength: 20 }), async (all) => {
      const machine = new Machine();
      const windows = [new TicketWindow(machine), new TicketWindow(machine)] as const;
      for (const window of windows) await window.start();
      for (const { window, run } of all) await run(windows[window], machine);
      assert.deepEqual(machine.overwritten, []);
    });
    await fc.assert(property, { numRuns: 500 });
  });
});
