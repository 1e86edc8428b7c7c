import { asRecord } from '../../base/json';
const field = 'livechat_desk_probe';

/** JSON body of a probe, which tests whether a public address leads to this receiver. */
export function probeBody(nonce: string): string {
  return JSON.stringify({ [field]: nonce });
}

/** The nonce of a probe's body. */
export function nonceIn(body: unknown): string | undefined {
  const { [field]: nonce, ...rest } = asRecord(body);
  if (Object.keys(rest).length > 0) return undefined;
  return typeof nonce === 'string' ? nonce : undefined;
}
