import * as v from 'valibot';
import { type Agent, isActive } from '../../account/agent';
import { action, type Actions, type Caller, perform, requireAdministrator } from '../action';
import { notAuthorized, notFound, PlatformError } from '../platformError';
import type { PlatformState } from '../platformState';
import { agentChange, type AgentInput, applyInput, newAgent } from './agentInput';
import { AGENT_FIELDS, type AgentField, agentShape } from './agentShape';

const fields = v.optional(v.array(v.picklist(AGENT_FIELDS)), []);
const byId = v.object({ id: v.string() });

/** Fields that agents without administrator rights may change of their own agent; inferred from REST API v2. */
const OWN_FIELDS: readonly string[] = [
  ...['id', 'login_status', 'job_title', 'mobile', 'notifications', 'email_subscriptions'],
];

/** Actions on agents, see `docs/livechat-api.md#configuration-api-agents`. */
export function agentActions(platform: PlatformState): Actions {
  const { account, tokens } = platform;
  const shape = (agent: Agent, wanted: readonly AgentField[]) =>
    agentShape(agent, tokens.accountId(agent.login), wanted);
  const find = (id: string): Agent => {
    const agent = account.agents.get(id);
    if (!agent) throw notFound('Agent');
    return agent;
  };

  return {
    list_agents: action(
      v.object({
        filters: v.optional(
          v.object({ group_ids: v.optional(v.array(v.number())), suspended: v.optional(v.boolean()) }),
          {},
        ),
        fields,
      }),
      ['agents--all:ro', 'agents--all:rw'],
      ({ filters, fields: wanted }) =>
        [...platform.configuration().agents.values()]
          .filter(
            ({ groups, suspended = false }) =>
              (filters.suspended === undefined || filters.suspended === suspended) &&
              (!filters.group_ids || filters.group_ids.some((id) => id === 0 || groups.includes(id))),
          )
          .map((agent) => shape(agent, wanted)),
    ),

    get_agent: action(
      v.object({ id: v.string(), fields }),
      ['agents--my:ro', 'agents--my:rw', 'agents--all:ro', 'agents--all:rw'],
      ({ id, fields: wanted }, { agent: caller, token }) => {
        if (
          caller.login !== id &&
          !['agents--all:ro', 'agents--all:rw'].some((one) => token.scopes.has(one))
        ) {
          throw notAuthorized();
        }
        const agent = platform.configuration().agents.get(id);
        if (!agent) throw notFound('Agent');
        return shape(agent, wanted);
      },
    ),

    create_agent: action(newAgent, ['accounts--all:rc'], (input, caller) => {
      requireAdministrator(caller);
      const { role = 'normal' } = input;
      if (role !== 'normal' && !caller.token.scopes.has('accounts.roles.lc--all:rw')) throw notAuthorized();
      // Skipping the owner's approval needs a private scope.
      if (input.awaiting_approval === false) throw notAuthorized();
      if (account.agents.has(input.id)) throw new PlatformError('already_exists', 'Agent already exists');
      const agent = blankAgent(input.id, input.name);
      applyInput(account, agent, { ...input, role });
      platform.staleReads.snapshot();
      account.agents.set(agent.login, agent);
      account.mails.push({ to: agent.login, kind: 'activation' });
      account.emit({ type: 'agent_created', agent });
      return { id: agent.login };
    }),

    update_agent: action(agentChange, ['agents--my:rw', 'agents--all:rw'], ({ id, ...input }, caller) => {
      const agent = find(id);
      requireMayChange(agent, input, caller);
      // Validated on a copy first, so that a rejected request changes nothing.
      applyInput(account, structuredClone(agent), input);
      platform.staleReads.snapshot();
      applyInput(account, agent, input);
      account.emit({ type: 'agent_updated', agent, changed: Object.keys(input) });
      return undefined;
    }),

    delete_agent: action(
      byId,
      ['agents--all:rw+accounts--all:rw', 'agents--my:rw+accounts--my:rw'],
      ({ id }, caller) => {
        const agent = find(id);
        if (agent !== caller.agent) requireAdministrator(caller);
        // Inferred.
        if (agent.permission === 'owner') {
          throw new PlatformError('ownership_transfer', 'Ownership must be transferred first');
        }
        platform.staleReads.snapshot();
        account.agents.delete(id);
        account.keys.delete(id);
        account.mails.push({ to: id, kind: 'removal' });
        account.emit({ type: 'agent_deleted', login: id });
        return undefined;
      },
    ),

    // These need private scopes, which no personal access token can have.
    suspend_agent: action(byId, ['subscription.lc:rw'], () => undefined),
    unsuspend_agent: action(byId, ['subscription.lc:rw'], () => undefined),
    approve_agent: action(byId, ['subscription.lc:rw'], () => undefined),

    request_agent_unsuspension: action(v.object({}), [], ({}, { agent }) => {
      // The error for agents who are not suspended is assumed.
      if (isActive(agent)) throw new PlatformError('not_allowed', 'Requester is not suspended');
      return undefined;
    }),
  };
}

function requireMayChange(agent: Agent, input: AgentInput, caller: Caller): void {
  const { scopes } = caller.token;
  const own = agent === caller.agent;
  if (!own || !scopes.has('agents--my:rw')) {
    if (!scopes.has('agents--all:rw')) throw notAuthorized();
  }
  if (input.role !== undefined && !scopes.has('accounts.roles.lc--all:rw')) throw notAuthorized();
  if (!own || !Object.keys(input).every((key) => OWN_FIELDS.includes(key))) requireAdministrator(caller);
}

function blankAgent(login: string, name: string): Agent {
  return {
    login,
    name,
    permission: 'normal',
    avatar: 'avatars.harborpine.example/default.png',
    jobTitle: '',
    dailySummary: 0,
    notifications: { new_visitor: 1, incoming_chat: 1, queued_visitor: 1 },
    maxChatsCount: 6,
    groups: [],
    loginStatus: 'not accepting chats',
    status: 'offline',
    lastLogout: 0,
    awaitingApproval: true,
  };
}

const BATCHES: readonly string[] = ['create', 'update', 'delete', 'suspend', 'unsuspend', 'approve'];

const requests = v.object({ requests: v.array(v.unknown()) });

/** `batch_<verb>_agents`: one result or error per request, in the same order, with overall status 200. */
export function batchActions(single: Actions): Actions {
  return Object.fromEntries(
    BATCHES.flatMap((verb) => {
      const one = single[`${verb}_agent`];
      if (!one) return [];
      const batch = action(requests, [], (body, caller) => ({
        responses: body.requests.map((request) => {
          try {
            return perform(one, request, caller) ?? {};
          } catch (error) {
            if (error instanceof PlatformError) return error.body;
            throw error;
          }
        }),
      }));
      return [[`batch_${verb}_agents`, batch]];
    }),
  );
}
