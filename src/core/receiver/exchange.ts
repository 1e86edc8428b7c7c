import type { IncomingMessage, ServerResponse } from 'node:http';

export type Body = { readonly bytes: Buffer } | { readonly problem: 'too-large' | 'broken-off' };

/** Reads a whole body, counting what really comes. */
export function readBody(request: IncomingMessage, most: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else resolve({ problem: 'too-large' });
    });
    request.on('end', () => resolve({ bytes: Buffer.concat(chunks) }));
    // Comes after `end` too, when nothing is left to resolve.
    request.on('close', () => resolve({ problem: 'broken-off' }));
    request.on('error', () => resolve({ problem: 'broken-off' }));
  });
}

/** Answers with a status and nothing else. */
export function answer(response: ServerResponse, status: number, keep: boolean): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'Content-Length': 0,
    'Cache-Control': 'no-store',
    ...(!keep && { Connection: 'close' }),
  });
}

/**
 * Turns a request away at once. What its sender still sends is thrown away up to a bound before the connection
 * is closed: closed earlier, the answer could be lost on its way.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  most: number,
): void {
  answer(response, status, false);
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
