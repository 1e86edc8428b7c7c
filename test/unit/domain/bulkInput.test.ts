import assert from 'node:assert/strict';
import { readBulk } from '../../../src/core/domain/input/bulkInput';
import { ticketStatuses } from '../../../src/core/domain/ticket';

describe('readBulk', () => {
  const read = (input: unknown) => readBulk(input, ticketStatuses);
  const problems = (input: unknown): string[] => {
    const checked = read(input);
    return checked.ok ? [] : checked.problems.map(({ field, code }) => `${field} ${code}`);
  };

  it('reads ids in the given order, the change, and whether to send it', () => {
    const change = {
      status: 'solved',
      assignee: { id: 'ada@shop.test' },
      tags: ['a', 'b'],
      message: ' Hi\n',
      private: true,
    } as const;
    assert.deepEqual(read({ ticketIds: ['B', ' A ', 'B'], change, dryRun: true }), {
      ok: true,
      value: { ticketIds: ['B', 'A', 'B'], change, dryRun: true },
    });
    assert.deepEqual(read({ ticketIds: [], change: { tags: [] } }), {
      ok: true,
      value: { ticketIds: [], change: { tags: [] }, dryRun: false },
    });
  });

  it('rejects unknown keys at any depth', () => {
    assert.deepEqual(
      problems({
        ticketIds: ['A'],
        change: { status: 'open', subject: 'x', assignee: { id: 'a', name: 'b' } },
        x: 1,
      }),
      ['change.assignee.name unknown-field', 'change.subject unknown-field', 'x unknown-field'],
    );
  });

  it('requires a change', () => {
    for (const change of [
      undefined,
      null,
      {},
      { message: ' ' },
      { private: false },
      { assignee: {} },
      { status: '' },
    ]) {
      assert.deepEqual(
        problems({ ticketIds: ['A'], change }),
        ['change nothing-to-change'],
        JSON.stringify(change),
      );
    }
  });

  it('rejects values of the wrong type', () => {
    assert.deepEqual(problems({ ticketIds: ['A'], change: { status: 'closed' } }), [
      'change.status not-a-choice',
    ]);
    assert.deepEqual(problems({ ticketIds: ['A'], change: { private: true } }), ['change.message required']);
    assert.deepEqual(problems({ ticketIds: ['A', ''], change: { status: 'open' } }), ['ticketIds not-text']);
    assert.deepEqual(problems({ ticketIds: ['A', 7], change: { status: 'open' } }), ['ticketIds not-text']);
    assert.deepEqual(problems({ ticketIds: 'A', change: { status: 'open' } }), ['ticketIds not-a-list']);
    assert.deepEqual(problems({ change: { status: 'open' } }), ['ticketIds required']);
    assert.deepEqual(problems({ ticketIds: ['A'], change: { tags: 'x' } }), ['change.tags not-a-list']);
    assert.deepEqual(problems({ ticketIds: ['A'], change: { status: 'open' }, dryRun: 'maybe' }), [
      'dryRun not-yes-or-no',
    ]);
    assert.deepEqual(problems('A'), [' not-an-object']);
  });
});
