import type { Agent } from '../../domain/agent';
import { platformCapabilities } from '../../domain/capabilities';
import type { CallOptions, LiveChatConnection } from '../../domain/connection';
import { createActions } from './actions';
import { PlatformAgents } from './configuration/agents';
import { PlatformChats } from './agentChat/chats';
import { PlatformLiveChats } from './agentChat/liveChats';
import { PlatformGroups } from './configuration/groups';
import { HelpDeskNames } from './helpdesk/helpDeskNames';
import { HelpDeskWebhooks } from './helpdesk/helpDeskWebhooks';
import { openHosts, type PlatformOptions } from './hosts';
import { createLiveApi, PlatformAccount } from './live';
import { HelpDeskTickets } from './helpdesk/tickets';
import { checkScopes } from './scopes';
import { createPlatformWebhooks } from './configuration/webhooks';

/**
 * A current account: Configuration and Agent Chat APIs for agents and chats, HelpDesk for tickets, Global Accounts
 * for names (docs/livechat-api.md#which-api-does-what). All of them take account id and personal access token.
 */
export function openPlatformConnection(options: PlatformOptions): LiveChatConnection {
  const hosts = openHosts(options, (callOptions) => check(callOptions));
  const { account } = options.credential;
  const actions = createActions(hosts.chat);
  const groups = new PlatformGroups(actions);
  const agents = new PlatformAgents(actions, hosts.accounts, groups);
  const names = new HelpDeskNames(hosts.helpDesk);
  const person = new PlatformAccount(hosts.accounts);
  const check = async (callOptions?: CallOptions): Promise<Agent> => {
    const own = { ...callOptions, isKeyCheck: true } as const;
    const row = await agents.findByAccount(account.name, own);
    return row?.kind === 'agent' ? row.agent : await person.fetchMe(own);
  };
  return {
    capabilities: platformCapabilities,
    tickets: new HelpDeskTickets(hosts.helpDesk, names),
    agents,
    groups,
    ticketGroups: { list: (callOptions) => names.listTeams(callOptions) },
    tags: { list: (callOptions) => names.listTags(callOptions) },
    chats: new PlatformChats(actions),
    liveChats: new PlatformLiveChats(
      actions,
      async (callOptions) => await agents.findByAccount(account.name, callOptions),
    ),
    webhooks: createPlatformWebhooks(actions, new HelpDeskWebhooks(hosts.helpDesk), account.clientId),
    live: createLiveApi({
      hosts,
      account: person,
      agents,
      accountId: account.name,
      tokens: options.liveTokens,
    }),
    clockOffset: () => hosts.serverClock.offsetMs,
    serverTime: () => hosts.serverClock.now,
    check,
    checkScopes: async (callOptions) =>
      await checkScopes(
        { actions, accounts: hosts.accounts, fetchMe: (own) => person.fetchMe(own) },
        callOptions,
      ),
    dispose: () => hosts.dispose(),
  };
}
