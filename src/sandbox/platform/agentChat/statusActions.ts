import * as v from 'valibot';
import type { Agent, AgentStatus } from '../../account/agent';
import { action, requireAdministrator, type Actions } from '../action';
import { notFound, notAuthorized, PlatformError } from '../platformError';
import type { PlatformState } from '../platformState';
import { activeChats, serveQueue } from './live/router';

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
        if (agent.status === 'accepting chats') serveQueue(platform);
        return undefined;
      },
    ),

    // Agents who do not accept chats are included, offline ones are not (documented).
    list_agents_for_transfer: action(v.object({ chat_id: v.string() }), [], ({ chat_id: chatId }) => {
      if (platform.chats.ofChat(chatId).length === 0) throw notFound('Chat');
      return account
        .activeAgents()
        .filter(({ status }) => status !== 'offline')
        .map(({ login }) => ({ agent_id: login, total_active_chats: activeChats(platform, login) }))
        .sort((a, b) => a.total_active_chats - b.total_active_chats);
    }),

    multicast: action(
      v.object({
        recipients: v.object({
          agents: v.pipe(
            v.object({
              all: v.optional(v.boolean()),
              ids: v.optional(v.array(v.string())),
              groups: v.optional(v.array(v.union([v.number(), v.pipe(v.string(), v.transform(Number))]))),
            }),
            v.check(({ all, ids, groups }) => all === true || ids !== undefined || groups !== undefined),
          ),
        }),
        content: v.pipe(
          v.unknown(),
          v.check((content) => content !== undefined),
        ),
        type: v.optional(v.string()),
      }),
      ['multicast:rw'],
      ({ recipients, content, type }, caller) => {
        const { all, ids = [], groups = [] } = recipients.agents;
        const payload = { author_id: caller.agent.login, content, ...(type !== undefined && { type }) };
        const reaches = (agent: Agent, scopes: ReadonlySet<string>): boolean =>
          (scopes.has('multicast:ro') || scopes.has('multicast:rw')) &&
          (all === true ||
            ids.includes(agent.login) ||
            groups.some((id) => id === 0 || agent.groups.includes(id)));
        account.emit({
          type: 'live_chat_changed',
          pushes: [{ action: 'incoming_multicast', payload, reaches }],
        });
        return undefined;
      },
    ),
  };
}
