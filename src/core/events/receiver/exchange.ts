import type { IncomingMessage, ServerResponse } from 'node:http';

export type Body = { readonly bytes: Buffer } | { readonly problem: 'too-large' | 'broken-off' };

/**
 * Reads a whole body, counting what really comes.
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
  const breakOff = (): void => end({ problem: 'broken-off' });
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else end({ problem: 'too-large' });
  });
  request.on('end', () => end({ bytes: Buffer.concat(chunks) }));
  // Comes after `end` too, when nothing is left to tell.
  request.on('close', breakOff);
  request.on('error', breakOff);
}

const bare = { 'Content-Length': 0, 'Cache-Control': 'no-store' } as const;
const heads = { keep: bare, close: { ...bare, Connection: 'close' } } as const;

/** Answers with a status and nothing else. */
export function answer(response: ServerResponse, status: number, keep: boolean): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, keep ? heads.keep : heads.close);
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
