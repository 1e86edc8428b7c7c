import assert from 'node:assert/strict';
import type { CallRecord } from '../../../src/core/domain/connection';
import { CallMeter } from '../../../src/core/stores/callMeter';

describe('the meter of calls', () => {
  it('counts every call, failed ones too, and tells of each', () => {
    const meter = new CallMeter();
    const told: CallRecord[] = [];
    meter.onDidCount((call) => told.push(call));
    const call: CallRecord = { at: 1, method: 'GET', route: '/tickets', status: 200, tookMs: 5 };
    meter.count(call);
    meter.count({ ...call, status: undefined });
    assert.equal(meter.sinceStart, 2);
    assert.deepEqual(
      told.map(({ status }) => status),
      [200, undefined],
    );
  });
});
