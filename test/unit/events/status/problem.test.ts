import assert from 'node:assert/strict';
import { classifyProblem } from '../../../../src/core/events/status/problem';
import { StorageError } from '../../../../src/core/storage/storageError';

describe('classifyProblem', () => {
  for (const fault of ['full', 'read-only', 'locked', 'broken', 'newer', 'no-sqlite'] as const) {
    const isLasting = fault === 'newer' || fault === 'no-sqlite';
    it(`names the storage fault ${fault}, and ${isLasting ? 'does not retry' : 'retries'}`, () => {
      const { problem, retryable } = classifyProblem(new StorageError(fault, 'TEST'));
      assert.deepEqual(problem, { kind: 'storage', fault });
      assert.equal(retryable, !isLasting);
    });
  }

  it('counts an unknown error as internal', () => {
    assert.deepEqual(classifyProblem(new TypeError('anything')).problem, { kind: 'fault' });
  });
});
