import * as v from 'valibot';
import type { Account } from '../../account/account';
import type { Agent, Group, Priority } from '../../account/agent';
import { action, requireAdministrator, type Actions } from '../action';
import { notFound, PlatformError, wrongFormat } from '../platformError';
import type { Configuration, PlatformState } from '../platformState';

const FIELDS = ['agent_priorities', 'routing_status'] as const;
const fields = v.optional(v.array(v.picklist(FIELDS)), []);
const name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(180));
const priorities = v.record(v.string(), v.picklist(['first', 'normal', 'last', 'supervisor']));
const READ = ['groups--my:ro', 'groups--all:ro', 'groups--all:rw'];
const WRITE = ['groups--all:rw'];

/** Actions on groups, see `docs/livechat-api.md#configuration-api-groups-and-tags`. */
export function groupActions(platform: PlatformState): Actions {
  const { account } = platform;
  const shape = (group: Group, wanted: readonly string[]) =>
    groupShape(platform.configuration(), group, wanted);
  const find = (id: number): Group => {
    const group = account.groups.get(id);
    if (!group) throw new PlatformError('group_not_found', 'Group not found');
    if (id === 0) throw wrongFormat('The General group cannot be changed');
    return group;
  };

  return {
    list_groups: action(v.object({ fields }), READ, (body) =>
      [...platform.configuration().groups.values()].map((group) => shape(group, body.fields)),
    ),

    get_group: action(v.object({ id: v.number(), fields }), READ, (body) => {
      const group = platform.configuration().groups.get(body.id);
      if (!group) throw notFound('Group');
      return shape(group, body.fields);
    }),

    create_group: action(
      v.object({ name, language_code: v.optional(v.string(), 'en'), agent_priorities: priorities }),
      WRITE,
      (body, caller) => {
        requireAdministrator(caller);
        requireKnownAgents(account, body.agent_priorities);
        platform.staleReads.snapshot();
        const id = Math.max(...account.groups.keys()) + 1;
        account.groups.set(id, { id, name: body.name, language: body.language_code });
        setPriorities(account, id, body.agent_priorities);
        return { id };
      },
    ),

    update_group: action(
      v.object({
        id: v.number(),
        name: v.optional(name),
        language_code: v.optional(v.string()),
        agent_priorities: v.optional(priorities),
      }),
      WRITE,
      (body, caller) => {
        requireAdministrator(caller);
        const group = find(body.id);
        if (body.agent_priorities) requireKnownAgents(account, body.agent_priorities);
        platform.staleReads.snapshot();
        if (body.agent_priorities) setPriorities(account, body.id, body.agent_priorities);
        if (body.name !== undefined) group.name = body.name;
        if (body.language_code !== undefined) group.language = body.language_code;
        return undefined;
      },
    ),

    delete_group: action(v.object({ id: v.number() }), WRITE, ({ id }, caller) => {
      requireAdministrator(caller);
      find(id);
      platform.staleReads.snapshot();
      setPriorities(account, id, {});
      account.groups.delete(id);
      return undefined;
    }),
  };
}

/** Group 0 is called "General" here and "All operators" in the classic API. */
export function platformGroupName({ id, name: own }: Group): string {
  return id === 0 ? 'General' : own;
}

function groupShape({ agents }: Configuration, group: Group, wanted: readonly string[]) {
  const members = [...agents.values()].filter(({ groups }) => group.id === 0 || groups.includes(group.id));
  return {
    id: group.id,
    name: platformGroupName(group),
    language_code: group.language,
    ...(wanted.includes('routing_status') && { routing_status: statusOf(members) }),
    ...(wanted.includes('agent_priorities') && {
      agent_priorities: Object.fromEntries(
        members.map(({ login, priorities: own }) => [login, own?.[group.id] ?? 'normal']),
      ),
    }),
  };
}

// Inferred: with spaces, as elsewhere in the Configuration API.
function statusOf(members: readonly Agent[]): Agent['status'] {
  const states = new Set(members.map(({ status }) => status));
  if (states.has('accepting chats')) return 'accepting chats';
  return states.has('not accepting chats') ? 'not accepting chats' : 'offline';
}

function requireKnownAgents(account: Account, given: Readonly<Record<string, Priority>>): void {
  if (Object.keys(given).some((login) => !account.agents.has(login))) throw notFound('Agent');
}

function setPriorities(account: Account, id: number, given: Readonly<Record<string, Priority>>): void {
  for (const agent of account.agents.values()) {
    const others = agent.groups.filter((group) => group !== id);
    const priority = given[agent.login];
    agent.groups = priority ? [...others, id] : others;
    if (priority) agent.priorities = { ...agent.priorities, [id]: priority };
  }
}
