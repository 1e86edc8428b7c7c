import { FailureError, type Failure } from '../../../../src/core/domain/failure';

/** A call that fails so. */
export function failing(failure: Failure): () => Promise<never> {
  return () => Promise.reject(new FailureError(failure));
}

/** For `assert.rejects`: whether it failed so. */
export function hasCode(code: Failure['code']): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof FailureError && thrown.failure.code === code;
}
