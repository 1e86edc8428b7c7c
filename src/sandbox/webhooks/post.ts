import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../../core/base/clock';

/** What became of one attempt: the status, or why there was none. */
export type PostResult = { readonly status: number } | { readonly failure: string };

export interface Posting {
  readonly result: Promise<PostResult>;
  /** Ends the attempt at once; its result is a failure. */
  abort(): void;
}

/**
 * Sends one JSON body and waits for the whole answer, of which only the status matters. Redirects are not followed: plain `http.request` never does.
 * Name and password in the address become an Authorization header (section 9).
 */
export function post(address: string, body: string, clock: Clock, timeoutMs: number): Posting {
  const url = new URL(address);
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method: 'POST',
    // A connection of its own for each attempt, so that none is left behind when the sandbox ends.
    agent: false,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
  });
  const result = new Promise<PostResult>((resolve) => {
    const timer = clock.after(timeoutMs, () =>
      request.destroy(new Error(`no answer within ${timeoutMs} ms`)),
    );
    const settle = (outcome: PostResult): void => {
      timer.dispose();
      resolve(outcome);
    };
    request.on('response', (response) => {
      response.on('end', () => settle({ status: response.statusCode ?? 0 }));
      response.on('error', (error) => settle({ failure: error.message }));
      response.resume();
    });
    request.on('error', (error) => settle({ failure: error.message }));
  });
  request.end(body);
  return { result, abort: () => void request.destroy(new Error('the sandbox ends')) };
}
