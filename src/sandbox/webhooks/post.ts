import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../../core/base/clock';

/** The outcome of one attempt: the status, or why there is none. */
export type PostResult = { readonly status: number } | { readonly failure: string };

export interface PendingPost {
  readonly result: Promise<PostResult>;
  /** Aborts the attempt; its result is a failure. */
  abort(): void;
}

/**
 * Sends a JSON body and waits for the complete response. Redirects are not followed. Credentials in the URL become a
 * Basic `Authorization` header, as documented for REST API v2 webhooks.
 */
export function post(address: string, body: string, clock: Clock, timeoutMs: number): PendingPost {
  const url = new URL(address);
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method: 'POST',
    // A connection per attempt, so that none stays open after the sandbox is disposed.
    agent: false,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
  });
  const result = new Promise<PostResult>((resolve) => {
    const timer = clock.after(timeoutMs, () =>
      request.destroy(new Error(`no response within ${timeoutMs} ms`)),
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
  return { result, abort: () => void request.destroy(new Error('the sandbox was disposed')) };
}

/** Whether the sandbox may send to this URL: any https URL, http only on loopback. */
export function isAllowedTarget(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:') return true;
  return protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
