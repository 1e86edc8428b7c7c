import type { Context } from 'hono';
import * as v from 'valibot';
import { HttpError, type HttpErrorStatus } from '../../server/httpError';
import type { SandboxEnv } from '../../server/sandboxEnv';

/** `{"error":{"type","message"}}`. Of the types only `limitExceeded` is observed. */
export function helpdeskError(status: HttpErrorStatus, type: string, message: string): HttpError {
  return new HttpError(status, { error: { type, message } });
}

export function notFound(what: string): HttpError {
  return helpdeskError(404, 'notFound', `${what} not found`);
}

/** @throws HttpError 422, worded like the one observed text: `"status" is not allowed` */
export function checked<const T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'value';
  throw helpdeskError(422, 'validation', `"${field}" ${issueText(issue)}`);
}

function issueText(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'is not allowed';
  return issue.input === undefined ? 'is required' : 'is invalid';
}

/** @throws HttpError 422 for a body that is not JSON */
export async function readJson(c: Context<SandboxEnv>): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw helpdeskError(422, 'validation', 'body is not valid JSON');
  }
}
