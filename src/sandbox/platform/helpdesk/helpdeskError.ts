import * as v from 'valibot';
import { Refusal, type RefusalStatus } from '../../server/refusal';

/** `{"error":{"type","message"}}` (section 8.1 [C]); of the types only `limitExceeded` has been seen. */
export function refuse(status: RefusalStatus, type: string, message: string): Refusal {
  return new Refusal(status, { error: { type, message } });
}

export function unknown(what: string): Refusal {
  return refuse(404, 'notFound', `${what} not found`);
}

/** @throws Refusal 422, worded like the one text that has been seen: `"status" is not allowed` (section 8.1 [C]). */
export function checked<const T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'value';
  throw refuse(422, 'validation', `"${field}" ${complaint(issue)}`);
}

function complaint(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'is not allowed';
  return issue.input === undefined ? 'is required' : 'is invalid';
}
