import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { errorName } from '../../base/log';
import { refusalOf } from './admission';
import { readBody, respond, refuse, type Body } from './exchange';
import { statusOf } from './intake';
import { defaultLimits, ReceiverError, type Limits, type Receiver, type ReceiverOptions } from './receiver';
import { SecretPaths } from './secretPaths';

const closeMs = 2_000;
const bareRefusal =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n';

/**
 * Starts the HTTP server for deliveries, on loopback only.
 * @throws ReceiverError where the port cannot be used; RangeError for a malformed `installId`
 */
export async function startReceiver(
  options: ReceiverOptions,
  limits: Limits = defaultLimits,
): Promise<Receiver> {
  const paths = new SecretPaths(options.installId, options.path);
  const handler = new RequestHandler(options, paths, limits);
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      insecureHTTPParser: false,
      // Node's own refusal has other headers.
      requireHostHeader: false,
    },
    (request, response) => handler.handle(request, response),
  );
  server.maxConnections = limits.connections;
  // Without this the body would be requested before the headers are checked.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    handler.handle(request, response),
  );
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    refuse(request, response, 417, limits.discardBytes),
  );
  server.on('connection', (socket) => handler.track(socket));
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => refuseConnection(socket));
  const port = await listen(server, options.port);
  // Errors of a listening server do not end it.
  server.on('error', (error) => options.log.warn(`Receiver: ${error.message}`));
  options.log.info(`Receiver: listening on port ${port}.`);
  return {
    port,
    path: () => paths.current,
    rotate: () => paths.rotate(),
    retire: (path) => paths.retire(path),
    dispose: () => handler.close(server),
  };
}

/**
 * Closes a connection that sent no request in time, or an unreadable one. Tunnels open connections in advance: a response
 * on an unused one would be taken for that of the next request.
 */
function refuseConnection(socket: Duplex): void {
  const isPlain = socket instanceof Socket && socket.writable;
  if (!isPlain || socket.bytesRead === 0 || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  socket.write(bareRefusal);
  // `end` alone would keep the connection open for a sender that never reads.
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

/** Handles every request. */
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

  track(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  close(server: Server): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      const timer = this.options.clock.after(closeMs, () => server.closeAllConnections());
      server.close(() => {
        timer.dispose();
        resolve();
      });
      server.closeIdleConnections();
      // Connections that were opened in advance and never used do not count as idle there.
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
      // An aborted request needs no response.
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
      respond(response, 200, true);
      response.end();
    } else refuse(request, response, status, this.limits.discardBytes);
  }

  /** An internal error ends one request with 500, and nothing else. */
  private guarded(
    request: IncomingMessage,
    response: ServerResponse,
    work: () => void | Promise<void>,
  ): void {
    const fail = (thrown: unknown): void => {
      this.options.log.error(`Receiver: ${errorName(thrown)}`);
      refuse(request, response, 500, this.limits.discardBytes);
    };
    try {
      void work()?.catch(fail);
    } catch (thrown) {
      fail(thrown);
    }
  }
}
