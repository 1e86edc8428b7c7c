import assert from 'node:assert/strict';
import { budgetLevel, dollarsFor, isBilled, ticketPollCost } from '../../../src/core/domain/callCost';

describe('call cost', () => {
  it('the price per call falls in steps with the number of calls', () => {
    assert.equal(dollarsFor(0), 0);
    assert.equal(dollarsFor(1_000), 0.27);
    assert.equal(Math.round(dollarsFor(1_000_000)), 270);
    assert.equal(Math.round(dollarsFor(2_000_000)), 490);
    assert.equal(Math.round(dollarsFor(20_000_000)), 270 + 1_980 + 1_700);
  });

  it('a lower price applies only to the calls above its threshold', () => {
    const step = (calls: number): number =>
      Number((dollarsFor(calls + 1_000) - dollarsFor(calls)).toFixed(6));
    assert.deepEqual([step(0), step(999_000)], [0.27, 0.27]);
    assert.deepEqual([step(1_000_000), step(9_999_000)], [0.22, 0.22]);
    assert.deepEqual([step(10_000_000), step(50_000_000)], [0.17, 0.17]);
    assert.equal(step(999_500), 0.245);
  });

  it('only a response with status 500 is free; rejected and unanswered calls are billed', () => {
    const costs = [200, 404, 429, 502, 503, undefined, 500].map(isBilled);
    assert.deepEqual(costs, [true, true, true, true, true, true, false]);
  });

  it('a budget reaches its levels at exactly 80 and 100 %', () => {
    const levels = [0, 79, 80, 99, 100, 1_000].map((calls) => budgetLevel(calls, 100));
    assert.deepEqual(levels, ['within', 'within', 'slowed', 'slowed', 'stopped', 'stopped']);
    assert.equal(budgetLevel(1_000_000, 0), 'none');
    assert.equal(budgetLevel(0, 1), 'within');
    assert.equal(budgetLevel(1, 1), 'stopped');
  });

  it('the cost of a month of ticket polling is estimated', () => {
    const { intervalMs: everyMs, callsPerMonth, dollarsPerMonth } = ticketPollCost();
    assert.deepEqual([everyMs, callsPerMonth], [300_000, 8_767]);
    assert.ok(dollarsPerMonth > 2.3 && dollarsPerMonth < 2.4);
    // docs/livechat-api.md#pricing, for a poll every ten seconds.
    assert.equal(Math.round(ticketPollCost(10_000).dollarsPerMonth), 71);
  });
});
