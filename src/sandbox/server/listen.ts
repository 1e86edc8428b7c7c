import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono/tiny';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SandboxEnv } from './sandboxEnv';

export interface Listening {
  readonly port: number;
  /** Ends the server and every connection it has. */
  close(): Promise<void>;
}

/**
 * Serves an app on 127.0.0.1 and nowhere else.
 * @param upgrade takes over connections that want to be websockets; it has to end them itself
 * @throws the system's error when the port is taken.
 */
export async function listen(
  app: Hono<SandboxEnv>,
  port: number,
  upgrade?: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<Listening> {
  // Left to itself the adapter replaces the process's global Request and Response, which are not ours.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if (upgrade) server.on('upgrade', upgrade);
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
        // A hanging or kept-alive connection would keep `close` waiting for ever.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port.');
  return address.port;
}
