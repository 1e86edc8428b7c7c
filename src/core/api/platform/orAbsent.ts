import { failureOf, type FailureCode } from '../../domain/failure';

/** What ends the work that it is a part of, too. */
const ending: ReadonlySet<FailureCode> = new Set(['unauthorized', 'cancelled']);

/** Something that is good to have and no reason to fail without: names beside ids, a status beside an agent. */
export async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure || ending.has(failure.code)) throw thrown;
    return undefined;
  }
}
