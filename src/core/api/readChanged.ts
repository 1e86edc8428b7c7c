import { FailureError, failureOf } from '../domain/failure';

/**
 * Reads an item whose change the API has confirmed.
 * @throws FailureError with `isExecuted`: that reading failed does not undo the change
 */
export async function readChanged<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    const failure = failureOf(thrown);
    throw failure ? new FailureError(failure, { isExecuted: true }) : thrown;
  }
}
