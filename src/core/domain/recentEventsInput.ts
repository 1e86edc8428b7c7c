import { arrivalKinds, type ArrivalKind } from './arrival';
import type { Checked } from './fieldProblem';
import { InputReader, present } from './inputReader';

export interface RecentEvents {
  readonly kind?: ArrivalKind;
  readonly group?: number;
  /** From 1; the maximum is up to the caller. */
  readonly limit?: number;
}

export function readRecentEvents(input: unknown): Checked<RecentEvents> {
  const reader = new InputReader(input);
  const wanted = present({
    kind: reader.choice('kind', arrivalKinds),
    group: reader.whole('group', 0),
    limit: reader.whole('limit', 1),
  });
  return reader.finish(() => wanted);
}
