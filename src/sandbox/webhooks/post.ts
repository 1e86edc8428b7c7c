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

/** Where webhooks may lead: to receivers of this extension on this machine, or also to any https or loopback URL. */
export type WebhookTargets = 'receiver' | 'any';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether the sandbox may send to this URL. Unlike LiveChat it never sends unencrypted requests to other machines, and
 * where it is part of the product none to other machines or other services of this one.
 */
export function isAllowedTarget(address: string, targets: WebhookTargets): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, pathname } = new URL(address);
  const isLocal = protocol === 'http:' && LOOPBACK.test(hostname);
  if (targets === 'receiver') return isLocal && pathname.startsWith('/lc/');
  return isLocal || protocol === 'https:';
}
