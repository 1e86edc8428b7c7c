import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { SandboxEnv } from './sandboxEnv';

/** A received request. `headers` has lower-case names and no `authorization`. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent until the response is sent, and for requests that get none (`reset`, `hang`). */
  readonly status?: number;
}

/** The API of a call. RTM requests are counted separately: whether they are billed is not documented. */
export type CallKind = 'classic' | 'configuration' | 'agentChat' | 'helpdesk' | 'accounts' | 'rtm';

/** Counts billed calls: all but those that ended in HTTP 500, see `docs/livechat-api.md#pricing`. */
export interface Calls {
  readonly count: number;
  /** By route such as `GET /tickets/:id`, without `/v2` and v3 version prefixes. */
  readonly byRoute: Readonly<Record<string, number>>;
  /** `rtm` counts requests on websockets, which `count` does not include. */
  readonly byKind: Readonly<Record<CallKind, number>>;
  /** The newest requests, oldest first, 500s included; never more than {@link MAX_RECENT_CALLS}. */
  readonly recent: readonly RecordedCall[];
  reset(): void;
}

const MAX_RECENT_CALLS = 200;

const VERSION = /^\/(v2|:version\{[^/]+\})(?=\/)/;
const NOTHING = { classic: 0, configuration: 0, agentChat: 0, helpdesk: 0, accounts: 0 };
const PREFIXES: readonly (readonly [string, CallKind])[] = [
  ['/configuration/', 'configuration'],
  ['/agent/', 'agentChat'],
  ['/helpdesk/', 'helpdesk'],
  ['/accounts', 'accounts'],
];

function kindOf(route: string): CallKind {
  const path = route.slice(route.indexOf(' ') + 1);
  return PREFIXES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'classic';
}

export class CallMeter implements Calls {
  private readonly counts = new Map<string, number>();
  private list: RecordedCall[] = [];
  private socketRequests = 0;

  get count(): number {
    return [...this.counts.values()].reduce((sum, n) => sum + n, 0);
  }

  get byRoute(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }

  get recent(): readonly RecordedCall[] {
    return this.list;
  }

  get byKind(): Readonly<Record<CallKind, number>> {
    const sums: Record<CallKind, number> = { ...NOTHING, rtm: this.socketRequests };
    for (const [route, n] of this.counts) sums[kindOf(route)] += n;
    return sums;
  }

  reset(): void {
    this.counts.clear();
    this.socketRequests = 0;
    this.list = [];
  }

  /** Counts a request on a websocket. */
  countRequest(): void {
    this.socketRequests += 1;
  }

  /** Must be the outermost middleware, so that injected faults are counted too. */
  middleware(): MiddlewareHandler<SandboxEnv> {
    return async (c, next) => {
      const { authorization: _, ...headers } = c.req.header();
      const call: RecordedCall = { method: c.req.method, path: c.req.path, query: c.req.query(), headers };
      this.list.push(call);
      if (this.list.length > MAX_RECENT_CALLS) this.list.shift();
      const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL');
      const key = `${call.method} ${route?.path.replace(VERSION, '') ?? '(unknown)'}`;
      // Counted on arrival, because a call without a response counts too.
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
