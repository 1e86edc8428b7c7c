import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { SandboxEnv } from './sandboxEnv';

/** What goes wrong with a request. Parts can be combined, e.g. a delay and a status. */
export interface Fault {
  /** Which requests; all when missing. A string is the whole path, with or without `/v2`. */
  readonly match?: { readonly method?: string; readonly path?: RegExp | string };
  /** For how many matching requests; 1 by default, `Infinity` until `clear()`. */
  readonly times?: number;
  /** Waits on the sandbox's clock before anything else happens. */
  readonly delayMs?: number;
  /** Answers with this status instead of doing the work. */
  readonly status?: number;
  /** Body for `status`; a string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** A `Retry-After` header: seconds or an HTTP date. The status is 429 unless `status` says otherwise. */
  readonly retryAfter?: number | string;
  /** Does the work and then sends only the first half of the answer, as a complete HTTP message. */
  readonly truncate?: boolean;
  /** An HTML page, as a proxy or a sign-in portal sends it. The status is 200 unless `status` says otherwise. */
  readonly html?: boolean | string;
  /** Destroys the socket without an answer. */
  readonly reset?: boolean;
  /** Never answers. The socket stays open until the client gives up or the sandbox ends. */
  readonly hang?: boolean;
}

export interface Faults {
  /** Puts a fault at the end of the queue. Each request takes at most one, the first that matches it. */
  next(fault: Fault): void;
  clear(): void;
  /** Number of faults that are not used up. */
  readonly pending: number;
  /** From now on the key of this login is wrong (401). The agent itself stays. */
  revokeKey(login: string): void;
  restoreKey(login: string): void;
}

const PORTAL =
  '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Hello</body></html>';

export class FaultQueue implements Faults, Disposable {
  private queue: { readonly fault: Fault; left: number }[] = [];
  private readonly revoked = new Set<string>();
  private readonly delays = new Set<Disposable>();

  /** @param bodyFor what an error of this status looks like at this path, for faults that bring no body */
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
      if (fault.hang) return new Promise<never>(() => undefined);
      if (fault.reset) {
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

  /** Ends the waiting of delayed requests; they are never answered. */
  dispose(): void {
    for (const delay of this.delays) delay.dispose();
    this.delays.clear();
  }

  /** Resolves later on the sandbox's clock; never when the sandbox ends before. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const delay = this.clock.after(ms, () => {
        this.delays.delete(delay);
        resolve();
      });
      this.delays.add(delay);
    });
  }

  /** Uses up the first fault that matches. */
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
  // `search` pays no heed to the `lastIndex` of a global expression, `test` does.
  return path.search(match.path) >= 0;
}

/** The answer that a fault gives instead of the route, if it is of that kind. */
function injected(fault: Fault, bodyFor: (status: number) => object): Response | undefined {
  const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  if (fault.html !== undefined && fault.html !== false) {
    const page = typeof fault.html === 'string' ? fault.html : PORTAL;
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
