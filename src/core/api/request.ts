import { version } from '../../../package.json';
import { fail, FailureError, failureOf, type FailureCode, type PartialResult } from '../domain/failure';
import type { LargeBody } from './readBody';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An HTTP call, before it has a host, credentials or a place in the queue. */
export interface ApiRequest {
  readonly method: Method;
  /** Path below the base URL with `*` in place of each id, as in call records: `/agents/*`. */
  readonly route: string;
  /** The values of `*`, in order. */
  readonly ids?: readonly string[];
  /** `undefined` values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent form-encoded instead of `body`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as the part `file` of a `multipart/form-data` body instead of `body`. */
  readonly file?: { readonly name: string; readonly type?: string; readonly bytes: Uint8Array };
  /** In place of the usual timeout, such as for large bodies. */
  readonly timeoutMs?: number;
  /** Has no side effects although it is not a `GET`: it may be retried, and equal calls are shared. */
  readonly isRead?: true;
  /** Reads the response also if it is larger than 10 MB. */
  readonly large?: LargeBody;
  /** Secrets in the body, to be redacted in failures. */
  readonly secrets?: readonly string[];
}

export function isReading({ method, isRead }: ApiRequest): boolean {
  return method === 'GET' || isRead === true;
}

/**
 * The URL of a call.
 * @param base base URL without a trailing slash
 * @throws FailureError `not-found` for an id that would change the path: empty, `.` or `..` (URLs resolve the dots
 * even if they are percent-encoded), or not well-formed Unicode
 */
export function buildUrl(base: string, request: ApiRequest): string {
  const ids = [...(request.ids ?? [])];
  const path = request.route.replace(/\*/g, () => {
    const id = ids.shift();
    if (id === undefined || /^\.{0,2}$|\p{Surrogate}/u.test(id)) return fail({ code: 'not-found' });
    return encodeURIComponent(id);
  });
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.append(key, String(value));
  }
  const search = query.toString();
  return base + path + (search === '' ? '' : `?${search}`);
}

/** Contains nothing about the user or the machine. */
export const userAgent = `livechat-desk/${version}`;

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

/** Failures that also end the surrounding operation. */
const fatalCodes: ReadonlySet<FailureCode> = new Set(['unauthorized', 'cancelled']);

/** Fails because the response to a write that the API has confirmed does not contain its result. */
export function throwUnreadableResult(part: PartialResult = {}): never {
  const failure = { code: 'server', problem: 'shape', status: 200, reasons: [] } as const;
  throw new FailureError(failure, { ...part, isExecuted: true });
}

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
