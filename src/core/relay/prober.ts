import { randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../base/clock';
import { probeBody } from '../receiver/probe';

const timeoutMs = 10_000;

export type PostResult =
  | { readonly status: number; readonly ms: number }
  /** The system's code, or `timeout`. */
  | { readonly cause: string; readonly ms: number };

/**
 * Posts JSON as LiveChat does: no redirect is followed, and nothing of the answer but its status is looked at.
 * Never rejects.
 */
export function postJson(url: string, body: string, clock: Clock): Promise<PostResult> {
  const begun = clock.now();
  return new Promise((resolve) => {
    const address = new URL(url);
    const request = (address.protocol === 'https:' ? https : http).request(address, {
      method: 'POST',
      // A connection of its own: one that is kept open would not show that a name leads elsewhere by now.
      agent: address.protocol === 'https:' ? undefined : false,
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Connection: 'close',
      },
    });
    const settle = (result: { status: number } | { cause: string }): void => {
      timer.dispose();
      request.destroy();
      resolve({ ...result, ms: clock.now() - begun });
    };
    const timer = clock.after(timeoutMs, () => settle({ cause: 'timeout' }));
    request.on('response', (response) => settle({ status: response.statusCode ?? 0 }));
    request.on('error', (error: NodeJS.ErrnoException) => settle({ cause: error.code ?? 'failed' }));
    request.end(body);
  });
}

export type ProbeResult =
  | { readonly kind: 'reached'; readonly ms: number }
  /** `status` is what somebody answered who is not our receiver, or who stands in the way. */
  | { readonly kind: 'missed'; readonly ms: number; readonly status?: number; readonly cause?: string };

/** Finds out whether an address leads to our receiver, by a word that is good for once. */
export class Prober {
  private readonly open = new Set<string>();
  private readonly seen = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** For the receiver. */
  readonly onProbe = (nonce: string): boolean => {
    if (!this.open.delete(nonce)) return false;
    this.seen.add(nonce);
    return true;
  };

  /** Never rejects; takes up to 10 s. */
  async probe(url: string): Promise<ProbeResult> {
    const nonce = randomBytes(24).toString('base64url');
    this.open.add(nonce);
    const result = await postJson(url, probeBody(nonce), this.clock);
    this.open.delete(nonce);
    const wasSeen = this.seen.delete(nonce);
    if (!('status' in result)) return { kind: 'missed', ms: result.ms, cause: result.cause };
    if (result.status === 200 && wasSeen) return { kind: 'reached', ms: result.ms };
    return { kind: 'missed', ms: result.ms, status: result.status };
  }
}
