import { connect, type Socket } from 'node:net';

/** The response on a connection that raw bytes were written to. */
export interface RawResponse {
  /** `undefined` if the connection closed without a response. */
  readonly status: number | undefined;
  /** Header lines in lower case. */
  readonly head: string;
  /** Everything after the head. */
  readonly rest: string;
}

export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      // A reset counts as the end of the connection.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Everything received until the server closes the connection. */
export function untilClosed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(text));
  });
}

export function parseResponse(text: string): RawResponse {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
  return {
    status: status === undefined ? undefined : Number(status),
    head: head.toLowerCase(),
    rest: rest.join('\r\n\r\n'),
  };
}

/** Writes bytes to a new connection and waits until the server closes it. */
export async function exchange(port: number, ...parts: readonly (string | Buffer)[]): Promise<RawResponse> {
  const socket = await openSocket(port);
  const text = untilClosed(socket);
  for (const part of parts) socket.write(part);
  return parseResponse(await text);
}

/** Like `exchange`, but half-closes after the last byte, so that the server does not wait for an incomplete request. */
export async function exchangeAndEnd(port: number, text: string | Buffer): Promise<RawResponse> {
  const socket = await openSocket(port);
  const answer = untilClosed(socket);
  socket.end(text);
  return parseResponse(await answer);
}

export interface RequestOptions {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

/** The text of a request with `Connection: close`. A header of `undefined` is omitted. */
export function requestText({ method = 'POST', path, headers = {}, body = '{}' }: RequestOptions): string {
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
