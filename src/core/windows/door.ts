import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../base/clock';
import { beGreeted } from './handshake';
import { Lines } from './lines';

/** Of more that have not proved themselves the oldest is turned away: one of us needs some milliseconds. */
const mostStrangers = 32;

export interface DoorParts {
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly handshakeMs: number;
  /** Somebody who has the key came in. */
  readonly onFriend: (lines: Lines) => void;
}

/** The port of a leader. Who cannot prove to be one of us in time is turned away without a word. */
export class Door {
  private readonly sockets = new Set<Socket>();
  private readonly strangers = new Set<Lines>();

  private constructor(
    readonly port: number,
    private readonly server: Server,
    private readonly parts: DoorParts,
  ) {
    server.on('connection', (socket) => void this.open(socket));
    // Such as too many open files: the next caller finds the door open again.
    server.on('error', () => undefined);
  }

  /** @returns the system's code, such as `EADDRINUSE`, where the port cannot be had */
  static async at(port: number, parts: DoorParts): Promise<Door | string> {
    const server = createServer({ allowHalfOpen: false });
    return await new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
      server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
        server.removeAllListeners('error');
        resolve(new Door(port, server, parts));
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
    const { key, clock, handshakeMs, onFriend } = this.parts;
    const lines = new Lines(socket);
    const [oldest] = this.strangers;
    if (oldest && this.strangers.size >= mostStrangers) oldest.close();
    this.strangers.add(lines);
    const patience = clock.after(handshakeMs, () => lines.close());
    const isFriend = await beGreeted(lines, { key, port: this.port });
    patience.dispose();
    this.strangers.delete(lines);
    if (isFriend) onFriend(lines);
    else lines.close();
  }
}
