import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { SandboxEnv } from './sandboxEnv';

/** One request as it arrived. `headers` has lower-case names and no `authorization`. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Missing while the answer is not out, and for good when there was none (reset, hang). */
  readonly status?: number;
}

/** The billing meter: every call but those that ended in HTTP 500 (section 4.1 [V]). */
export interface Calls {
  readonly count: number;
  /** By `GET /tickets/:id` and the like; a `/v2` prefix is left out. */
  readonly byRoute: Readonly<Record<string, number>>;
  /** The newest requests, oldest first, 500s included; never more than {@link RECENT_CALLS}. */
  readonly recent: readonly RecordedCall[];
  reset(): void;
}

export const RECENT_CALLS = 200;

export class CallMeter implements Calls {
  private readonly counts = new Map<string, number>();
  private list: RecordedCall[] = [];

  get count(): number {
    return [...this.counts.values()].reduce((sum, n) => sum + n, 0);
  }

  get byRoute(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }

  get recent(): readonly RecordedCall[] {
    return this.list;
  }

  reset(): void {
    this.counts.clear();
    this.list = [];
  }

  /** Must be the outermost middleware, so that injected faults are billed like real answers. */
  middleware(): MiddlewareHandler<SandboxEnv> {
    return async (c, next) => {
      const { authorization: _, ...headers } = c.req.header();
      const call: RecordedCall = { method: c.req.method, path: c.req.path, query: c.req.query(), headers };
      this.list.push(call);
      if (this.list.length > RECENT_CALLS) this.list.shift();
      const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL');
      const key = `${call.method} ${route?.path.replace(/^\/v2(?=\/)/, '') ?? '(unknown)'}`;
      // Counted on arrival: a call whose answer never comes has been made all the same.
      this.add(key, 1);
      await next();
      Object.assign(call, { status: c.res.status });
      if (c.res.status === 500) this.add(key, -1);
    };
  }

  private add(key: string, n: number): void {
    const sum = (this.counts.get(key) ?? 0) + n;
    if (sum > 0) this.counts.set(key, sum);
    else this.counts.delete(key);
  }
}
