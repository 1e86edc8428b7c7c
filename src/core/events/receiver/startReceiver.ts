import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { errorName } from '../../base/log';
import { ConnectionSlots } from './connectionSlots';
import { respond, readBody, reject, type Body } from './httpExchange';
import { handleDelivery } from './handleDelivery';
import {
  defaultLimits,
  ReceiverError,
  type HealthAnswer,
  type Receiver,
  type ReceiverLimits,
  type ReceiverOptions,
} from './receiver';
import { SecretPaths } from './secretPaths';

const healthPath = '/healthz';
const shutdownTimeoutMs = 2_000;
const badRequest =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n';

/**
 * Starts an HTTP server for webhook deliveries, on loopback unless another address is given.
 * @throws ReceiverError if it cannot listen on the port; RangeError for a malformed `installId`
 */
export async function startReceiver(
  options: ReceiverOptions,
  limits: ReceiverLimits = defaultLimits,
): Promise<Receiver> {
  const paths = new SecretPaths(options.installId, options.path);
  const handler = new RequestHandler(options, paths, limits);
  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.timeoutCheckIntervalMs,
      insecureHTTPParser: false,
      // The handler checks it: Node's own response has other headers.
      requireHostHeader: false,
    },
    (request, response) => handler.handle(request, response),
  );
  // Otherwise Node would request the body before the headers are checked.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    handler.handle(request, response),
  );
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    handler.reject(request, response, 417),
  );
  server.on('connection', (socket) => handler.trackSocket(socket));
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => rejectMalformed(socket));
  const port = await listen(server, options);
  // Errors while listening do not stop the server.
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
 * Handles a connection without a request in time, or with a malformed one. Nothing is written to a connection that has
 * sent nothing: tunnels open connections in advance and would take it for the response to the next request, see
 * `docs/livechat-api.md#tunnels-and-the-receiver`.
 */
