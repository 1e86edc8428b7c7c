import { randomUUID } from 'node:crypto';
import { Refusal } from '../../server/refusal';

/** Error codes of Global Accounts with their statuses (section 2.4 [V]); `invalid_grant` is OAuth's own [I]. */
const STATUS = {
  unauthorized: 401,
  access_denied: 403,
  resource_not_found: 404,
  invalid_request: 422,
  invalid_grant: 400,
} as const;

/** `{"error","error_description","sub_error","request_id"}`: another shape than all other APIs (section 2.4 [V]). */
export function refuse(
  error: keyof typeof STATUS,
  description: string,
  more: { readonly sub_error?: string; readonly invalid_fields?: Readonly<Record<string, string>> } = {},
): Refusal {
  const body = { error, error_description: description, sub_error: null, ...more, request_id: randomUUID() };
  return new Refusal(STATUS[error], body);
}
