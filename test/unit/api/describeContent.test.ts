import assert from 'node:assert/strict';
import { describeContent } from '../../../src/core/api/eventDetails';

/** `innermost` inside many levels of arrays or objects. */
function nested(levels: number, wrap: (inner: unknown) => unknown, innermost: unknown): unknown {
  let value = innermost;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

describe('the content of an event of an unknown kind', () => {
  const none: ReadonlySet<string> = new Set();

  it('is described without values that are nested too deep', () => {
    const wraps = [(inner: unknown) => [inner], (inner: unknown) => ({ a: inner })];
    for (const wrap of wraps) {
      for (const levels of [20, 10_000, 100_000]) {
        const event = { first: 'seen', deep: nested(levels, wrap, 'hidden'), last: 'seen, too' };
        assert.equal(describeContent(event, none), 'first: seen\nlast: seen, too');
      }
    }
  });

  it('is described with values at the usual depth', () => {
    const event = { a: [{ b: { c: [{ d: 'text' }] } }] };
    assert.equal(describeContent(event, none), 'a.b.c.d: text');
  });

  it('is described after reading a limited number of its fields', () => {
    let reads = 0;
    const item = {
      get a(): unknown {
        reads += 1;
        return '';
      },
    };
    const wide = Array.from({ length: 300_000 }, () => item);
    assert.equal(describeContent({ wide, more: 'hidden' }, none), undefined);
    assert.ok(reads <= 2_000, String(reads));
    const lines = describeContent({ many: Array.from(wide, (_, nth) => nth) }, none);
    assert.equal(lines?.split('\n').length, 20);
  });
});
