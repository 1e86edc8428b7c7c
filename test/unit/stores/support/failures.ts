import { FailureError, type Failure } from '../../../../src/core/domain/failure';

/** A call that fails with this failure. */
export function failing(failure: Failure): () => Promise<never> {
  return () => Promise.reject(new FailureError(failure));
}

/** For `assert.rejects`: whether the error has this failure. */
export function hasCode(code: Failure['code']): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof FailureError && thrown.failure.code === code;
}
