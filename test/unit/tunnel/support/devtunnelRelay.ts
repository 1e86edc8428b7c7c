import { PortRelayConnectRequestMessage } from '@microsoft/dev-tunnels-connections/messages/portRelayConnectRequestMessage';
import { SshHelpers } from '@microsoft/dev-tunnels-connections/sshHelpers';
import {
  SshAlgorithms,
  SshDisconnectReason,
  SshServerSession,
  SshSessionConfiguration,
  SshStream,
} from '@microsoft/dev-tunnels-ssh';
import { PortForwardRequestMessage, PortForwardSuccessMessage } from '@microsoft/dev-tunnels-ssh-tcp';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { server as WebSocketServer, type connection, type request } from 'websocket';

const hostProtocol = 'tunnel-relay-host-v2-dev';

/**
 * A relay built from the service's own SSH packages: hosts connect by websocket, and connections to the front port
 * are forwarded to the host over a channel of its SSH session.
 */
export class DevtunnelRelay {
  private session: SshServerSession | undefined;
  private link: connection | undefined;
  private forwarded: number | undefined;
  private readonly waiting: (() => void)[] = [];
  private readonly callers = new Set<Socket>();
  /** The status with which the next host is rejected. */
  refuse: number | undefined;
  readonly authorizations: string[] = [];

  private constructor(
    private readonly http: Server,
    private readonly sockets: WebSocketServer,
    private readonly front: TcpServer,
  ) {
    sockets.on('request', (asked) => void this.welcome(asked));
    front.on('connection', (caller: Socket) => void this.carry(caller));
  }

  static async open(http: Server): Promise<DevtunnelRelay> {
    const sockets = new WebSocketServer({ httpServer: http, autoAcceptConnections: false });
    const front = createServer().listen(0, '127.0.0.1');
    await once(front, 'listening');
    return new DevtunnelRelay(http, sockets, front);
  }

  get frontUri(): string {
    return `http://127.0.0.1:${(this.front.address() as AddressInfo).port}/`;
  }

  uriOf(tunnelId: string): string {
    return `ws://localhost:${(this.http.address() as AddressInfo).port}/relay/${tunnelId}`;
  }

  /** Resolves when a host forwards its next port. */
  nextHost(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Closes the connection to the host without a goodbye, as a network failure does. */
  drop(): void {
    this.link?.socket.destroy();
  }

  close(): void {
    this.sockets.shutDown();
    this.front.close();
    for (const caller of this.callers) caller.destroy();
  }

  private async welcome(asked: request): Promise<void> {
    this.authorizations.push(asked.httpRequest.headers.authorization ?? '');
    if (this.refuse !== undefined) {
      asked.reject(this.refuse);
      this.refuse = undefined;
      return;
    }
    const before = this.session;
    const link = asked.accept(hostProtocol, asked.origin);
    // The service has one host per tunnel: the latest.
    if (before?.isConnected)
      await before.close(SshDisconnectReason.tooManyConnections, 'Another host connected.');
    const configuration = new SshSessionConfiguration();
    // The websocket is already encrypted, so both sides agree on an unencrypted session.
    configuration.keyExchangeAlgorithms.unshift(SshAlgorithms.keyExchange.none ?? null);
    const session = new SshServerSession(configuration);
    this.session = session;
    this.link = link;
    session.onRequest((request) => {
      request.isAuthorized = true;
      if (request.requestType !== 'tcpip-forward') return;
      const { port } = request.request.convertTo(new PortForwardRequestMessage());
      const success = new PortForwardSuccessMessage();
      success.port = port;
      request.responsePromise = Promise.resolve(success);
      this.forwarded = port;
      for (const notify of this.waiting.splice(0)) notify();
    });
    await session.connect(SshHelpers.createWebSocketStreamAdapter(link)).catch(() => undefined);
  }

  private async carry(caller: Socket): Promise<void> {
    this.callers.add(caller);
    caller.on('error', () => undefined);
    caller.on('close', () => this.callers.delete(caller));
    const message = new PortRelayConnectRequestMessage();
    message.channelType = 'forwarded-tcpip';
    message.host = '127.0.0.1';
    message.port = this.forwarded ?? 0;
    message.originatorIPAddress = '127.0.0.1';
    message.originatorPort = caller.remotePort ?? 0;
    message.accessToken = 'caller';
    try {
      const channel = await this.session?.openChannel(message);
      if (!channel) throw new Error('No host.');
      const stream = new SshStream(channel);
      stream.on('error', () => caller.destroy());
      caller.pipe(stream).pipe(caller);
    } catch {
      caller.destroy();
    }
  }
}
