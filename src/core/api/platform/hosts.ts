import type { Disposable } from '../../base/disposable';
import type { ConnectOptions } from '../../domain/connection';
import { fail } from '../../domain/failure';
import { connectionGate } from '../connectionGate';
import { Transport, type Caller, type TransportOptions } from '../transport';
import { userAgent } from '../userAgent';
import { noticesIn } from './notices';
import { inRegion, Region } from './region';
import { v3Failure } from './v3Failure';

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
  const gate = connectionGate({ ...options, account });
  const region = new Region(secret);
  const common = { Authorization: authorization, 'User-Agent': userAgent };
  const open = (address: string | undefined, setting: string, more: Partial<TransportOptions>): Transport =>
    new Transport({
      base: baseOf(address ?? fail({ code: 'invalid-input', field: setting, reasons: [] })),
      headers: common,
      secrets: [secret, pair, authorization.slice('Basic '.length)],
      timeoutMs: options.timeoutMs,
      callsPerMinute: options.callsPerMinute,
      gate,
      onCall: options.onCall,
      ...(options.budget && { budget: options.budget }),
      ...(options.firstRetryMs !== undefined && { firstRetryMs: options.firstRetryMs }),
      ...more,
    });
  const onNotice = options.onNotice ?? ((): void => undefined);
  const chat = open(options.apiUrl, 'livechat.apiUrl', {
    headers: () => ({ ...common, ...region.headers }),
    explain: v3Failure,
    onHeaders: noticesIn(onNotice, (route) => route.replace(/\/action\/.*/, '')),
  });
  const helpDesk = open(options.helpdeskUrl, 'livechat.helpdeskUrl', {
    onHeaders: noticesIn(onNotice, () => 'helpdesk'),
  });
  const accounts = open(options.accountsUrl, 'livechat.accountsUrl', {
    onHeaders: noticesIn(onNotice, () => 'accounts'),
  });
  return {
    chat: inRegion(chat, region),
    helpDesk,
    accounts,
    region,
    chatUrl: baseOf(options.apiUrl),
    authorization,
    dispose: () => {
      for (const transport of [chat, helpDesk, accounts]) transport.dispose();
    },
  };
}

export function baseOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/+$/, '');
}
