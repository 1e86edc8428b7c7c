import { omitUndefined } from '../domain/input/inputReader';
import type { Agent, AgentChange, AgentDetail, AgentDraft } from '../domain/agent';

const keys = [
  'name',
  'login_status',
  'status',
  'job_title',
  'permission',
  'max_chats_count',
  'groups',
] as const;
export type AgentKey = (typeof keys)[number];

/** An agent with exactly the public keys of `Agent`. */
export function toAgentSummary({ login, name, permission, avatar, status }: Agent): Agent {
  return { login, ...omitUndefined({ name, permission, avatar, status }) };
}

/** An agent for lists: the public keys and those that only views show. */
export function toListedAgent(agent: Agent): Agent {
  const { suspended, awaiting_approval } = agent;
  return { ...toAgentSummary(agent), ...omitUndefined({ suspended, awaiting_approval }) };
}

/** An agent with exactly the public keys of `AgentDetail`. */
export function toPublicAgent(agent: AgentDetail): AgentDetail {
  const { groups, job_title, login_status, max_chats_count } = agent;
  return {
    ...toAgentSummary(agent),
    groups: groups.map(({ id, name }) => (name === undefined ? { id } : { id, name })),
    ...omitUndefined({ job_title, login_status, max_chats_count }),
  };
}

export function changedAgentKeys(change: AgentChange): readonly AgentKey[] {
  return keys.filter((key) => change[key] !== undefined);
}

/** Values of these keys, for the audit log. */
export function pickAgentValues(
  agent: AgentDetail,
  of: readonly AgentKey[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(of.map((key) => [key, currentValue(agent, key) ?? null]));
}

/** The subset of the change that differs from the agent's current values. */
export function diffAgent(change: AgentChange, agent: AgentDetail): AgentChange {
  const open = changedAgentKeys(change).filter(
    (key) => !isEqual(wantedValue(change, key), currentValue(agent, key)),
  );
  return pickAgentChange(change, open);
}

/** The subset of a change with these keys. */
export function pickAgentChange(change: AgentChange, of: readonly AgentKey[]): AgentChange {
  return Object.fromEntries(of.map((key) => [key, change[key]]));
}

/**
 * Keys that someone else changed to a value that is not the wanted one.
 * @param unseen see `AgentUpdateOptions`
 */
export function findAgentConflicts(
  change: AgentChange,
  base: AgentDetail,
  latest: AgentDetail,
  unseen: readonly string[] = [],
): readonly AgentKey[] {
  return changedAgentKeys(change).filter(
    (key) =>
      (unseen.includes(key) || !isEqual(currentValue(base, key), currentValue(latest, key))) &&
      !isEqual(currentValue(latest, key), wantedValue(change, key)),
  );
}

/** The agent with the change applied. */
export function applyAgentChange({ groups, ...change }: AgentChange, agent: AgentDetail): AgentDetail {
  const refs = groups?.map((id) => agent.groups.find((group) => group.id === id) ?? { id });
  return { ...agent, ...change, ...(refs && { groups: refs }) };
}

/** Keys that have another value in the response; absent ones do not count. */
export function findUnseenAgentKeys(
  change: AgentChange | AgentDraft,
  agent: AgentDetail,
): readonly AgentKey[] {
  return changedAgentKeys(change).filter((key) => {
    const now = currentValue(agent, key);
    return now !== undefined && !isEqual(now, wantedValue(change, key));
  });
}

function wantedValue(change: AgentChange, key: AgentKey): unknown {
  return key === 'groups' ? sorted(change.groups ?? []) : change[key];
}

function currentValue(agent: AgentDetail, key: AgentKey): unknown {
  return key === 'groups' ? sorted(agent.groups.map(({ id }) => id)) : agent[key];
}

function sorted(ids: readonly number[]): readonly number[] {
  return [...ids].sort((a, b) => a - b);
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
