import type { Socket } from 'node:net';

/** Until the other end has proved that it is one of us. */
const unauthenticatedBytes = 1_024;
/** A delivery is at most 256 KB; escaped, and in a list, it may be a few times that. */
const authenticatedBytes = 4 * 1024 * 1024;
/** A window that does not read for so long is as good as gone. */
const mostUnsentBytes = 32 * 1024 * 1024;
const newline = 0x0a;

interface Reader {
  readonly onValue: (value: unknown) => void;
  readonly onEnd: () => void;
}

/** JSON values over a socket, one a line. Whatever is too long, or no JSON, ends the socket. */
export class JsonLineSocket {
  private parts: Buffer[] = [];
  private bytes = 0;
  private limit = unauthenticatedBytes;
  private readonly unread: unknown[] = [];
  private reader: Reader | undefined;
  private ended = false;

  constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    // What went wrong is of no use to anybody: the socket is closed next.
    socket.on('error', () => undefined);
    socket.on('end', () => this.close());
    socket.on('close', () => this.end());
  }

  /** From now on longer lines may come. */
  trust(): void {
    this.limit = authenticatedBytes;
  }

  /** The next value, or `undefined` once the socket ended. One caller at a time, and none after `listen`. */
  next(): Promise<unknown> {
    if (this.unread.length > 0) return Promise.resolve(this.unread.shift());
    if (this.ended) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const settle = (value: unknown): void => {
        this.reader = undefined;
        resolve(value);
      };
      this.reader = { onValue: settle, onEnd: () => settle(undefined) };
    });
  }

  /** Hands over every value from now on, in order; what came and was not read first. `onEnd` comes once. */
  listen(onValue: (value: unknown) => void, onEnd: () => void): void {
    this.reader = { onValue, onEnd };
    for (const value of this.unread.splice(0)) onValue(value);
    if (this.ended) onEnd();
  }

  send(value: unknown): void {
    if (this.ended || this.socket.destroyed) return;
    this.socket.write(`${JSON.stringify(value)}\n`);
    if (this.socket.writableLength > mostUnsentBytes) this.close();
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    let rest = chunk;
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      const line = Buffer.concat([...this.parts, rest.subarray(0, at)]);
      rest = rest.subarray(at + 1);
      this.parts = [];
      this.bytes = 0;
      if (line.length > this.limit || !this.read(line)) {
        this.close();
        return;
      }
    }
    if (rest.length > 0) this.parts.push(rest);
    this.bytes += rest.length;
    if (this.bytes > this.limit) this.close();
  }

  private read(line: Buffer): boolean {
    let value: unknown;
    try {
      value = JSON.parse(line.toString('utf8'));
    } catch {
      return false;
    }
    if (this.socket.destroyed) return false;
    if (this.reader) this.reader.onValue(value);
    else this.unread.push(value);
    return true;
  }

  private end(): void {
    this.ended = true;
    this.reader?.onEnd();
  }
}
