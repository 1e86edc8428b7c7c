import assert from 'node:assert/strict';
import { readExport, readPeriod } from '../../../src/core/domain/input/reportInput';
import { ticketStatuses } from '../../../src/core/domain/ticket';

const now = Date.UTC(2026, 5, 30, 12);
const hour = 3_600_000;

describe('readPeriod', () => {
  const read = (input: unknown, from: 'required' | 'optional' = 'required') =>
    readPeriod(input, { now, from });
  const codes = (input: unknown): readonly string[] => {
    const checked = read(input);
    return checked.ok ? [] : checked.problems.map(({ field, code }) => `${field} ${code}`);
  };

  it('reads times with a time zone; without an end, the period ends now', () => {
    const checked = read({ from: '2026-06-30T08:00:00-03:00' });
    assert.deepEqual(checked, { ok: true, value: { from: now - hour, to: now } });
    assert.deepEqual(read({ from: '2026-06-30T11:00:00Z', to: '2026-06-30T11:30:00.000Z' }), {
      ok: true,
      value: { from: now - hour, to: now - hour / 2 },
    });
  });

  it('reads whole days in this machine’s time zone', () => {
    const checked = read({ from: '2026-06-29', to: '2026-06-29' });
    assert.ok(checked.ok);
    assert.equal(checked.value.to - (checked.value.from ?? 0), 24 * hour - 1);
  });

  it('names each problem', () => {
    assert.deepEqual(codes({}), ['from required']);
    assert.deepEqual(codes({ from: 'yesterday' }), ['from not-a-time']);
    assert.deepEqual(codes({ from: 5 }), ['from not-text']);
    assert.deepEqual(codes({ from: '2026-06-30T08:00:00Z', to: '2026-06-30T07:59:59Z' }), [
      'to earlier-than',
    ]);
    assert.deepEqual(codes({ from: '2026-07-01T00:00:00Z' }), ['to earlier-than']);
    assert.deepEqual(codes({ from: '2026-06-01', since: '2026-06-01' }), ['since unknown-field']);
    assert.deepEqual(read({}, 'optional'), { ok: true, value: { to: now } });
  });
});

describe('readExport', () => {
  const read = (input: unknown) => readExport(input, ticketStatuses);

  it('reads format, filter and separator', () => {
    assert.deepEqual(read({ format: 'csv', filter: { status: 'open', assigned: 0 }, separator: '\t' }), {
      ok: true,
      value: { format: 'csv', filter: { status: 'open', assigned: false }, separator: '\t' },
    });
    assert.deepEqual(read({ format: 'markdown' }), {
      ok: true,
      value: { format: 'markdown', filter: {}, separator: ',' },
    });
  });

  it('names each problem, including those of the filter', () => {
    const checked = read({ format: 'xlsx', filter: { page: 2, status: 'lost' }, separator: 'x', to: 'a' });
    assert.deepEqual(checked.ok ? [] : checked.problems.map(({ field, code }) => `${field} ${code}`), [
      'format not-a-choice',
      'filter.status not-a-choice',
      'filter.page unknown-field',
      'separator not-a-choice',
      'to unknown-field',
    ]);
  });
});
