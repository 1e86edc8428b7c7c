import * as v from 'valibot';
import type { AgentStatus } from '../../account/agent';
import { action, demandAdministrator, type Actions } from '../action';
import { missing, notAuthorized, PlatformError } from '../platformError';
import type { World } from '../world';

/** `accepting chats` is written `accepting_chats` by this API (sections 0 and 6.4 [V]). */
export function underscored(status: AgentStatus): string {
  return status.replaceAll(' ', '_');
}

/** Who is there for customers (section 6.4). */
export function statusActions(world: World): Actions {
  const { account } = world;
  return {
    list_routing_statuses: action(
      v.object({ filters: v.optional(v.object({ group_ids: v.optional(v.array(v.number())) }), {}) }),
      ['agents--all:ro+agents-bot--all:ro'],
      ({ filters: { group_ids: groups } }) => [
        ...account
          .activeAgents()
          .filter((agent) => !groups || groups.some((id) => id === 0 || agent.groups.includes(id)))
          .map(({ login, status }) => ({ agent_id: login, status: underscored(status) })),
        // The scope for bots says that they are among them [I].
        { agent_id: world.botId, status: 'accepting_chats' },
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
        if (!agent) throw missing('Agent');
        if (agent !== caller.agent) {
          if (!caller.token.scopes.has('agents--all:rw')) throw notAuthorized();
          demandAdministrator(caller);
        }
        // Nobody can be signed in from afar [I].
        if (agent.status === 'offline') throw new PlatformError('agent_offline', 'Agent offline');
        agent.status = status === 'accepting_chats' ? 'accepting chats' : 'not accepting chats';
        account.tell({ type: 'routing_status_set', agent });
        return undefined;
      },
    ),

    list_agents_for_transfer: action(
      v.object({ chat_id: v.string() }),
      ['chats--access:ro', 'chats--all:ro'],
      ({ chat_id: chatId }) => {
        if (world.chats.ofChat(chatId).length === 0) throw missing('Chat');
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
