import { connect, type Socket } from 'node:net';
import { deliveryBody } from './deliveries';
import { percentile } from './statistics';

export interface Target {
  readonly port: number;
  readonly path: string;
}

export interface Load {
  readonly perSecond: number;
  readonly p99Ms: number;
}

let used = 0;

/** Before the clock runs, so that making them is not measured. */
function requestsFor(path: string, count: number): readonly Buffer[] {
  return Array.from({ length: count }, () => {
    used += 1;
    const body = Buffer.from(deliveryBody(`${process.pid}-${used}`));
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), body]);
  });
}

/**
 * Sends this many deliveries over connections that stay open, each as soon as the one before it on the same
 * connection was answered. The same few lines for every server: they cost less than any of them.
 */
export async function load({ port, path }: Target, connections: number, count: number): Promise<Load> {
  const requests = requestsFor(path, count);
  const times: number[] = [];
  let next = 0;
  const begun = performance.now();
  const drive = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let sentAt = 0;
      const send = (): void => {
        const request = requests[next];
        next += 1;
        if (!request) {
          socket.end();
          resolve();
          return;
        }
        sentAt = performance.now();
        socket.write(request);
      };
      socket.on('data', (chunk: Buffer) => {
        // Each of these servers answers with a head alone, which comes in one piece.
        const text = chunk.toString('latin1');
        if (!text.startsWith('HTTP/1.1 200 ') || !text.includes('\r\n\r\n')) {
          reject(new Error(`An odd answer: ${text.slice(0, 80)}`));
          return;
        }
        times.push(performance.now() - sentAt);
        send();
      });
      socket.on('error', reject);
      send();
    });
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  await Promise.all(sockets.map(drive));
  return { perSecond: (count / (performance.now() - begun)) * 1_000, p99Ms: percentile(times, 99) };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}
