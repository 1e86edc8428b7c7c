import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../base/clock';
import { serverHandshake } from './handshake';
import { JsonLineSocket } from './jsonLineSocket';

/** Above this number the oldest unauthenticated connection is closed; a handshake takes milliseconds. */
const maxUnauthenticated = 32;

export interface LeaderServerOptions {
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly handshakeTimeoutMs: number;
  /** Called with a connection that has completed the handshake. */
  readonly onAuthenticated: (lines: JsonLineSocket) => void;
}

/** The leader's TCP server. Closes connections that do not complete the handshake in time. */
export class LeaderServer {
  private readonly sockets = new Set<Socket>();
  private readonly unauthenticated = new Set<JsonLineSocket>();

  private constructor(
    readonly port: number,
    private readonly server: Server,
    private readonly options: LeaderServerOptions,
  ) {
    server.on('connection', (socket) => void this.handleConnection(socket));
    // Such as too many open files: the server keeps listening.
    server.on('error', () => undefined);
  }

  /** @returns the system's error code, such as `EADDRINUSE`, if it cannot listen on the port */
  static async listen(port: number, options: LeaderServerOptions): Promise<LeaderServer | string> {
    const server = createServer({ allowHalfOpen: false });
    return await new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
      server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
        server.removeAllListeners('error');
        resolve(new LeaderServer(port, server, options));
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const socket of this.sockets) socket.destroy();
    });
  }

  private async handleConnection(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    const { key, clock, handshakeTimeoutMs: handshakeMs, onAuthenticated } = this.options;
    const lines = new JsonLineSocket(socket);
    const [oldest] = this.unauthenticated;
    if (oldest && this.unauthenticated.size >= maxUnauthenticated) oldest.close();
    this.unauthenticated.add(lines);
    const timer = clock.after(handshakeMs, () => lines.close());
    const isAuthenticated = await serverHandshake(lines, { key, port: this.port });
    timer.dispose();
    this.unauthenticated.delete(lines);
    if (isAuthenticated) onAuthenticated(lines);
    else lines.close();
  }
}
