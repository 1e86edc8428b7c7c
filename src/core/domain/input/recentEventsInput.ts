import { arrivalKinds, type ArrivalKind } from '../arrival';
import type { Checked } from './fieldProblem';
import { InputReader, omitUndefined } from './inputReader';

export interface RecentEvents {
  readonly kind?: ArrivalKind;
  readonly group?: number;
  /** From 1; the maximum is up to the caller. */
  readonly limit?: number;
}

export function readRecentEvents(input: unknown): Checked<RecentEvents> {
  const reader = new InputReader(input);
  const wanted = omitUndefined({
    kind: reader.choice('kind', arrivalKinds),
    group: reader.wholeNumber('group', 0),
    limit: reader.wholeNumber('limit', 1),
  });
  return reader.finish(() => wanted);
}
