import assert from 'node:assert/strict';
import { isStorageError, StorageError } from '../../../src/core/storage/storageError';

describe('StorageError', () => {
  it('keeps the fault of an error from another bundle', () => {
    const foreign = Object.assign(new Error('newer (VERSION 9)'), {
      name: 'StorageError',
      fault: 'newer',
      code: 'VERSION 9',
    });
    assert.equal(foreign instanceof StorageError, false);
    assert.ok(isStorageError(foreign));
    assert.equal(StorageError.of(foreign).fault, 'newer');
  });

  it('has the fault `broken` for an unknown error', () => {
    assert.equal(StorageError.of(new TypeError('anything')).fault, 'broken');
  });
});
