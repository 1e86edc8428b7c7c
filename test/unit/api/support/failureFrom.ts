import assert from 'node:assert/strict';
import { failureOf, type Failure } from '../../../../src/core/domain/failure';

/** The failure of a rejected promise; throws for anything else. */
export async function failureFrom(promise: Promise<unknown>): Promise<Failure> {
  const failure = failureOf(await rejectionOf(promise));
  assert.ok(failure, 'rejected with something that is no failure of ours');
  return failure;
}

/** The reason of a rejected promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail('was expected to be rejected');
}
