import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { socketActions } from './socketActions';
import { RtmHub, type RtmHubOptions } from './rtmHub';
import { RtmSession } from './rtmSession';

const PATH = /^\/v(\d+\.\d+)\/agent\/rtm\/ws$/;

const MAX_MESSAGE_BYTES = 1024 * 1024;

/** The RTM API on the sandbox's port. */
export class RtmServer {
  readonly hub: RtmHub;
  private readonly sockets = new WebSocketServer({
    noServer: true,
    autoPong: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  /** Sockets of all upgrade requests, whether accepted or not. */
  private readonly upgraded = new Set<Duplex>();

  constructor(options: RtmHubOptions) {
    this.hub = new RtmHub(options);
    this.hub.socketActions = socketActions(this.hub);
  }

  /** Handles an upgrade request. */
  readonly upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { faults, log } = this.hub.options;
    this.upgraded.add(socket);
    socket.once('close', () => this.upgraded.delete(socket));
    socket.on('error', (error) => log.debug(`Sandbox: a socket failed: ${error.message}`));
    const url = new URL(incoming.url ?? '/', 'ws://127.0.0.1');
    const { hang, reset, status, delayMs } = faults.take('GET', url.pathname) ?? {};
    if (hang) return;
    if (reset) socket.destroy();
    else if (delayMs === undefined) this.open(incoming, socket, head, url, status);
    else void faults.delay(delayMs).then(() => this.open(incoming, socket, head, url, status));
  };

  dispose(): void {
    this.hub.dispose();
    this.sockets.close();
    for (const socket of this.upgraded) socket.destroy();
  }

  private open(
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    url: URL,
    refused: number | undefined,
  ): void {
    const version = PATH.exec(url.pathname)?.[1];
    // Documented as required, although official SDKs omit it.
    const organizationId = url.searchParams.get('organization_id');
    if (refused !== undefined || version === undefined) {
      const status = refused ?? 404;
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const header = incoming.headers['x-region'];
    const region = url.searchParams.get('region') ?? (typeof header === 'string' ? header : 'dal');
    this.sockets.handleUpgrade(incoming, socket, head, (websocket) => {
      const session = new RtmSession(this.hub, websocket, {
        version,
        region,
        ...(organizationId !== null && { organizationId }),
      });
      this.hub.sessions.add(session);
      if (!this.hub.options.platform.versions.has(version)) session.disconnect('unsupported_version');
    });
  }
}
