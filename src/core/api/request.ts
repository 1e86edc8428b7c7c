import { fail } from '../domain/failure';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call of an HTTP API, before it has a host, a secret or a place in the queue. */
export interface ApiRequest {
  readonly method: Method;
  /** Path below the base address with `*` in place of each id, as it appears in call records: `/agents/*`. */
  readonly route: string;
  /** What stands in the places of `*`, in order. */
  readonly ids?: readonly string[];
  /** Absent values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form in place of a `body`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Changes nothing although it is no `GET`: it may be repeated, and equal ones share one call. */
  readonly isRead?: true;
  /** The answer may be a bare word that is no JSON, such as `OK`. */
  readonly mayBeText?: true;
  /** Secrets inside the body, so that an answer which repeats them is redacted. */
  readonly secrets?: readonly string[];
}

export function isReading({ method, isRead }: ApiRequest): boolean {
  return method === 'GET' || isRead === true;
}

/**
 * The address of a call.
 * @param base address without a slash at its end
 * @throws FailureError `not-found` for an id that no resource can have and that would change the path:
 * empty, `.` or `..` (URLs resolve the dots even when they are percent-encoded)
 */
export function urlOf(base: string, request: ApiRequest): string {
  const ids = [...(request.ids ?? [])];
  const path = request.route.replace(/\*/g, () => {
    const id = ids.shift();
    if (id === undefined || /^\.{0,2}$/.test(id)) return fail({ code: 'not-found' });
    return encodeURIComponent(id);
  });
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.append(key, String(value));
  }
  const search = query.toString();
  return base + path + (search === '' ? '' : `?${search}`);
}
