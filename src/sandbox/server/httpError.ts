import type { Context } from 'hono';
import type { SandboxEnv } from './sandboxEnv';

/** Statuses of errors, documented or not. */
export type HttpErrorStatus =
  400 | 401 | 402 | 403 | 404 | 405 | 409 | 413 | 421 | 422 | 429 | 500 | 503 | 504;

/** Thrown by a route to respond with an error. Answered by the bundle that throws it, see `answerHttpError`. */
export class HttpError extends Error {
  constructor(
    readonly status: HttpErrorStatus,
    readonly body: object,
  ) {
    super(JSON.stringify(body));
    this.name = 'HttpError';
  }
}

/** Responds to expected errors. Others are rethrown to the sandbox's error handler. */
export function answerHttpError(error: Error, c: Context<SandboxEnv>): Response {
  if (error instanceof HttpError) return c.json(error.body, error.status);
  throw error;
}

/** 400 `{"errors":["name is required"]}` (observed, see `docs/livechat-api.md#rest-v2-errors`). */
export function invalid(...errors: string[]): HttpError {
  return new HttpError(400, { errors });
}

export function notFound(what: string): HttpError {
  return new HttpError(404, { error: `${what} not found` });
}

/** Inferred: 403 is not documented for the classic API. */
export function forbidden(what: string): HttpError {
  return new HttpError(403, { error: `You are not allowed to ${what}` });
}
