import { randomUUID } from 'node:crypto';
import { HttpError } from '../../server/httpError';

/** Error codes and statuses of Global Accounts; `invalid_grant`, from OAuth, is inferred. */
const STATUS = {
  unauthorized: 401,
  access_denied: 403,
  resource_not_found: 404,
  invalid_request: 422,
  invalid_grant: 400,
} as const;

/** `{"error","error_description","sub_error","request_id"}`, unlike the errors of the other APIs. */
export function accountsError(
  error: keyof typeof STATUS,
  description: string,
  more: { readonly sub_error?: string; readonly invalid_fields?: Readonly<Record<string, string>> } = {},
): HttpError {
  const body = { error, error_description: description, sub_error: null, ...more, request_id: randomUUID() };
  return new HttpError(STATUS[error], body);
}
