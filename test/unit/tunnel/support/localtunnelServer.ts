import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';

/**
 * A minimal server of the localtunnel protocol: one tunnel, `GET /?new` and `GET /name`; requests below `/public`
 * and `/lc` are forwarded over the connections that the client opened.
 */
export class LocaltunnelServer {
  private readonly idle: Socket[] = [];
  private readonly wanting: ((socket: Socket) => void)[] = [];
  private readonly all = new Set<Socket>();
  /** The response to the next request, in place of a tunnel. */
  unusual: { readonly status: number; readonly body: string } | undefined;
  /** Names that are in use. */
  readonly taken = new Set<string>();

  private constructor(
    private readonly front: Server,
    private readonly back: TcpServer,
    readonly sockets: number,
  ) {
    front.on('request', (asked: IncomingMessage, answer: ServerResponse) => this.answer(asked, answer));
    back.on('connection', (socket: Socket) => this.take(socket));
  }

  static async open(sockets = 3): Promise<LocaltunnelServer> {
    const front = createServer().listen(0, '127.0.0.1');
    const back = createTcp().listen(0, '127.0.0.1');
    await Promise.all([once(front, 'listening'), once(back, 'listening')]);
    return new LocaltunnelServer(front, back, sockets);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.front.address() as AddressInfo).port}`;
  }

  /** The number of idle connections of the client. */
  get waiting(): number {
    return this.idle.length;
  }

  close(): void {
    this.front.close();
    this.back.close();
    for (const socket of this.all) socket.destroy();
    this.front.closeAllConnections();
  }

  /** Resolves when the client has this many idle connections. */
  async full(count = this.sockets): Promise<void> {
    while (this.idle.length < count) await once(this.back, 'connection');
  }

  /** Resolves when the client has closed all its connections. */
  async empty(): Promise<void> {
    await Promise.all([...this.all].map((socket) => once(socket, 'close')));
  }

  /** Closes the idle connections, as a server does from time to time. */
  dropIdle(): void {
    for (const socket of this.idle.splice(0)) socket.end();
  }

  private answer(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? '';
    if (/^\/(public|lc)\b/.test(path)) {
      this.forward(asked, answer);
      return;
    }
    if (this.unusual) {
      answer.statusCode = this.unusual.status;
      answer.end(this.unusual.body);
      return;
    }
    const wanted = path === '/?new' ? 'random-name' : path.slice(1);
    const id = this.taken.has(wanted) ? 'random-name' : wanted;
    const { port } = this.back.address() as AddressInfo;
    answer.end(JSON.stringify({ id, url: this.url, port, max_conn_count: this.sockets }));
  }

  private take(socket: Socket): void {
    this.all.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.all.delete(socket);
      const place = this.idle.indexOf(socket);
      if (place >= 0) this.idle.splice(place, 1);
    });
    const want = this.wanting.shift();
    if (want) want(socket);
    else this.idle.push(socket);
  }

  private forward(asked: IncomingMessage, answer: ServerResponse): void {
    const agent = new Agent({ keepAlive: false });
    agent.createConnection = (_options, callback): undefined => {
      const give = (socket: Socket): void => callback?.(null, socket);
      const socket = this.idle.shift();
      if (socket) give(socket);
      else this.wanting.push(give);
    };
    const supported = request(
      { agent, method: asked.method, path: asked.url, headers: { ...asked.headers, connection: 'close' } },
      (result) => {
        answer.writeHead(result.statusCode ?? 500, result.headers);
        result.pipe(answer);
      },
    );
    supported.on('error', () => answer.destroy());
    asked.pipe(supported);
  }
}
