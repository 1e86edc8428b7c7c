import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { SandboxEnv } from './sandboxEnv';

/** A fault to inject into a request. Properties can be combined, such as a delay and a status. */
export interface Fault {
  /** The requests affected; all if absent. A string is the full path, with or without `/v2`. */
  readonly match?: { readonly method?: string; readonly path?: RegExp | string };
  /** Number of matching requests affected; 1 by default, `Infinity` until `clear()`. */
  readonly times?: number;
  /** Delay on the sandbox's clock before anything else. */
  readonly delayMs?: number;
  /** Responds with this status without handling the request. */
  readonly status?: number;
  /** Body for `status`; a string is sent unchanged, other values as JSON. */
  readonly body?: unknown;
  /** A `Retry-After` header: seconds or an HTTP date. The status defaults to 429. */
  readonly retryAfter?: number | string;
  /** Handles the request, but sends only the first half of the response body, as a complete HTTP message. */
  readonly truncate?: boolean;
  /** Responds with an HTML page, like a proxy or captive portal. The status defaults to 200. */
  readonly html?: boolean | string;
  /** Destroys the socket without a response. */
  readonly reset?: boolean;
  /** Handles the request, but its response is lost: destroys the socket, or with `hang` never responds. */
  readonly loseResponse?: boolean;
  /** Never responds. The socket stays open until the client or the sandbox closes it. */
  readonly hang?: boolean;
}

export interface Faults {
  /** Appends a fault to the queue. Each request takes at most one, the first that matches. */
  next(fault: Fault): void;
  clear(): void;
  /** Number of faults left in the queue. */
  readonly pending: number;
  /** Rejects the key of this login (401) from now on. The agent remains. */
  revokeKey(login: string): void;
  restoreKey(login: string): void;
}

const CAPTIVE_PORTAL_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Hello</body></html>';

export class FaultQueue implements Faults, Disposable {
  private queue: { readonly fault: Fault; left: number }[] = [];
  private readonly revoked = new Set<string>();
  private readonly delays = new Set<Disposable>();

  /** @param bodyFor the error body for faults without one */
  constructor(
    private readonly clock: Clock,
    private readonly bodyFor: (path: string, status: number) => object,
  ) {}

  get pending(): number {
    return this.queue.length;
  }

  next(fault: Fault): void {
    this.queue.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.queue = [];
  }

  revokeKey(login: string): void {
    this.revoked.add(login);
  }

  restoreKey(login: string): void {
    this.revoked.delete(login);
  }

  isRevoked(login: string): boolean {
    return this.revoked.has(login);
  }

  middleware(): MiddlewareHandler<SandboxEnv> {
    return async (c, next) => {
      const fault = this.take(c.req.method, c.req.path);
      if (!fault) return next();
      const { delayMs } = fault;
      if (delayMs !== undefined) await this.delay(delayMs);
      if (fault.loseResponse) await next();
      if (fault.hang) return new Promise<never>(() => undefined);
      if (fault.reset || fault.loseResponse) {
        c.env.incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      }
      const answer = injected(fault, (status) => this.bodyFor(c.req.path, status));
      if (answer) return answer;
      await next();
      if (fault.truncate) {
        const text = await c.res.text();
        c.res = new Response(text.slice(0, Math.ceil(text.length / 2)), {
          status: c.res.status,
          headers: jsonHeader,
        });
      }
      return undefined;
    };
  }

  /** Cancels delayed requests; they get no response. */
  dispose(): void {
    for (const delay of this.delays) delay.dispose();
    this.delays.clear();
  }

  /** Resolves after a delay on the sandbox's clock; never if disposed before. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const delay = this.clock.after(ms, () => {
        this.delays.delete(delay);
        resolve();
      });
      this.delays.add(delay);
    });
  }

  /** Takes the first matching fault from the queue. */
  take(method: string, path: string): Fault | undefined {
    const entry = this.queue.find(({ fault }) => matches(fault, method, path));
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.queue = this.queue.filter((other) => other !== entry);
    return entry.fault;
  }
}

const jsonHeader = { 'content-type': 'application/json' };

function matches({ match }: Fault, method: string, path: string): boolean {
  if (match?.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match?.path === undefined) return true;
  if (typeof match.path === 'string') return match.path === path || `/v2${match.path}` === path;
  // `search` ignores the `lastIndex` of a global expression, `test` does not.
  return path.search(match.path) >= 0;
}

/** The response that a fault replaces the route's with, if any. */
function injected(fault: Fault, bodyFor: (status: number) => object): Response | undefined {
  const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  if (fault.html !== undefined && fault.html !== false) {
    const page = typeof fault.html === 'string' ? fault.html : CAPTIVE_PORTAL_PAGE;
    const headers = { 'content-type': 'text/html; charset=utf-8', ...retry };
    return new Response(page, { status: fault.status ?? 200, headers });
  }
  if (fault.status === undefined && fault.retryAfter === undefined) return undefined;
  const status = fault.status ?? 429;
  const body = fault.body ?? bodyFor(status);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(withoutBody(status) ? null : text, { status, headers: { ...jsonHeader, ...retry } });
}

function withoutBody(status: number): boolean {
  return status === 204 || status === 304;
}
