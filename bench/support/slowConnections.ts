import { connect, type Socket } from 'node:net';
import type { ListeningHost } from './listeningHost';
import { Sender } from './load';

/** As many as a stranger would open who knows the public host but not the secret path. */
export const slowConnections = 64;
const betweenBytesMs = 200;
const settleMs = 1_000;
/** What is noted where a delivery is not answered at all. */
const giveUpMs = 10_000;

/**
 * Opens connections that send a byte now and then, half of them of a header, half of them of a body.
 * @returns the milliseconds that a genuine delivery takes to be answered beside them
 */
export async function deliveryBesideSlowConnections(host: ListeningHost): Promise<number> {
  const { port, path } = host.target('ticket_created');
  const sockets = await Promise.all(Array.from({ length: slowConnections }, () => openSocket(port)));
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x');
  }, betweenBytesMs);
  try {
    for (const [index, socket] of sockets.entries()) {
      const head = 'POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';
      socket.write(index % 2 === 0 ? `${head}X-Padding: ` : `${head}Content-Length: 100000\r\n\r\n`);
    }
    await new Promise((done) => setTimeout(done, settleMs));
    return await answerMs(port, path, host.body('ticket_created', `slow-${process.pid}-${port}`));
  } finally {
    clearInterval(timer);
    for (const socket of sockets) socket.destroy();
  }
}

async function answerMs(port: number, path: string, body: string): Promise<number> {
  const begun = performance.now();
  const answered = Sender.open(port).then(async (sender) => {
    await sender.post(path, body);
    sender.close();
    return performance.now() - begun;
  });
  const late = new Promise<number>((resolve) => setTimeout(() => resolve(giveUpMs), giveUpMs).unref());
  // A connection that the receiver closes at once is not answered either.
  return await Promise.race([answered.catch(() => late), late]);
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => resolve(socket));
    // The receiver may close it at any time.
    socket.on('error', () => resolve(socket));
  });
}
