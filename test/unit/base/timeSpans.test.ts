import assert from 'node:assert/strict';
import { elapsedSpan, waitSpan } from '../../../src/core/base/timeSpans';

describe('Time spans', () => {
  const now = Date.parse('2026-07-01T12:00:00.000Z');

  for (const [iso, value, unit] of [
    ['2026-07-01T12:59:00.000Z', 0, 'second'],
    ['2026-07-01T12:03:00.000Z', 0, 'second'],
    ['2026-07-01T11:59:30.000Z', 0, 'second'],
    ['2026-07-01T11:57:00.000Z', -3, 'minute'],
    ['2026-07-01T09:30:00.000Z', -2, 'hour'],
    ['2026-06-29T12:00:00.000Z', -2, 'day'],
  ] as const) {
    it(`are counted back from now, and not into the future: ${iso}`, () => {
      const span = elapsedSpan(iso, now);
      assert.deepEqual([span.value + 0, span.unit], [value, unit]);
    });
  }

  for (const [ms, value, unit] of [
    [200, 1, 'second'],
    [30_000, 30, 'second'],
    [180_000, 3, 'minute'],
    [11_180_000, 3, 'hour'],
    [11_175_000, 3, 'hour'],
  ] as const) {
    it(`are waits as people say them: ${ms} ms`, () => assert.deepEqual(waitSpan(ms), { value, unit }));
  }
});
