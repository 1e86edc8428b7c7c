import * as v from 'valibot';
import { isSameAddress } from '../../domain/account';
import type { CallOptions, LiveApi } from '../../domain/connection';
import { fail } from '../../domain/failure';
import type { LiveTokens } from '../../domain/grant';
import type { RtmFormat } from '../../domain/rtmFormat';
import { asObject, readArray, nonBlankText, listOf, text } from '../decode';
import { userAgent, orUndefined } from '../request';
import type { Caller } from '../transport';
import type { PlatformAgents } from './configuration/agents';
import { decodeActiveThread, decodeChat, decodeThreadRef, summariesOf } from './agentChat/chatShape';
import { decodeLiveChat } from './agentChat/liveChatShape';
import { decodePush } from './agentChat/pushShape';
import { type Hosts, v3 } from './hosts';

const bearer = 'Bearer ';

/** Payloads of the websocket, the same as those of the Web API (docs/livechat-api.md#rtm-pushes). */
export const liveFormat: RtmFormat = {
  decodeStarted: (payload) => {
    const raw = asObject(payload)?.chat;
    const ref = decodeActiveThread(raw);
    const chat = decodeChat(raw);
    return ref && chat && { ref, chat };
  },
  decodeEnded: decodeThreadRef,
  decodeChat,
  decodeActive: (payload) => summariesOf(payload).flatMap((item) => decodeActiveThread(item) ?? []),
  decodePush,
  decodeLiveChat,
  decodeSummaries: (payload) => summariesOf(payload).flatMap((item) => decodeLiveChat(item) ?? []),
};

export interface LiveOptions {
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
export function createLiveApi({ hosts, account, agents, accountId, tokens }: LiveOptions): LiveApi {
  let login: string | undefined;
  let organization: Promise<string> | undefined;
  const organizationId = async (options: CallOptions | undefined): Promise<string> => {
    const pending = (organization ??= account.fetchOrganizationId(options));
    try {
      return await pending;
    } catch (thrown) {
      if (organization === pending) organization = undefined;
      throw thrown;
    }
  };
  return {
    format: liveFormat,
    endpoint: async (options) => {
      const query = new URLSearchParams({ organization_id: await organizationId(options) });
      const grant = await tokens?.current();
      const region = grant ? hosts.region.headersFor(grant.token) : hosts.region.headers;
      return {
        url: `${hosts.chatUrl.replace(/^http/, 'ws')}${v3}/agent/rtm/ws?${query.toString()}`,
        // That the websocket takes the region by the same header is inferred.
        headers: { ...region, 'User-Agent': userAgent },
        token: grant ? `${bearer}${grant.token}` : hosts.authorization,
        version: v3.slice('/v'.length),
        ...(grant && { renewAt: grant.renewAt }),
      };
    },
    reportExpired: (token) => {
      if (token.startsWith(bearer)) tokens?.reportExpired(token.slice(bearer.length));
    },
    ownsGrant: async (grant, options) => {
      if (!isSameAddress(grant.accountId, accountId)) return false;
      return grant.organizationId === undefined || grant.organizationId === (await organizationId(options));
    },
    isAccepting: async (options) => {
      if (login === undefined) {
        const row = await orUndefined(agents.findByAccount(accountId, options));
        login = row?.kind === 'agent' ? row.agent.login : undefined;
      }
      if (login === undefined) return undefined;
      const status = await orUndefined(agents.readStatus(login, options));
      return status === undefined ? undefined : status === 'accepting chats';
    },
    setRegion: (region) => hosts.region.set(region),
  };
}

const organization = v.object({
  organization_id: nonBlankText,
  products: v.fallback(v.optional(listOf(v.object({ product: text }))), undefined),
});
const me = v.object({ email: nonBlankText, name: v.fallback(v.optional(text), undefined) });

/** The user's account and organization (docs/livechat-api.md#global-accounts). */
export class PlatformAccount {
  constructor(private readonly caller: Caller) {}

  /**
   * `GET /organizations`: the one with LiveChat among several, else the first.
   * @throws FailureError `not-found` if the account is in no organization
   */
  async fetchOrganizationId(options?: CallOptions): Promise<string> {
    const { value } = await this.caller.call({ method: 'GET', route: '/organizations' }, options);
    const all = readArray(value, 'organizations').flatMap((item) => {
      const read = v.safeParse(organization, item);
      return read.success ? [read.output] : [];
    });
    const ours = all.find(({ products = [] }) => products.some(({ product }) => product === 'LiveChat'));
    return (ours ?? all[0])?.organization_id ?? fail({ code: 'not-found' });
  }

  async fetchMe(options?: CallOptions): Promise<{ readonly login: string; readonly name?: string }> {
    const { value } = await this.caller.call({ method: 'GET', route: '/accounts/me' }, options);
    const read = v.safeParse(me, value);
    if (!read.success) return fail({ code: 'server', problem: 'shape', status: 200, reasons: [] });
    const { email, name } = read.output;
    return { login: email, ...(name !== undefined && { name }) };
  }
}
