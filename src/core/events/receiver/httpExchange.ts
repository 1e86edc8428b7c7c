import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock';

export type Body = { readonly bytes: Buffer } | { readonly problem: 'too-large' | 'aborted' };

/**
 * Reads a complete body, counting the bytes received.
 * @param done called once
 */
export function readBody(request: IncomingMessage, maxBytes: number, done: (body: Body) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let isDone = false;
  const end = (body: Body): void => {
    if (isDone) return;
    isDone = true;
    done(body);
  };
  const abort = (): void => end({ problem: 'aborted' });
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else end({ problem: 'too-large' });
  });
  request.on('end', () => end({ bytes: Buffer.concat(chunks) }));
  // Also emitted after `end`.
  request.on('close', abort);
  request.on('error', abort);
}

const emptyResponse = { 'Content-Length': 0, 'Cache-Control': 'no-store' } as const;
const responseHeaders = {
  keepAlive: emptyResponse,
  close: { ...emptyResponse, Connection: 'close' },
} as const;

/** Writes the head of a response without a body. */
export function respond(response: ServerResponse, status: number, keepAlive: boolean): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, keepAlive ? responseHeaders.keepAlive : responseHeaders.close);
}

/** What a client may still send after a rejection. */
export interface Discard {
  readonly maxBytes: number;
  readonly maxMs?: number;
}

/**
 * Rejects a request immediately. Discards what the client still sends, up to a limit, before closing the connection:
 * closing earlier could reset it before the client has read the response.
 */
export function reject(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  { clock, maxBytes, maxMs }: Discard & { readonly clock: Clock },
): void {
  respond(response, status, false);
  if (request.complete) {
    response.end();
    return;
  }
  response.flushHeaders();
  let size = 0;
  request.removeAllListeners('data');
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) request.socket.destroy();
  });
  if (maxMs !== undefined) {
    const timer = clock.after(maxMs, () => request.socket.destroy());
    request.on('close', () => timer.dispose());
  }
  request.on('end', () => response.end());
  request.resume();
}
