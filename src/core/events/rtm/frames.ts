import { asRecord, parseJson } from '../../base/json';
export type Json = Readonly<Record<string, unknown>>;

/** What the server sends (section 7.1 of the API notes), as far as it is understood. */
export type Frame =
  | { readonly kind: 'answer'; readonly id: string; readonly isDone: boolean; readonly payload: unknown }
  | { readonly kind: 'push'; readonly action: string; readonly payload: unknown }
  /** Something else: it shows that the other side is alive, and nothing more. */
  | { readonly kind: 'other' };

export function readFrame(text: string): Frame {
  const { type, action, request_id: id, success, payload } = asRecord(parseJson(text));
  if (type === 'push' && typeof action === 'string') return { kind: 'push', action, payload };
  if (type === 'response' && typeof id === 'string') {
    return { kind: 'answer', id, isDone: success !== false, payload };
  }
  return { kind: 'other' };
}

/** The API's word for what is wrong, and the region that it names, in `{ error: { type, data: { region } } }`. */
export function refusalIn(payload: unknown): { readonly type: string; readonly region?: string } {
  const { type, data } = asRecord(asRecord(payload).error);
  return { type: typeof type === 'string' ? type : 'unknown', ...regionIn(data) };
}

export function regionIn(data: unknown): { readonly region?: string } {
  const { region } = asRecord(data);
  return typeof region === 'string' && /^[a-z]{2,12}$/.test(region) ? { region } : {};
}
