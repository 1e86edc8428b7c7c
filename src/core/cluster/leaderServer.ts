import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../base/clock';
import { serverHandshake } from './handshake';
import { JsonLineSocket } from './jsonLineSocket';

/** Of more that have not proved themselves the oldest is turned away: one of us needs some milliseconds. */
const maxUnauthenticated = 32;

export interface LeaderServerOptions {
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly handshakeMs: number;
  /** Somebody who has the key came in. */
  readonly onAuthenticated: (lines: JsonLineSocket) => void;
}

/** The port of a leader. Who cannot prove to be one of us in time is turned away without a word. */
export class LeaderServer {
  private readonly sockets = new Set<Socket>();
  private readonly unauthenticated = new Set<JsonLineSocket>();

  private constructor(
    readonly port: number,
    private readonly server: Server,
    private readonly parts: LeaderServerOptions,
  ) {
    server.on('connection', (socket) => void this.open(socket));
    // Such as too many open files: the next caller finds the door open again.
    server.on('error', () => undefined);
  }

  /** @returns the system's code, such as `EADDRINUSE`, where the port cannot be had */
  static async at(port: number, parts: LeaderServerOptions): Promise<LeaderServer | string> {
    const server = createServer({ allowHalfOpen: false });
    return await new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
      server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
        server.removeAllListeners('error');
        resolve(new LeaderServer(port, server, parts));
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const socket of this.sockets) socket.destroy();
    });
  }

  private async open(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    const { key, clock, handshakeMs, onAuthenticated } = this.parts;
    const lines = new JsonLineSocket(socket);
    const [oldest] = this.unauthenticated;
    if (oldest && this.unauthenticated.size >= maxUnauthenticated) oldest.close();
    this.unauthenticated.add(lines);
    const patience = clock.after(handshakeMs, () => lines.close());
    const isAuthenticated = await serverHandshake(lines, { key, port: this.port });
    patience.dispose();
    this.unauthenticated.delete(lines);
    if (isAuthenticated) onAuthenticated(lines);
    else lines.close();
  }
}
