import type { Socket } from 'node:net';

/** Limit before the other side is authenticated. */
const maxUnauthenticatedLineBytes = 1_024;
/** A delivery has at most 4 MB, but escaping and lists multiply that. */
const maxLineBytes = 32 * 1024 * 1024;
/** A window that does not read this much is treated as lost. */
const maxUnsentBytes = 64 * 1024 * 1024;
const newline = 0x0a;

interface Reader {
  readonly onValue: (value: unknown) => void;
  readonly onEnd: () => void;
}

/** JSON values over a socket, one per line. Closes the socket on long lines and on malformed JSON. */
export class JsonLineSocket {
  private chunks: Buffer[] = [];
  private bytes = 0;
  private limit = maxUnauthenticatedLineBytes;
  private readonly unreadValues: unknown[] = [];
  private reader: Reader | undefined;
  private ended = false;

  constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.handleData(chunk));
    // `close` follows; the reason does not matter.
    socket.on('error', () => undefined);
    socket.on('end', () => this.close());
    socket.on('close', () => this.end());
  }

  /** Raises the limit of lines once the other side is authenticated. */
  allowLongLines(): void {
    this.limit = maxLineBytes;
  }

  /** The next value, or `undefined` once the socket is closed. Not to be called concurrently, or after `listen`. */
  next(): Promise<unknown> {
    if (this.unreadValues.length > 0) return Promise.resolve(this.unreadValues.shift());
    if (this.ended) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const settle = (value: unknown): void => {
        this.reader = undefined;
        resolve(value);
      };
      this.reader = { onValue: settle, onEnd: () => settle(undefined) };
    });
  }

  /** Passes on all values from now on, beginning with unread ones. `onEnd` is called once. */
  listen(onValue: (value: unknown) => void, onEnd: () => void): void {
    this.reader = { onValue, onEnd };
    for (const value of this.unreadValues.splice(0)) onValue(value);
    if (this.ended) onEnd();
  }

  /** Drops a value that is too long for the other side, which would close the connection. */
  send(value: unknown): void {
    if (this.ended || this.socket.destroyed) return;
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    if (line.length > maxLineBytes) return;
    this.socket.write(line);
    if (this.socket.writableLength > maxUnsentBytes) this.close();
  }

  close(): void {
    this.socket.destroy();
  }

  private handleData(chunk: Buffer): void {
    let rest = chunk;
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      const line = Buffer.concat([...this.chunks, rest.subarray(0, at)]);
      rest = rest.subarray(at + 1);
      this.chunks = [];
      this.bytes = 0;
      if (line.length > this.limit || !this.handleLine(line)) {
        this.close();
        return;
      }
    }
    if (rest.length > 0) this.chunks.push(rest);
    this.bytes += rest.length;
    if (this.bytes > this.limit) this.close();
  }

  private handleLine(line: Buffer): boolean {
    let value: unknown;
    try {
      value = JSON.parse(line.toString('utf8'));
    } catch {
      return false;
    }
    if (this.socket.destroyed) return false;
    if (this.reader) this.reader.onValue(value);
    else this.unreadValues.push(value);
    return true;
  }

  private end(): void {
    this.ended = true;
    this.reader?.onEnd();
  }
}
