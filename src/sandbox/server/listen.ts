import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono/tiny';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { rejectionStatus } from './localRequests';
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
