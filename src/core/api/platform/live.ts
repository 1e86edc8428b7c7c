import type { LiveApi } from '../../domain/connection';
import type { LiveFormat } from '../../domain/live';
import { itemsIn, objectIn } from '../decode';
import { userAgent } from '../userAgent';
import type { PlatformAgents } from './agents';
import { activeRefIn, chatIn, threadRefIn } from './chatShape';
import { v3, type Hosts } from './hosts';
import { orAbsent } from './orAbsent';
import type { PlatformAccount } from './organization';

/** Payloads of the websocket, which are those of the Web API (sections 6 and 7.2 of the API notes). */
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

/** The websocket beside the Web API, with the same credential: that it takes `Basic` is likely, not documented (7.1). */
export function platformLive(
  hosts: Hosts,
  account: PlatformAccount,
  agents: PlatformAgents,
  accountId: string,
): LiveApi {
  let login: string | undefined;
  let organization: Promise<string> | undefined;
  return {
    format: liveFormat,
    door: async (options) => {
      const asked = (organization ??= account.organizationId(options));
      try {
        const id = await asked;
        const query = new URLSearchParams({ organization_id: id });
        return {
          url: `${hosts.chatUrl.replace(/^http/, 'ws')}${v3}/agent/rtm/ws?${query.toString()}`,
          // That the region goes by the same header as elsewhere is inferred.
          headers: { ...hosts.region.headers, 'User-Agent': userAgent },
          token: hosts.authorization,
          version: v3.slice('/v'.length),
        };
      } catch (thrown) {
        if (organization === asked) organization = undefined;
        throw thrown;
      }
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
