import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowIndex } from '../../../src/core/stores/rowIndex';

describe('RowIndex', () => {
  it('returns the positions in the list after any insertions and removals', () => {
    const change = fc.record({
      way: fc.constantFrom('first', 'last', 'remove', 'renew'),
      key: fc.integer({ min: 0, max: 12 }).map(String),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const places = new RowIndex<string>((row) => row);
        let rows: string[] = [];
        for (const { way, key } of changes) {
          if (way === 'renew') {
            rows = [...rows].reverse();
            places.rebuild(rows);
          } else if (way === 'remove') {
            rows = rows.filter((row) => row !== key);
            places.remove(key);
          } else if (!places.has(key)) {
            rows = way === 'first' ? [key, ...rows] : [...rows, key];
            if (way === 'first') places.addFirst(key);
            else places.addLast(key);
          }
          for (let other = 0; other <= 12; other += 1) {
            assert.equal(places.indexOf(String(other), rows), rows.indexOf(String(other)));
            assert.equal(places.has(String(other)), rows.includes(String(other)));
          }
          assert.ok(places.isUnique(rows));
        }
      }),
    );
  });

  it('detects a row that the server returned twice', () => {
    const places = new RowIndex<string>((row) => row);
    places.rebuild(['a', 'b', 'a']);
    assert.equal(places.isUnique(['a', 'b', 'a']), false);
    assert.equal(places.indexOf('a', ['a', 'b', 'a']), 2);
  });
});
