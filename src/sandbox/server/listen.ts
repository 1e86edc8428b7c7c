import { createAdaptorServer } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { Hono } from 'hono/tiny';
import type { IncomingMessage, IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SandboxEnv } from './sandboxEnv';

/** Handles an upgrade request. */
export type Upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface RunningServer {
  readonly port: number;
  /** Closes the server and all its connections. */
  close(): Promise<void>;
}

/**
 * Serves an app on 127.0.0.1 only.
 * @param upgrade handles upgrade requests of programs other than web pages, and must close their sockets
 * @throws the system's error if the port is in use
 */
export async function listen(app: Hono<SandboxEnv>, port: number, upgrade?: Upgrade): Promise<RunningServer> {
  // By default the adapter replaces the process's global Request and Response.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if (upgrade) {
    server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      const status = rejectionStatus(incoming.method ?? '', incoming.url ?? '', incoming.headers);
      if (status === undefined) upgrade(incoming, socket, head);
      else socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error) reject(error);
          else resolve();
        });
        // `close` alone waits for hanging and kept-alive connections.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox server has no port.');
  return address.port;
}

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
/** The authorization page of Global Accounts, which is the only page for a browser. */
const PAGE = /^\/accounts\/?(\?|$)/;

/**
 * The status that rejects a request of a web page; `undefined` for requests of other programs. A page can send requests
 * to loopback ports, and with DNS rebinding it can read the responses.
 */
function rejectionStatus(method: string, url: string, headers: IncomingHttpHeaders): 403 | 404 | undefined {
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
