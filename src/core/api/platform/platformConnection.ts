import type { Agent } from '../../domain/agent';
import { platformCapabilities } from '../../domain/capabilities';
import type { CallOptions, LiveChatConnection } from '../../domain/connection';
import { actionsOf } from './actions';
import { PlatformAgents } from './agents';
import { PlatformChats } from './chats';
import { PlatformGroups } from './groups';
import { HelpDeskNames } from './helpDeskNames';
import { HelpDeskWebhooks } from './helpDeskWebhooks';
import { openHosts, type PlatformOptions } from './hosts';
import { platformLive } from './live';
import { PlatformAccount } from './organization';
import { HelpDeskTickets } from './tickets';
import { platformWebhooks } from './webhooks';

/**
 * A current account: Configuration and Agent Chat APIs for agents and chats, HelpDesk for tickets, Global Accounts
 * for names (docs/livechat-api.md#which-api-does-what). All of them take account id and personal access token.
 */
export function platformConnection(options: PlatformOptions): LiveChatConnection {
  const hosts = openHosts(options);
  const { account } = options.credential;
  const actions = actionsOf(hosts.chat);
  const groups = new PlatformGroups(actions);
  const agents = new PlatformAgents(actions, hosts.accounts, groups);
  const names = new HelpDeskNames(hosts.helpDesk);
  const person = new PlatformAccount(hosts.accounts);
  const check = async (callOptions?: CallOptions): Promise<Agent> => {
    const row = await agents.ofAccount(account.name, callOptions);
    return row?.kind === 'agent' ? row.agent : await person.me(callOptions);
  };
  return {
    capabilities: platformCapabilities,
    tickets: new HelpDeskTickets(hosts.helpDesk, names),
    agents,
    groups,
    ticketGroups: { list: (callOptions) => names.ticketGroups(callOptions) },
    tags: { list: (callOptions) => names.ticketTags(callOptions) },
    chats: new PlatformChats(actions),
    webhooks: platformWebhooks(actions, new HelpDeskWebhooks(hosts.helpDesk), account.clientId),
    live: platformLive({
      hosts,
      account: person,
      agents,
      accountId: account.name,
      tokens: options.liveTokens,
    }),
    check,
    dispose: () => hosts.dispose(),
  };
}
