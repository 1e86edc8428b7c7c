import { parseJson } from '../../base/json';
import { FailureError, type ChatConflict, type Failure } from '../../domain/failure';
import { notFromApi, type RawResponse, extractReasons } from '../response';
import { asObject } from '../decode';

/** The account is in another region. The call had no effect and is repeated there. */
export class MisdirectedError extends FailureError {
  constructor(readonly region: string) {
    super({ code: 'server', problem: 'status', status: 421, reasons: [] });
  }
}

/** The scopes of the token or the role of the user do not allow the call. */
export class AuthorizationError extends FailureError {}

/** Only for an error of the API itself: a gateway's 404 is a `FailureError`. */
export class NotFoundError extends FailureError {}

type Plain = 'unauthorized' | 'not-found' | 'rate-limited';
type Reasoned = 'forbidden' | 'invalid-input' | 'conflict';

/** docs/livechat-api.md#v3-errors. Other types are judged by their HTTP status. */
const codesByType: Readonly<Record<string, Plain | Reasoned | 'server'>> = {
  authentication: 'unauthorized',
  authorization: 'forbidden',
  missing_access: 'forbidden',
  not_allowed: 'forbidden',
  requester_awaiting_approval: 'forbidden',
  requester_suspended: 'forbidden',
  license_expired: 'forbidden',
  validation: 'invalid-input',
  unsupported_version: 'invalid-input',
  wrong_product_version: 'invalid-input',
  entity_too_large: 'invalid-input',
  not_found: 'not-found',
  group_not_found: 'not-found',
  license_not_found: 'not-found',
  already_exists: 'conflict',
  limit_reached: 'conflict',
  seats_limit_exceeded: 'conflict',
  agent_offline: 'conflict',
  requester_already_offline: 'conflict',
  chat_inactive: 'conflict',
  chat_anonymized: 'conflict',
  ownership_transfer: 'conflict',
  too_many_requests: 'rate-limited',
  pending_requests_limit_reached: 'rate-limited',
  internal: 'server',
  request_timeout: 'server',
  service_unavailable: 'server',
};

const chatConflicts: Readonly<Record<string, ChatConflict>> = {
  chat_inactive: 'ended',
  agent_offline: 'agent-offline',
};

/** HTTP statuses per type are not documented; these types are server errors whatever status they have. */
const faultStatuses: Readonly<Record<string, number>> = {
  internal: 500,
  request_timeout: 504,
  service_unavailable: 503,
};

/**
 * Maps `{ error: { type, message, data } }` to a failure (docs/livechat-api.md#v3-errors). The type decides, not
 * the status.
 * @returns `undefined` without a known type
 */
export function decodeV3Failure(raw: RawResponse, secrets: readonly string[]): FailureError | undefined {
  const error = asObject(asObject(parseJson(raw.text))?.error);
  if (typeof error?.type !== 'string') return decodeStatus(raw);
  const region = asObject(error.data)?.region;
  if (error.type === 'misdirected_request' && typeof region === 'string' && /^[a-z]{2,12}$/.test(region)) {
    return new MisdirectedError(region);
  }
  const code = Object.hasOwn(codesByType, error.type) ? codesByType[error.type] : undefined;
  if (!code) return decodeStatus(raw);
  const failure = toFailure(code, error.type, raw, secrets);
  if (error.type === 'authorization') return new AuthorizationError(failure);
  return code === 'not-found' ? new NotFoundError(failure) : new FailureError(failure);
}

/** A 401 without the API's own `authentication` type is from something in between. */
function decodeStatus({ status }: RawResponse): FailureError | undefined {
  return status === 401 ? new FailureError(notFromApi(status)) : undefined;
}

function toFailure(
  code: Plain | Reasoned | 'server',
  type: string,
  raw: RawResponse,
  secrets: readonly string[],
): Failure {
  const reasons = extractReasons(raw.text, secrets);
  switch (code) {
    case 'unauthorized':
    case 'not-found':
      return { code };
    case 'rate-limited':
      return { code, ...(raw.retryAfterMs !== undefined && { retryAfterMs: raw.retryAfterMs }) };
    case 'server': {
      const status = raw.status >= 500 ? raw.status : (faultStatuses[type] ?? 500);
      return { code, problem: 'status', status, reasons };
    }
    case 'conflict': {
      const chat = Object.hasOwn(chatConflicts, type) ? chatConflicts[type] : undefined;
      return { code, reasons, ...(type === 'limit_reached' && { isLimit: true }), ...(chat && { chat }) };
    }
    case 'forbidden': {
      const scope = type === 'authorization' ? findScope(raw.text) : undefined;
      return { code, reasons, ...(scope !== undefined && { scope }) };
    }
    default:
      return { code, reasons };
  }
}

/** That the message names the scope is not documented. */
function findScope(body: string): string | undefined {
  return /\b[a-z]+(?:[-._][a-z]+)*--[a-z]+:(?:ro|rw)\b/.exec(body)?.[0];
}
