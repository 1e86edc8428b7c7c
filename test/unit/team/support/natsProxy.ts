import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { NatsServer } from './natsServer';

/** A way to a NATS server that can be cut while the server itself goes on. */
export class NatsProxy {
  private readonly sockets = new Set<Socket>();
  private readonly answers = new Set<Socket>();
  private lastText: string | undefined;
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly target: NatsServer,
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async open(target: NatsServer): Promise<NatsProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new NatsProxy(server, target);
  }

  get address(): string {
    return `nats://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends all connections, and each new one at once. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.isCut = false;
  }

  /** What the server sends waits until `pass` from the moment at which a client sends this. */
  holdAfter(text: string): void {
    this.lastText = text;
  }

  pass(): void {
    this.lastText = undefined;
    for (const socket of this.answers) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(socket: Socket): void {
    if (this.isCut) {
      socket.destroy();
      return;
    }
    const other = connect(this.target.port, '127.0.0.1');
    this.answers.add(other);
    socket.on('data', (sent: Buffer) => {
      if (this.lastText !== undefined && sent.includes(this.lastText)) other.pause();
    });
    for (const [one, end] of [
      [socket, other],
      [other, socket],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => end.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        this.answers.delete(one);
        end.destroy();
      });
      one.pipe(end);
    }
  }
}
