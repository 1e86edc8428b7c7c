import * as v from 'valibot';
import type { Account } from '../../account/account';
import type { Agent, Group, Priority } from '../../account/agent';
import { action, demandAdministrator, type Actions } from '../action';
import { missing, PlatformError, wrongFormat } from '../platformError';
import type { Shown, World } from '../world';

const FIELDS = ['agent_priorities', 'routing_status'] as const;
const fields = v.optional(v.array(v.picklist(FIELDS)), []);
const name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(180));
const priorities = v.record(v.string(), v.picklist(['first', 'normal', 'last', 'supervisor']));
const READ = ['groups--my:ro', 'groups--all:ro', 'groups--all:rw'];
const WRITE = ['groups--all:rw'];

/** Actions on groups (section 5.4). */
export function groupActions(world: World): Actions {
  const { account } = world;
  const shape = (group: Group, wanted: readonly string[]) => groupShape(world.shown(), group, wanted);
  const find = (id: number): Group => {
    const group = account.groups.get(id);
    if (!group) throw new PlatformError('group_not_found', 'Group not found');
    if (id === 0) throw wrongFormat('The General group cannot be changed');
    return group;
  };

  return {
    list_groups: action(v.object({ fields }), READ, (body) =>
      [...world.shown().groups.values()].map((group) => shape(group, body.fields)),
    ),

    get_group: action(v.object({ id: v.number(), fields }), READ, (body) => {
      const group = world.shown().groups.get(body.id);
      if (!group) throw missing('Group');
      return shape(group, body.fields);
    }),

    create_group: action(
      v.object({ name, language_code: v.optional(v.string(), 'en'), agent_priorities: priorities }),
      WRITE,
      (body, caller) => {
        demandAdministrator(caller);
        demandKnown(account, body.agent_priorities);
        world.stale.keep();
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
        demandAdministrator(caller);
        const group = find(body.id);
        if (body.agent_priorities) demandKnown(account, body.agent_priorities);
        world.stale.keep();
        if (body.agent_priorities) setPriorities(account, body.id, body.agent_priorities);
        if (body.name !== undefined) group.name = body.name;
        if (body.language_code !== undefined) group.language = body.language_code;
        return undefined;
      },
    ),

    delete_group: action(v.object({ id: v.number() }), WRITE, ({ id }, caller) => {
      demandAdministrator(caller);
      find(id);
      world.stale.keep();
      setPriorities(account, id, {});
      account.groups.delete(id);
      return undefined;
    }),
  };
}

/** The platform calls group 0 "General" (section 5.4), the classic API "All operators". */
export function platformGroupName({ id, name: own }: Group): string {
  return id === 0 ? 'General' : own;
}

function groupShape({ agents }: Shown, group: Group, wanted: readonly string[]) {
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

// Whether with spaces or underscores is not said; the Configuration API writes spaces elsewhere [I].
function statusOf(members: readonly Agent[]): Agent['status'] {
  const states = new Set(members.map(({ status }) => status));
  if (states.has('accepting chats')) return 'accepting chats';
  return states.has('not accepting chats') ? 'not accepting chats' : 'offline';
}

function demandKnown(account: Account, given: Readonly<Record<string, Priority>>): void {
  if (Object.keys(given).some((login) => !account.agents.has(login))) throw missing('Agent');
}

function setPriorities(account: Account, id: number, given: Readonly<Record<string, Priority>>): void {
  for (const agent of account.agents.values()) {
    const others = agent.groups.filter((group) => group !== id);
    const priority = given[agent.login];
    agent.groups = priority ? [...others, id] : others;
    if (priority) agent.priorities = { ...agent.priorities, [id]: priority };
  }
}
