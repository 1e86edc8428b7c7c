import { connect, type Socket } from 'node:net';
import { deliveryBody } from './deliveries';
import { percentile } from './statistics';
import { within } from './waiting';

const giveUpMs = 30_000;

export interface Target {
  readonly port: number;
  readonly path: string;
}

export interface Load {
  readonly perSecond: number;
  readonly p99Ms: number;
}

let used = 0;

/** A delivery that was not sent so far, with the token of `deliveries.ts`. */
function nextDelivery(): string {
  used += 1;
  return deliveryBody(`${process.pid}-${used}`);
}

/** The bytes of an HTTP request that posts a delivery. */
function requestOf(path: string, body: string): Buffer {
  const bytes = Buffer.from(body);
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

/**
 * Sends this many deliveries over connections that stay open, each as soon as the one before it on the same
 * connection was answered. The same few lines drive every server: they cost less than any of the servers.
 * @param bodyOf the body of each delivery, made before the time is taken
 */
export async function load(
  { port, path }: Target,
  connections: number,
  count: number,
  bodyOf: (index: number) => string = nextDelivery,
): Promise<Load> {
  const requests = Array.from({ length: count }, (_, index) => requestOf(path, bodyOf(index)));
  const times: number[] = [];
  let next = 0;
  const drive = async (sender: Sender): Promise<void> => {
    for (let request = requests[next]; request; request = requests[next]) {
      next += 1;
      const sentAt = performance.now();
      await sender.send(request);
      times.push(performance.now() - sentAt);
    }
  };
  const senders = await Promise.all(Array.from({ length: connections }, () => Sender.open(port)));
  try {
    const begun = performance.now();
    await Promise.all(senders.map(drive));
    return { perSecond: (count / (performance.now() - begun)) * 1_000, p99Ms: percentile(times, 99) };
  } finally {
    for (const sender of senders) sender.close();
  }
}

/** One connection that stays open, for one request at a time. */
export class Sender {
  private answered: (() => void) | undefined;
  private failed: ((error: Error) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      // Each of these servers answers with headers alone, which come in one chunk.
      const text = chunk.toString('latin1');
      if (text.startsWith('HTTP/1.1 200 ') && text.includes('\r\n\r\n')) this.answered?.();
      else this.failed?.(new Error(`Unexpected response: ${text.slice(0, 80)}`));
    });
    socket.setTimeout(giveUpMs, () =>
      this.failed?.(new Error(`A delivery was not answered within ${giveUpMs / 1_000} s.`)),
    );
    socket.on('error', (error) => this.failed?.(error));
    socket.on('close', () => this.failed?.(new Error('The server closed the connection.')));
  }

  static open(port: number): Promise<Sender> {
    const opened = new Promise<Sender>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(new Sender(socket)));
      socket.once('error', reject);
    });
    return within(giveUpMs, `port ${port} accepted a connection`, opened);
  }

  /** Resolves once the request was answered with 200. */
  send(request: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) throw new Error('The server closed the connection.');
      this.answered = resolve;
      this.failed = reject;
      this.socket.write(request);
    });
  }

  /** Posts a delivery. */
  async post(path: string, body: string): Promise<void> {
    await this.send(requestOf(path, body));
  }

  close(): void {
    this.socket.destroy();
  }
}
