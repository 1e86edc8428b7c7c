import type { Disposable } from '../../base/disposable';
import type { ApiNotice, CallOptions, ConnectOptions } from '../../domain/connection';
import { fail } from '../../domain/failure';
import { createGate } from '../gate';
import { KeyCheck } from '../keyCheck';
import { type ApiRequest, userAgent } from '../request';
import { type ApiResponse, ServerClock } from '../response';
import { type Caller, Transport, type TransportOptions } from '../transport';
import { decodeV3Failure, MisdirectedError } from './v3Failure';

export type PlatformOptions = ConnectOptions &
  Pick<TransportOptions, 'firstRetryMs'> & { readonly confirmAfterMs?: number };

/** Version of the Configuration and Agent Chat APIs (docs/livechat-api.md#versions). */
export const v3 = '/v3.6';

/** The three hosts of a platform account. They share one gate, because the rate limit is per connection. */
export interface Hosts extends Disposable {
  /** Configuration and Agent Chat APIs: `POST /v3.6/…/action/…`. */
  readonly chat: Caller;
  readonly helpDesk: Caller;
  readonly accounts: Caller;
  readonly region: Region;
  readonly serverClock: ServerClock;
  /** Base URL of `chat`, also used for the websocket. */
  readonly chatUrl: string;
  /** Value of the `Authorization` header, also used for the websocket's login. */
  readonly authorization: string;
}

/**
 * Uses account id and personal access token as HTTP Basic credentials
 * (docs/livechat-api.md#personal-access-tokens).
 * @param check checks the key
 * @throws FailureError `invalid-input` with the setting of a missing base URL
 */
export function openHosts(
  options: PlatformOptions,
  check: (callOptions: CallOptions) => Promise<unknown>,
): Hosts {
  const { account, secret } = options.credential;
  const pair = `${account.name}:${secret}`;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  const gate = createGate({ ...options, account });
  const region = new Region(secret);
  const keyCheck = new KeyCheck(check, options.confirmAfterMs);
  const common = { Authorization: authorization, 'User-Agent': userAgent };
  const openTransport = (
    address: string | undefined,
    setting: string,
    overrides: Partial<TransportOptions>,
  ): Transport =>
    new Transport({
      base: toBaseUrl(address ?? fail({ code: 'invalid-input', field: setting, reasons: [] })),
      headers: common,
      secrets: [secret, pair, authorization.slice('Basic '.length)],
      timeoutMs: options.timeoutMs,
      callsPerMinute: options.callsPerMinute,
      gate,
      keyCheck,
      onCall: options.onCall,
      ...(options.budget && { budget: options.budget }),
      ...(options.shownReason && { shownReason: options.shownReason }),
      ...(options.firstRetryMs !== undefined && { firstRetryMs: options.firstRetryMs }),
      ...overrides,
    });
  const onNotice = options.onNotice ?? ((): void => undefined);
  const serverClock = new ServerClock();
  const headerReader = (apiOf: (route: string) => string): NonNullable<TransportOptions['onHeaders']> => {
    const reportNotices = createNoticeReporter(onNotice, apiOf);
    return (header, request) => {
      serverClock.readHeaders(header);
      reportNotices(header, request);
    };
  };
  const chat = openTransport(options.apiUrl, 'livechat.apiUrl', {
    headers: () => ({ ...common, ...region.headers }),
    explainError: decodeV3Failure,
    onHeaders: headerReader((route) => route.replace(/\/action\/.*/, '')),
  });
  const helpDesk = openTransport(options.helpdeskUrl, 'livechat.helpdeskUrl', {
    onHeaders: headerReader(() => 'helpdesk'),
  });
  const accounts = openTransport(options.accountsUrl, 'livechat.accountsUrl', {
    onHeaders: headerReader(() => 'accounts'),
  });
  return {
    chat: withRegionRetry(chat, region),
    helpDesk,
    accounts,
    region,
    serverClock,
    chatUrl: toBaseUrl(options.apiUrl),
    authorization,
    dispose: () => {
      for (const transport of [chat, helpDesk, accounts]) transport.dispose();
    },
  };
}

export function toBaseUrl(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/+$/, '');
}

const noticeHeaders = ['legacy', 'deprecation'] as const;

/**
 * Reports `Legacy: YYYY-MM-DD` and `Deprecation: YYYY-MM-DD` headers once each (docs/livechat-api.md#versions).
 * @param apiOf maps a call's route to its API
 */
export function createNoticeReporter(
  onNotice: (notice: ApiNotice) => void,
  apiOf: (route: string) => string,
): (header: (name: string) => string | undefined, request: { readonly route: string }) => void {
  const reported = new Set<string>();
  return (header, { route }) => {
    for (const name of noticeHeaders) {
      const since = /\d{4}-\d\d-\d\d/.exec(header(name) ?? '')?.[0];
      const api = apiOf(route);
      const key = `${name} ${api} ${since}`;
      if (since === undefined || reported.has(key)) continue;
      reported.add(key);
      onNotice({ kind: name === 'legacy' ? 'legacy' : 'deprecated', api, since });
    }
  };
}

/**
 * The region of the account, as far as it is known. The header is no longer documented, the error that asks for it
 * is (docs/livechat-api.md#regions).
 */
export class Region {
  private known: string | undefined;

  /** @param token its prefix names the region: `dal:…`, `fra:…`, `fra-a:…` */
  constructor(token: string) {
    this.known = regionOfToken(token);
  }

  /** `dal` is the default and needs no header unless the server asks for it. */
  get headers(): Readonly<Record<string, string>> {
    return toHeaders(this.known);
  }

  /** For another token: its own prefix counts unless the server has named a region. */
  headersFor(token: string): Readonly<Record<string, string>> {
    return toHeaders(this.known ?? regionOfToken(token));
  }

  set(region: string): void {
    this.known = region;
  }
}

function regionOfToken(token: string): string | undefined {
  return /^fra\b/.test(token) && token.includes(':') ? 'fra' : undefined;
}

function toHeaders(region: string | undefined): Readonly<Record<string, string>> {
  return region === undefined ? {} : { 'X-Region': region };
}

/** Repeats a call once in the region that the server names. The first attempt was rejected, so it had no effect. */
export function withRegionRetry(caller: Caller, region: Region): Caller {
  return {
    call: async (request: ApiRequest, options?: CallOptions): Promise<ApiResponse> => {
      try {
        return await caller.call(request, options);
      } catch (thrown) {
        if (!(thrown instanceof MisdirectedError)) throw thrown;
        region.set(thrown.region);
        return await caller.call(request, options);
      }
    },
  };
}
