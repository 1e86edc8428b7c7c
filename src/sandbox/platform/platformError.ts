import type { HttpErrorStatus } from '../server/httpError';

/** Error types of the v3 APIs, see `docs/livechat-api.md#v3-errors`. The statuses are inferred. */
export const ERROR_STATUS = {
  authentication: 401,
  authorization: 403,
  validation: 400,
  not_found: 404,
  group_not_found: 404,
  already_exists: 409,
  limit_reached: 403,
  license_expired: 402,
  license_not_found: 404,
  misdirected_request: 421,
  too_many_requests: 429,
  internal: 500,
  request_timeout: 504,
  service_unavailable: 503,
  unsupported_version: 400,
  ownership_transfer: 400,
  agent_offline: 400,
  chat_inactive: 400,
  missing_access: 403,
  entity_too_large: 413,
  wrong_product_version: 400,
  pending_requests_limit_reached: 429,
  requester_already_offline: 400,
  requester_awaiting_approval: 403,
  requester_suspended: 403,
  seats_limit_exceeded: 403,
  not_allowed: 403,
} as const satisfies Readonly<Record<string, HttpErrorStatus>>;

export type ErrorType = keyof typeof ERROR_STATUS;

/** Thrown by an action, and sent as an HTTP or websocket response. */
export class PlatformError extends Error {
  constructor(
    readonly type: ErrorType,
    message: string,
    readonly data?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.name = 'PlatformError';
  }

  /** `{"error":{"type","message","data"}}`, as in all v3 APIs. */
  get body() {
    const { type, message, data } = this;
    return { error: { type, message, ...(data && { data }) } };
  }
}

/** The most likely error type for a status, for faults without a body. */
export function typeOfStatus(status: number): ErrorType {
  const found = (Object.keys(ERROR_STATUS) as ErrorType[]).find((type) => ERROR_STATUS[type] === status);
  return found ?? (status >= 500 ? 'internal' : 'validation');
}

/** The body of an injected error, in the shape of the API at this path. */
export function faultBody(path: string, status: number): object {
  const message = `Injected fault ${status}`;
  if (path.startsWith('/accounts/')) return { error: 'server_error', error_description: message };
  if (/^\/(v\d+\.\d+|helpdesk)\//.test(path)) return { error: { type: typeOfStatus(status), message } };
  return { error: message };
}

/** The caller's role or scopes do not allow the action. */
export function notAuthorized(): PlatformError {
  return new PlatformError('authorization', 'Authorization error');
}

export function wrongFormat(message = 'Wrong format of request'): PlatformError {
  return new PlatformError('validation', message);
}

export function notFound(what: string): PlatformError {
  return new PlatformError('not_found', `${what} not found`);
}
