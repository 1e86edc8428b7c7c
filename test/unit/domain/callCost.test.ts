import assert from 'node:assert/strict';
import { dollarsFor, ticketPollCost } from '../../../src/core/domain/callCost';

describe('what calls cost', () => {
  it('falls with their number, step by step', () => {
    assert.equal(dollarsFor(0), 0);
    assert.equal(dollarsFor(1_000), 0.27);
    assert.equal(Math.round(dollarsFor(1_000_000)), 270);
    assert.equal(Math.round(dollarsFor(2_000_000)), 490);
    assert.equal(Math.round(dollarsFor(20_000_000)), 270 + 1_980 + 1_700);
  });

  it('is told for a month of looking for tickets', () => {
    const { everyMs, callsPerMonth, dollarsPerMonth } = ticketPollCost();
    assert.deepEqual([everyMs, callsPerMonth], [300_000, 8_767]);
    assert.ok(dollarsPerMonth > 2.3 && dollarsPerMonth < 2.4);
    // As section 4.1 of the API notes has it for ten seconds.
    assert.equal(Math.round(ticketPollCost(10_000).dollarsPerMonth), 71);
  });
});
