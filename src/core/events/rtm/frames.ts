import { asRecord, parseJson } from '../../base/json';

/** A parsed message from the server, see `docs/livechat-api.md#rtm-session`. */
export type Frame =
  | { readonly kind: 'response'; readonly id: string; readonly success: boolean; readonly payload: unknown }
  | { readonly kind: 'push'; readonly action: string; readonly payload: unknown }
  /** Any other message: only shows that the server is alive. */
  | { readonly kind: 'other' };

export function parseFrame(text: string): Frame {
  const { type, action, request_id: id, success, payload } = asRecord(parseJson(text));
  if (type === 'push' && typeof action === 'string') return { kind: 'push', action, payload };
  if (type === 'response' && typeof id === 'string') {
    return { kind: 'response', id, success: success !== false, payload };
  }
  return { kind: 'other' };
}

/** The error type and the region of `{ error: { type, data: { region } } }`. */
export function parseError(payload: unknown): { readonly type: string; readonly region?: string } {
  const { type, data } = asRecord(asRecord(payload).error);
  return { type: typeof type === 'string' ? type : 'unknown', ...parseRegion(data) };
}

export function parseRegion(data: unknown): { readonly region?: string } {
  const { region } = asRecord(data);
  return typeof region === 'string' && /^[a-z]{2,12}$/.test(region) ? { region } : {};
}