function rejectMalformed(socket: Duplex): void {
  const isPlain = socket instanceof Socket && socket.writable;
  if (!isPlain || socket.bytesRead === 0 || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  socket.write(badRequest);
  // `end` alone would keep the connection open for a client that never reads.
  socket.destroySoon();
}

function listen(
  server: Server,
  { port, host = '127.0.0.1' }: Pick<ReceiverOptions, 'port' | 'host'>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code =
        error.code === 'EADDRINUSE' ? 'port-taken' : error.code === 'EACCES' ? 'not-allowed' : 'failed';
      reject(new ReceiverError(code, port, error.message));
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Handles requests and tracks connections. */
class RequestHandler {
  private closing: Promise<void> | undefined;
  private readonly slots: ConnectionSlots;

  constructor(
    private readonly options: ReceiverOptions,
    private readonly paths: SecretPaths,
    private readonly limits: ReceiverLimits,
  ) {
    this.slots = new ConnectionSlots(limits, () =>
      options.log.warn(
        'Receiver: too many connections. Those that have not sent a valid path are closed, oldest first.',
      ),
    );
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { maxBodyBytes: bodyBytes } = this.limits;
    this.catchErrors(request, response, () => {
      if (this.options.health && request.url === healthPath) {
        this.answerHealth(request, response, this.options.health());
        return;
      }
      const path = this.paths.match(request.url ?? '');
      const rejection = this.rejectionOf(request, path);
      if (path === undefined) {
        this.reject(request, response, rejection ?? 404);
        return;
      }
      this.slots.prove(request.socket);
      if (rejection !== undefined) {
        this.finish(request, response, rejection);
        return;
      }
      if (request.headers.expect !== undefined) response.writeContinue();
      readBody(request, bodyBytes, (body) =>
        this.catchErrors(request, response, () => this.handleBody(request, response, path, body)),
      );
    });
  }

  trackSocket(socket: Socket): void {
    this.slots.add(socket);
  }

  /** Rejects a request that has not proved that it knows a path. */
  reject(request: IncomingMessage, response: ServerResponse, status: number): void {
    const { maxUnprovenDiscardBytes: maxBytes, unprovenLingerMs: maxMs } = this.limits;
    this.logStatus(status);
    reject(request, response, status, { clock: this.options.clock, maxBytes, maxMs });
  }

  close(server: Server): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      const timer = this.options.clock.after(shutdownTimeoutMs, () => server.closeAllConnections());
      server.close(() => {
        timer.dispose();
        resolve();
      });
      server.closeIdleConnections();
      this.slots.closeUnused();
    });
    return this.closing;
  }

  private answerHealth(
    request: IncomingMessage,
    response: ServerResponse,
    { isHealthy, details }: HealthAnswer,
  ): void {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      this.reject(request, response, 405);
      return;
    }
    const body = JSON.stringify(details);
    response.writeHead(isHealthy ? 200 : 503, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      Connection: 'close',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  private rejectionOf(request: IncomingMessage, path: string | undefined): number | undefined {
    if (request.headers.host === undefined && request.httpVersion === '1.1') return 400;
    if (path === undefined) return 404;
    const rejection = rejectionStatus(request, this.options.allowedHosts(), this.limits.maxBodyBytes);
    return rejection ?? (this.closing ? 503 : undefined);
  }

  private handleBody(
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
    const status = handleDelivery(body.bytes, path, this.options);
    if (typeof status === 'number') this.finish(request, response, status);
    else return status.then((stored) => this.finish(request, response, stored));
  }

  private finish(request: IncomingMessage, response: ServerResponse, status: number): void {
    const { clock, log, onTooLarge } = this.options;
    this.logStatus(status);
    if (status === 200 && !this.closing) {
      respond(response, 200, true);
      response.end();
      this.slots.release(request.socket);
      return;
    }
    if (status === 413) {
      log.warn('Receiver: a delivery was refused because it is too large. Its event is fetched instead.');
      onTooLarge();
    }
    reject(request, response, status, { clock, maxBytes: this.limits.maxDiscardBytes });
  }

  private logStatus(status: number): void {
    if (status !== 200) this.options.log.debug(`Receiver: responded with ${status}.`);
  }

  /** Responds with 500 to an unexpected error, without affecting other requests. */
  private catchErrors(
    request: IncomingMessage,
    response: ServerResponse,
    work: () => void | Promise<void>,
  ): void {
    const fail = (thrown: unknown): void => {
      this.options.log.error(`Receiver: ${errorName(thrown)}`);
      this.reject(request, response, 500);
    };
    try {
      void work()?.catch(fail);
    } catch (thrown) {
      fail(thrown);
    }
  }
}

const localNames: readonly string[] = ['localhost', '127.0.0.1'];

/**
 * Checks the headers of a request for a valid path.
 * @returns the status of a rejection before the body is read; `undefined` to continue
 * @param hosts current public host names; some tunnels send a local name instead
 */
function rejectionStatus(
  request: IncomingMessage,
  hosts: readonly string[],
  maxBodyBytes: number,
): number | undefined {
  const { headers, method } = request;
  const { host } = headers;
  // Prevents DNS rebinding: a web page can point its own host name at this machine.
  if (host === undefined || countHostHeaders(request.rawHeaders) > 1 || !isAllowedHost(host, hosts))
    return 404;
  // Rejects browsers on this machine. No CORS header is ever sent.
  if ('origin' in headers || 'sec-fetch-site' in headers) return 403;
  if (method !== 'POST') return 405;
  // Decompression would allow a small request to use much memory.
  if ('content-encoding' in headers) return 415;
  // A web page can send other content types to any server without a preflight request.
  const type = headers['content-type'];
  if (type !== 'application/json' && !/^application\/json\s*(;|$)/i.test(type ?? '')) return 415;
  return Number(headers['content-length'] ?? 0) > maxBodyBytes ? 413 : undefined;
}

/** Node's `headers` contain only the first. @param raw names and values in turn */
function countHostHeaders(raw: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}

function isAllowedHost(host: string, hosts: readonly string[]): boolean {
  if (localNames.includes(host)) return true;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return localNames.includes(name) || hosts.some((allowed) => allowed.toLowerCase() === name);
}
