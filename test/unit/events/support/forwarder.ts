import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP forwarder that can be interrupted. */
export class Forwarder {
  /** `hold` accepts connections and forwards nothing, like a tunnel with a half-open connection. */
  mode: 'pass' | 'hold' | 'refuse' = 'pass';
  target = 0;
  private readonly sockets = new Set<Socket>();
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.take(socket));
  }

  static async open(): Promise<Forwarder> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new Forwarder(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves when the next connection arrives. */
  called(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private take(socket: Socket): void {
    this.keep(socket);
    if (this.mode === 'refuse') socket.destroy();
    if (this.mode === 'pass') {
      const onward = this.keep(connect(this.target, '127.0.0.1'));
      socket.pipe(onward).pipe(socket);
      onward.on('close', () => socket.destroy());
    }
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    return socket;
  }
}
