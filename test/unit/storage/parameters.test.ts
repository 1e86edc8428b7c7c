import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { boundByPosition } from '../../../src/core/storage/parameters';

describe('SQL parameters', () => {
  const run = (sql: string, ...given: readonly (string | number | null)[]): unknown => {
    const { sql: plain, parameters } = boundByPosition(sql, given);
    assert.doesNotMatch(plain, /\?\d/);
    return new DatabaseSync(':memory:').prepare(plain).get(...parameters);
  };

  it('with numbers are bound by position, in any order and several times', () => {
    assert.deepEqual(
      { ...(run('SELECT ?2 AS b, ?1 AS a, ?2 AS c', 1, 'two') as object) },
      { b: 'two', a: 1, c: 'two' },
    );
  });

  it('without numbers stay as they are', () => {
    assert.deepEqual(boundByPosition('SELECT ? AS a', [1]), { sql: 'SELECT ? AS a', parameters: [1] });
  });

  it('that are missing are null', () => {
    assert.deepEqual({ ...(run('SELECT ?1 AS a, ?2 AS b', 1) as object) }, { a: 1, b: null });
  });
});
