import type { MiddlewareHandler } from 'hono';
import type { IncomingHttpHeaders } from 'node:http';
import type { SandboxEnv } from './sandboxEnv';

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
/** The authorization page of Global Accounts, which is the only page for a browser. */
const PAGE = /^\/accounts\/?(\?|$)/;

/**
 * The status that rejects a request of a web page; `undefined` for requests of other programs. A page can send requests
 * to loopback ports, and with DNS rebinding it can read the responses.
 */
export function rejectionStatus(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
): 403 | 404 | undefined {
  if (!LOCAL_HOST.test(headers.host ?? '')) return 404;
  if (headers.origin === undefined && headers['sec-fetch-site'] === undefined) return undefined;
  const isNavigation = headers.origin === undefined && headers['sec-fetch-mode'] === 'navigate';
  return isNavigation && method === 'GET' && PAGE.test(url) ? undefined : 403;
}

/** Responds to requests of web pages with an error. */
export function localRequestsOnly(): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const { incoming } = c.env;
    const status = rejectionStatus(incoming.method ?? '', incoming.url ?? '', incoming.headers);
    if (status !== undefined) return c.body(null, status);
    await next();
    return undefined;
  };
}
