import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refusalOf } from './admission';
import { answer, readBody, refuse, type Body } from './exchange';
import { statusOf } from './intake';
import { limits as usual, type Limits } from './limits';
import type { Receiver, ReceiverOptions } from './receiver';
import { ReceiverError } from './receiverError';
import { SecretPaths } from './secretPaths';

const goodbyeMs = 2_000;
const bareRefusal =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n';

/**
 * Listens on loopback. Every door of section 5 of the tunnel notes is shut.
 * @throws ReceiverError where the port cannot be had; RangeError for an odd `installId`
 */
export async function startReceiver(options: ReceiverOptions, limits: Limits = usual): Promise<Receiver> {
  const paths = new SecretPaths(options.installId, options.path);
  const eventService = new RequestHandler(options, paths, limits);
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      insecureHTTPParser: false,
      // Node's own refusal has other headers than ours.
      requireHostHeader: false,
    },
    (request, response) => eventService.handle(request, response),
  );
  server.maxConnections = limits.connections;
  // Without this the body would be asked for before the headers were looked at.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    eventService.handle(request, response),
  );
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    refuse(request, response, 417, limits.discardBytes),
  );
  server.on('connection', (socket) => eventService.note(socket));
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => turnAway(socket));
  const port = await listen(server, options.port);
  // A server that listens has no errors that would end it; what comes is worth a line.
  server.on('error', (error) => options.log.warn(`Receiver: ${error.message}`));
  options.log.info(`Receiver: listens on port ${port}.`);
  return {
    port,
    path: () => paths.current,
    rotate: () => paths.rotate(),
    retire: (path) => paths.retire(path),
    dispose: () => eventService.close(server),
  };
}

/**
 * A connection that sent no request in time, or one that cannot be read. Tunnels open connections in advance:
 * what is written to one that was never used would be taken for the answer to the next request (section 3.5 of
 * the tunnel notes).
 */
function turnAway(socket: Duplex): void {
  const isPlain = socket instanceof Socket && socket.writable;
  if (!isPlain || socket.bytesRead === 0 || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  socket.write(bareRefusal);
  // `end` alone would leave the connection to a sender that never reads.
  socket.destroySoon();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code =
        error.code === 'EADDRINUSE' ? 'port-taken' : error.code === 'EACCES' ? 'not-allowed' : 'failed';
      reject(new ReceiverError(code, port, error.message));
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** What every request goes through. */
class RequestHandler {
  private closing: Promise<void> | undefined;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly options: ReceiverOptions,
    private readonly paths: SecretPaths,
    private readonly limits: Limits,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { bodyBytes } = this.limits;
    this.guarded(request, response, () => {
      const path = this.paths.match(request.url ?? '');
      const refusal = this.refusalFor(request, path);
      if (path === undefined || refusal !== undefined) {
        this.finish(request, response, refusal ?? 404);
        return;
      }
      if (request.headers.expect !== undefined) response.writeContinue();
      readBody(request, bodyBytes, (body) =>
        this.guarded(request, response, () => this.take(request, response, path, body)),
      );
    });
  }

  note(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  close(server: Server): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      const impatience = this.options.clock.after(goodbyeMs, () => server.closeAllConnections());
      server.close(() => {
        impatience.dispose();
        resolve();
      });
      server.closeIdleConnections();
      // Those that were opened in advance and never used do not count as idle there.
      for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
    });
    return this.closing;
  }

  private refusalFor(request: IncomingMessage, path: string | undefined): number | undefined {
    if (request.headers.host === undefined && request.httpVersion === '1.1') return 400;
    if (path === undefined) return 404;
    const refusal = refusalOf(request, this.options.allowedHosts(), this.limits.bodyBytes);
    return refusal ?? (this.closing ? 503 : undefined);
  }

  private take(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    body: Body,
  ): void | Promise<void> {
    if ('problem' in body) {
      // Of a request that broke off nobody is left to answer.
      if (body.problem === 'too-large') this.finish(request, response, 413);
      return;
    }
    const status = statusOf(body.bytes, path, this.options);
    if (typeof status === 'number') this.finish(request, response, status);
    else return status.then((found) => this.finish(request, response, found));
  }

  private finish(request: IncomingMessage, response: ServerResponse, status: number): void {
    if (status !== 200) this.options.log.debug(`Receiver: a request was answered with ${status}.`);
    if (status === 200 && !this.closing) {
      answer(response, 200, true);
      response.end();
    } else refuse(request, response, status, this.limits.discardBytes);
  }

  /** A fault of ours ends one request with 500, and nothing else. */
  private guarded(
    request: IncomingMessage,
    response: ServerResponse,
    work: () => void | Promise<void>,
  ): void {
    const fail = (thrown: unknown): void => {
      this.options.log.error(`Receiver: ${thrown instanceof Error ? thrown.name : 'fault'}`);
      refuse(request, response, 500, this.limits.discardBytes);
    };
    try {
      void work()?.catch(fail);
    } catch (thrown) {
      fail(thrown);
    }
  }
}
