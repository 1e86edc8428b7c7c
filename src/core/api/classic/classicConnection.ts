import { classicCapabilities } from '../../domain/capabilities';
import type { Agent } from '../../domain/agent';
import type { CallOptions, ConnectOptions, LiveChatConnection } from '../../domain/connection';
import { createGate } from '../gate';
import { KeyCheck } from '../keyCheck';
import { userAgent } from '../request';
import { ServerClock } from '../response';
import { Transport, type TransportOptions } from '../transport';
import { ClassicAgents } from './agents';
import { createClassicChats } from './chats';
import { createClassicGroups, createClassicTags } from './groups';
import { ClassicTickets } from './tickets';
import { createClassicWebhooks } from './webhooks';

/**
 * REST API v2 with e-mail and API key as HTTP Basic credentials and the version as a header
 * (docs/livechat-api.md#rest-v2-transport).
 */
export function openClassicConnection(
  options: ConnectOptions & Pick<TransportOptions, 'firstRetryMs'> & { readonly confirmAfterMs?: number },
): LiveChatConnection {
  const { account, secret } = options.credential;
  const pair = `${account.name}:${secret}`;
  const address = new URL(options.apiUrl);
  const serverClock = new ServerClock();
  const check = (callOptions?: CallOptions): Promise<Agent> =>
    agents.get(account.name, { ...callOptions, isKeyCheck: true });
  const transport = new Transport({
    base: address.origin + address.pathname.replace(/\/+$/, ''),
    headers: {
      Authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
      'X-API-Version': '2',
      'User-Agent': userAgent,
    },
    secrets: [secret, pair],
    timeoutMs: options.timeoutMs,
    callsPerMinute: options.callsPerMinute,
    gate: createGate({ ...options, account: options.credential.account }),
    onCall: options.onCall,
    onHeaders: serverClock.readHeaders,
    keyCheck: new KeyCheck(check, options.confirmAfterMs),
    ...(options.budget && { budget: options.budget }),
    ...(options.shownReason && { shownReason: options.shownReason }),
    ...(options.firstRetryMs !== undefined && { firstRetryMs: options.firstRetryMs }),
  });
  const agents = new ClassicAgents(transport);
  const groups = createClassicGroups(transport);
  return {
    capabilities: classicCapabilities,
    tickets: new ClassicTickets(transport),
    agents,
    groups,
    ticketGroups: groups,
    tags: createClassicTags(transport),
    chats: createClassicChats(transport),
    webhooks: createClassicWebhooks(transport),
    clockOffset: () => serverClock.offsetMs,
    serverTime: () => serverClock.now,
    check,
    dispose: () => transport.dispose(),
  };
}
