import { failureOf, type FailureCode } from '../../domain/failure';

/** Failures that also end the surrounding operation. */
const fatalCodes: ReadonlySet<FailureCode> = new Set(['unauthorized', 'cancelled']);

/** Handles the rejection of a lookup after a write, which no failure of the lookup undoes. */
export function undefinedOnFailure(thrown: unknown): undefined {
  if (!failureOf(thrown)) throw thrown;
}

/** Result of an optional lookup, such as names beside ids; `undefined` if it failed. */
export async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure || fatalCodes.has(failure.code)) throw thrown;
    return undefined;
  }
}
