import { connect, type Socket } from 'node:net';

/** What came back on a connection that the test wrote bytes into. */
export interface RawAnswer {
  /** `undefined` where the connection ended without an answer. */
  readonly status: number | undefined;
  /** Header lines as they came, in lower case. */
  readonly head: string;
  /** Whatever came after the head. */
  readonly rest: string;
}

export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      // Ends that come as a reset are ends like any other here.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Everything that comes until the other side closes. */
export function untilClosed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(text));
  });
}

export function answerIn(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
  return {
    status: status === undefined ? undefined : Number(status),
    head: head.toLowerCase(),
    rest: rest.join('\r\n\r\n'),
  };
}

/** Writes bytes into a new connection and waits until the other side has closed it. */
export async function exchange(port: number, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const socket = await openSocket(port);
  const text = untilClosed(socket);
  for (const part of parts) socket.write(part);
  return answerIn(await text);
}

/** As `exchange`, but says with the last byte that no more will come: nobody waits for the rest of half a request. */
export async function sayAll(port: number, text: string | Buffer): Promise<RawAnswer> {
  const socket = await openSocket(port);
  const answer = untilClosed(socket);
  socket.end(text);
  return answerIn(await answer);
}

export interface RequestParts {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

/** A request as bytes. It asks for the connection to be closed; `undefined` leaves a header out. */
export function requestText({ method = 'POST', path, headers = {}, body = '{}' }: RequestParts): string {
  const all: Readonly<Record<string, string | undefined>> = {
    Host: 'localhost',
    Connection: 'close',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return [`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n');
}
