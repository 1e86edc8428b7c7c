const field = 'livechat_desk_probe';

/** JSON body of a probe, to be posted to the public address to see whether it leads here. */
export function probeBody(nonce: string): string {
  return JSON.stringify({ [field]: nonce });
}

/** The nonce of a body that is a probe. */
export function nonceIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || Object.keys(body).length !== 1) return undefined;
  const nonce = (body as Record<string, unknown>)[field];
  return typeof nonce === 'string' ? nonce : undefined;
}
