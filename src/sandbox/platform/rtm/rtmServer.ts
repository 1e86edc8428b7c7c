import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ownActions } from './ownActions';
import { RtmHub, type RtmParts } from './rtmHub';
import { RtmSession } from './rtmSession';

const PATH = /^\/v(\d+\.\d+)\/agent\/rtm\/ws$/;

/** Bytes of one message; no request needs as many. */
const LARGEST = 1024 * 1024;

/** The websocket of the Agent Chat API on the sandbox's own port (section 7). */
export class RtmServer {
  readonly hub: RtmHub;
  private readonly sockets = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: LARGEST });
  /** Every connection that wanted to be a websocket, whatever became of it. */
  private readonly raw = new Set<Duplex>();

  constructor(parts: RtmParts) {
    this.hub = new RtmHub(parts);
    this.hub.own = ownActions(this.hub);
  }

  /** Takes over a request that wants to be a websocket. */
  readonly upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { faults, log } = this.hub.parts;
    this.raw.add(socket);
    socket.once('close', () => this.raw.delete(socket));
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
    for (const socket of this.raw) socket.destroy();
  }

  private open(
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    url: URL,
    refused: number | undefined,
  ): void {
    const version = PATH.exec(url.pathname)?.[1];
    const organizationId = url.searchParams.get('organization_id');
    if (refused !== undefined || version === undefined || organizationId === null) {
      // The documents call the parameter required, a client of LiveChat's own leaves it out (section 7 [V, C]).
      const status = refused ?? (version === undefined ? 404 : 400);
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const header = incoming.headers['x-region'];
    const region = url.searchParams.get('region') ?? (typeof header === 'string' ? header : 'dal');
    this.sockets.handleUpgrade(incoming, socket, head, (websocket) => {
      const session = new RtmSession(this.hub, websocket, { version, organizationId, region });
      this.hub.sessions.add(session);
      if (!this.hub.parts.world.versions.has(version)) session.disconnect('unsupported_version');
    });
  }
}
