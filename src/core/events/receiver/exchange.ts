import type { IncomingMessage, ServerResponse } from 'node:http';

export type Body = { readonly bytes: Buffer } | { readonly problem: 'too-large' | 'aborted' };

/**
 * Reads a whole body, and counts the bytes that arrive, whatever the headers say.
 * @param done called once
 */
export function readBody(request: IncomingMessage, most: number, done: (body: Body) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let isOver = false;
  const end = (body: Body): void => {
    if (isOver) return;
    isOver = true;
    done(body);
  };
  const abort = (): void => end({ problem: 'aborted' });
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else end({ problem: 'too-large' });
  });
  request.on('end', () => end({ bytes: Buffer.concat(chunks) }));
  // Fires after `end` too, and is ignored then.
  request.on('close', abort);
  request.on('error', abort);
}

const bare = { 'Content-Length': 0, 'Cache-Control': 'no-store' } as const;
const heads = { keep: bare, close: { ...bare, Connection: 'close' } } as const;

/** Sends a status and nothing else. */
export function respond(response: ServerResponse, status: number, keep: boolean): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, keep ? heads.keep : heads.close);
}

/**
 * Refuses a request at once. Up to `most` further bytes are read and discarded before the connection is closed: closed
 * earlier, the response could be lost.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  most: number,
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
    if (size > most) request.socket.destroy();
  });
  request.on('end', () => response.end());
  request.resume();
}
