import type { CallOptions, LiveApi } from '../../domain/connection';
import type { LiveTokens } from '../../domain/grant';
import type { LiveFormat } from '../../domain/live';
import { itemsIn, objectIn } from '../decode';
import { userAgent } from '../userAgent';
import type { PlatformAgents } from './agents';
import { activeRefIn, chatIn, threadRefIn } from './chatShape';
import { v3, type Hosts } from './hosts';
import { orAbsent } from './orAbsent';
import type { PlatformAccount } from './organization';

const bearer = 'Bearer ';

/** Payloads of the websocket, the same as those of the Web API (docs/livechat-api.md#rtm-pushes). */
export const liveFormat: LiveFormat = {
  startedIn: (payload) => {
    const chat = objectIn(payload)?.chat;
    const ref = activeRefIn(chat);
    const told = chatIn(chat);
    return ref && told && { ref, told };
  },
  endedIn: threadRefIn,
  chatIn,
  activeIn: (payload) => itemsIn(objectIn(payload)?.chats_summary).flatMap((item) => activeRefIn(item) ?? []),
};

export interface LiveParts {
  readonly hosts: Hosts;
  readonly account: PlatformAccount;
  readonly agents: PlatformAgents;
  readonly accountId: string;
  readonly tokens: LiveTokens | undefined;
}

/**
 * Endpoint and tokens of the websocket. Uses the OAuth token of a browser sign-in if there is one (documented),
 * else the personal access token as `Basic` (observed, docs/livechat-api.md#rtm-session).
 */
export function platformLive({ hosts, account, agents, accountId, tokens }: LiveParts): LiveApi {
  let login: string | undefined;
  let organization: Promise<string> | undefined;
  const organizationId = async (options: CallOptions | undefined): Promise<string> => {
    const asked = (organization ??= account.organizationId(options));
    try {
      return await asked;
    } catch (thrown) {
      if (organization === asked) organization = undefined;
      throw thrown;
    }
  };
  return {
    format: liveFormat,
    endpoint: async (options) => {
      const query = new URLSearchParams({ organization_id: await organizationId(options) });
      const grant = await tokens?.current();
      const region = grant ? hosts.region.headersWith(grant.token) : hosts.region.headers;
      return {
        url: `${hosts.chatUrl.replace(/^http/, 'ws')}${v3}/agent/rtm/ws?${query.toString()}`,
        // That the websocket takes the region by the same header is inferred.
        headers: { ...region, 'User-Agent': userAgent },
        token: grant ? `${bearer}${grant.token}` : hosts.authorization,
        version: v3.slice('/v'.length),
        ...(grant && { renewAt: grant.renewAt }),
      };
    },
    spent: (token) => {
      if (token.startsWith(bearer)) tokens?.spent(token.slice(bearer.length));
    },
    isOwn: async (grant, options) => {
      if (grant.accountId.toLowerCase() !== accountId.trim().toLowerCase()) return false;
      return grant.organizationId === undefined || grant.organizationId === (await organizationId(options));
    },
    isAccepting: async (options) => {
      if (login === undefined) {
        const row = await orAbsent(agents.ofAccount(accountId, options));
        login = row?.kind === 'agent' ? row.agent.login : undefined;
      }
      if (login === undefined) return undefined;
      const status = await orAbsent(agents.statusOf(login, options));
      return status === undefined ? undefined : status === 'accepting chats';
    },
    movedTo: (region) => hosts.region.learn(region),
  };
}
