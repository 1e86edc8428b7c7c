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

/** The version of Configuration and Agent Chat API: the stable one since August 2025 (section 4 of the API notes). */
export const v3 = '/v3.6';

/** The three hosts of a platform account. Their calls pass one gate: what is promised is per connection. */
export interface Hosts extends Disposable {
  /** Configuration and Agent Chat API: `POST /v3.6/…/action/…`. */
  readonly chat: Caller;
  readonly helpDesk: Caller;
  readonly accounts: Caller;
  readonly region: Region;
  /** Base address of the first, for the websocket beside it. */
  readonly chatUrl: string;
  /** What proves who we are, as a header and in the websocket's login. */
  readonly authorization: string;
}

/**
 * Account id and personal access token as HTTP Basic credentials (section 2.1 of the API notes).
 * @throws FailureError `invalid-input` naming the setting of an address that is missing
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
