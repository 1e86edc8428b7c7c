import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const windowMs = 60_000;

/** A server in front of another one that answers 429 to calls above a ceiling, by the clock of this process. */
export class LimitedServer {
  /** When each call arrived. */
  readonly arrivals: number[] = [];
  /** The path of each. */
  readonly paths: string[] = [];
  /** When those arrived that were answered with 429. */
  readonly refused: number[] = [];
  private admitted: number[] = [];
  private readonly server = createServer((incoming, response) => this.answer(incoming, response));

  private constructor(
    private readonly target: string,
    private readonly most: number,
  ) {}

  static async start(target: string, most: number): Promise<LimitedServer> {
    const limited = new LimitedServer(target, most);
    await new Promise<void>((done) => limited.server.listen(0, '127.0.0.1', done));
    return limited;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer(incoming: IncomingMessage, response: ServerResponse): void {
    const now = Date.now();
    this.arrivals.push(now);
    this.paths.push(incoming.url ?? '');
    this.admitted = this.admitted.filter((at) => at > now - windowMs);
    const [oldest] = this.admitted;
    if (oldest !== undefined && this.admitted.length >= this.most) {
      this.refused.push(now);
      const seconds = Math.ceil((oldest + windowMs - now) / 1_000);
      response.writeHead(429, { 'Retry-After': String(seconds), 'Content-Type': 'application/json' });
      response.end('{"errors":["Too many requests"]}');
      return;
    }
    this.admitted.push(now);
    const { method, url, headers } = incoming;
    const passed = request(new URL(url ?? '/', this.target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(passed);
  }
}
