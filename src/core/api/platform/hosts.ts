import type { Disposable } from '../../base/disposable';
import type { ConnectOptions } from '../../domain/connection';
import { fail } from '../../domain/failure';
import { createGate } from '../connectionGate';
import { Transport, type Caller, type TransportOptions } from '../transport';
import { userAgent } from '../userAgent';
import { createNoticeReporter } from './notices';
import { withRegionRetry, Region } from './region';
import { decodeV3Failure } from './v3Failure';

export type PlatformOptions = ConnectOptions & Pick<TransportOptions, 'firstRetryMs'>;

/** Version of the Configuration and Agent Chat APIs (docs/livechat-api.md#versions). */
export const v3 = '/v3.6';

/** The three hosts of a platform account. They share one gate, because the rate limit is per connection. */
export interface Hosts extends Disposable {
  /** Configuration and Agent Chat APIs: `POST /v3.6/…/action/…`. */
  readonly chat: Caller;
  readonly helpDesk: Caller;
  readonly accounts: Caller;
  readonly region: Region;
  /** Base URL of `chat`, also used for the websocket. */
  readonly chatUrl: string;
  /** Value of the `Authorization` header, also used for the websocket's login. */
  readonly authorization: string;
}

/**
 * Uses account id and personal access token as HTTP Basic credentials
 * (docs/livechat-api.md#personal-access-tokens).
 * @throws FailureError `invalid-input` with the setting of a missing base URL
 */
export function openHosts(options: PlatformOptions): Hosts {
  const { account, secret } = options.credential;
  const pair = `${account.name}:${secret}`;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  const gate = createGate({ ...options, account });
  const region = new Region(secret);
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
      onCall: options.onCall,
      ...(options.budget && { budget: options.budget }),
      ...(options.firstRetryMs !== undefined && { firstRetryMs: options.firstRetryMs }),
      ...overrides,
    });
  const onNotice = options.onNotice ?? ((): void => undefined);
  const chat = openTransport(options.apiUrl, 'livechat.apiUrl', {
    headers: () => ({ ...common, ...region.headers }),
    explainError: decodeV3Failure,
    onHeaders: createNoticeReporter(onNotice, (route) => route.replace(/\/action\/.*/, '')),
  });
  const helpDesk = openTransport(options.helpdeskUrl, 'livechat.helpdeskUrl', {
    onHeaders: createNoticeReporter(onNotice, () => 'helpdesk'),
  });
  const accounts = openTransport(options.accountsUrl, 'livechat.accountsUrl', {
    onHeaders: createNoticeReporter(onNotice, () => 'accounts'),
  });
  return {
    chat: withRegionRetry(chat, region),
    helpDesk,
    accounts,
    region,
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
