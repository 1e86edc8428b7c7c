import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../../base/clock';

const timeoutMs = 10_000;

export type PostResult =
  | { readonly status: number; readonly ms: number }
  /** The system's code, or `timeout`. */
  | { readonly cause: string; readonly ms: number };

/**
 * Posts JSON as LiveChat does: follows no redirect, and reads only the status of the response.
 * Never rejects.
 */
export function postJson(url: string, body: string, clock: Clock): Promise<PostResult> {
  const begun = clock.now();
  return new Promise((resolve) => {
    const address = new URL(url);
    const request = (address.protocol === 'https:' ? https : http).request(address, {
      method: 'POST',
      // A new connection: one that is kept open would hide that the name leads elsewhere by now.
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
