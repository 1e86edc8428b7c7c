import type { Clock } from '../base/clock';
import { requestTunnel, type AssignedTunnel } from './localtunnel/requestTunnel';
import { TunnelSockets } from './localtunnel/tunnelSockets';
import { OpenTunnel, openWithinMs, withDeadline } from './openTunnel';
import {
  TunnelError,
  type Tunnel,
  type TunnelNote,
  type TunnelProvider,
  isLoopback,
  publicAddress,
} from './tunnel';

export interface LocaltunnelOptions {
  readonly clock: Clock;
  /** URL of the user's server, https or on loopback. There is no default; the public server is not used. */
  readonly server: string;
  /** The subdomain to request; if absent the server chooses one. */
  readonly name?: string;
}

/**
 * A client of the localtunnel protocol for a self-hosted server. `docs/tunnels.md` explains why no library is used.
 */
export function localtunnelProvider(options: LocaltunnelOptions): TunnelProvider {
  return {
    id: 'localtunnel',
    anonymousService: false,
    operator: '',
    available: () => Promise.resolve(serverOf(options) instanceof TunnelError ? noServer : true),
    open: (port, { signal }) =>
      withDeadline(options.clock, signal, openWithinMs, (own) => open(options, port, own)),
  };
}

const noServer = new TunnelError('policy', 'No localtunnel server of your own is set.', false);

function serverOf({ server, name }: LocaltunnelOptions): URL | TunnelError {
  if (name !== undefined && !/^[a-z0-9](?:[a-z0-9-]{2,61})[a-z0-9]$/.test(name)) return noServer;
  try {
    return new URL(`${publicAddress(server).url}/`);
  } catch {
    return noServer;
  }
}

async function open(options: LocaltunnelOptions, port: number, signal: AbortSignal): Promise<Tunnel> {
  const server = serverOf(options);
  if (server instanceof TunnelError) throw server;
  const given = await requestTunnel(server, options.name, signal);
  // If the requested subdomain is in use, the server silently assigns another.
  if (options.name !== undefined && given.id !== options.name) {
    throw new TunnelError('failed', 'The name is taken on the localtunnel server.', true);
  }
  const { url, note } = addressFrom(given, server);
  const sockets = new TunnelSockets({
    clock: options.clock,
    server: server.hostname.replace(/^\[|\]$/g, ''),
    serverPort: given.port,
    receiverPort: port,
    count: given.sockets,
  });
  try {
    await sockets.connect(signal);
  } catch (error) {
    sockets.dispose();
    throw error;
  }
  const tunnel = new OpenTunnel({
    clock: options.clock,
    publicUrl: url,
    note,
    end: () => {
      sockets.dispose();
      return Promise.resolve();
    },
  });
  sockets.onDidLose((reason) => tunnel.close(reason));
  return tunnel;
}

/** A server on loopback may return an http URL with a host name that resolves to loopback. */
function addressFrom(
  given: AssignedTunnel,
  server: URL,
): { readonly url: string; readonly note: TunnelNote } {
  const plain = given.url.startsWith('http://') && isLoopback(server.hostname);
  if (plain) return { url: new URL(given.url).origin, note: 'loopback-http' };
  return { url: publicAddress(given.url).url, note: 'unencrypted-leg' };
}
