import * as v from 'valibot';
import type { AgentStatus } from '../../account/agent';
import { action, requireAdministrator, type Actions } from '../action';
import { notFound, notAuthorized, PlatformError } from '../platformError';
import type { PlatformState } from '../platformState';

/** A status as in the Agent Chat API: `accepting_chats` for `accepting chats`. */
export function underscored(status: AgentStatus): string {
  return status.replaceAll(' ', '_');
}

/** Actions on routing statuses, see `docs/livechat-api.md#routing-status`. */
export function statusActions(platform: PlatformState): Actions {
  const { account } = platform;
  return {
    list_routing_statuses: action(
      v.object({ filters: v.optional(v.object({ group_ids: v.optional(v.array(v.number())) }), {}) }),
      ['agents--all:ro+agents-bot--all:ro'],
      ({ filters: { group_ids: groups } }) => [
        ...account
          .activeAgents()
          .filter((agent) => !groups || groups.some((id) => id === 0 || agent.groups.includes(id)))
          .map(({ login, status }) => ({ agent_id: login, status: underscored(status) })),
        // Inferred from the required scope: bots are included.
        { agent_id: platform.botId, status: 'accepting_chats' },
      ],
    ),

    set_routing_status: action(
      v.object({
        status: v.picklist(['accepting_chats', 'not_accepting_chats']),
        agent_id: v.optional(v.string()),
      }),
      ['agents--my:rw', 'agents--all:rw'],
      ({ status, agent_id: id }, caller) => {
        const agent = id === undefined ? caller.agent : account.agents.get(id);
        if (!agent) throw notFound('Agent');
        if (agent !== caller.agent) {
          if (!caller.token.scopes.has('agents--all:rw')) throw notAuthorized();
          requireAdministrator(caller);
        }
        // Inferred.
        if (agent.status === 'offline') throw new PlatformError('agent_offline', 'Agent offline');
        agent.status = status === 'accepting_chats' ? 'accepting chats' : 'not accepting chats';
        account.emit({ type: 'routing_status_set', agent });
        return undefined;
      },
    ),

    list_agents_for_transfer: action(
      v.object({ chat_id: v.string() }),
      ['chats--access:ro', 'chats--all:ro'],
      ({ chat_id: chatId }) => {
        if (platform.chats.ofChat(chatId).length === 0) throw notFound('Chat');
        const running = [...account.chats.values()].filter(({ ended }) => ended === undefined);
        return account
          .activeAgents()
          .filter(({ status }) => status === 'accepting chats')
          .map(({ login }) => ({
            agent_id: login,
            total_active_chats: running.filter(({ agents }) => agents.some(({ id }) => id === login)).length,
          }));
      },
    ),
  };
}
