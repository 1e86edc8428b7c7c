import * as v from 'valibot';
import type { Agent, AgentChange, AgentDetail, AgentDraft, AgentRow } from '../../../domain/agent';
import type { GroupRef } from '../../../domain/ticket';
import {
  asObject,
  count,
  flag,
  type Json,
  listOf,
  nonBlankText,
  optional,
  personName,
  readFields,
  text,
  avatar,
} from '../../decode';

// docs/livechat-api.md#configuration-api-agents. `avatar_path` is the key in older samples.
const shortFields = {
  name: personName,
  role: text,
  avatar: optional(avatar),
  suspended: optional(flag),
  awaiting_approval: optional(flag),
};
const detailFields = {
  groups: optional(listOf(v.object({ id: count }))),
  job_title: optional(text),
  login_status: optional(text),
  max_chats_count: optional(count),
};

/** Fields to request in addition to those that are always returned. */
export const listFields = ['suspended', 'awaiting_approval'];
export const allFields = [...listFields, 'groups', 'job_title', 'max_chats_count'];

/** An agent and its account id in Global Accounts. */
export interface PlatformAgent {
  readonly agent: AgentDetail;
  readonly accountId?: string;
}

export function decodeAgentRow(value: unknown, position: string): AgentRow {
  const raw = asObject(value);
  const read = raw && readAgent(raw);
  return read ? { kind: 'agent', ...read } : { kind: 'unreadable', key: position };
}

export function decodeAgent(value: unknown): PlatformAgent | undefined {
  const raw = asObject(value);
  const read = raw && readAgent(raw);
  if (!read) return undefined;
  const { groups = [], ...rest } = readFields(raw, detailFields).fields;
  const accountId = decodeAccountId(raw);
  return { agent: { ...read.agent, ...rest, groups }, ...(accountId !== undefined && { accountId }) };
}

export function decodeAccountId(value: unknown): string | undefined {
  return nonBlankText.read(asObject(value)?.account_id);
}

/** `role` is the `permission` of REST v2; `viceowner` is kept as it is. */
function readAgent(raw: Json): { agent: Agent; malformed: readonly string[] } | undefined {
  const login = nonBlankText.read(raw.id);
  if (login === undefined) return undefined;
  const picture = raw.avatar ?? raw.avatar_path;
  // An agent without a picture has an empty text.
  const { fields, malformed } = readFields(
    { ...raw, avatar: picture === '' ? undefined : picture },
    shortFields,
  );
  const { role, ...rest } = fields;
  return {
    agent: { login: login, ...rest, ...(role !== undefined && { permission: role }) },
    malformed: malformed.map((name) => (name === 'role' ? 'permission' : name)),
  };
}

/** The body of `create_agent`. A group requires a priority; `normal` is the neutral one. */
export function toCreateBody({ login, permission, groups, ...rest }: Omit<AgentDraft, 'password'>): object {
  return {
    id: login,
    ...rest,
    ...(permission && { role: permission }),
    ...(groups && { groups: groups.map(withPriority) }),
  };
}

/** The body of `update_agent` without the id; empty if the change has none of its fields. */
export function toUpdateBody({
  permission,
  groups,
  login_status,
  job_title,
  max_chats_count,
}: AgentChange): object {
  return {
    ...(permission && { role: permission }),
    ...(groups && { groups: groups.map(withPriority) }),
    ...(login_status && { login_status }),
    ...(job_title !== undefined && { job_title }),
    ...(max_chats_count !== undefined && { max_chats_count }),
  };
}

function withPriority(id: number): object {
  return { id, priority: 'normal' };
}

/**
 * The agent as requested, with the documented defaults: reading it back may return stale data for two minutes
 * (docs/livechat-api.md#v3-requests). That a new agent awaits approval is inferred.
 */
export function toCreatedAgent(draft: AgentDraft): AgentDetail {
  const { login, name, groups = [], permission = 'normal', login_status = 'not accepting chats' } = draft;
  return {
    login,
    name,
    permission,
    status: 'offline',
    awaiting_approval: true,
    groups: groups.map((id) => ({ id })),
    login_status,
    max_chats_count: draft.max_chats_count ?? 6,
    ...(draft.job_title !== undefined && { job_title: draft.job_title }),
  };
}

/** The agent as it was read, with the change applied: reading it again may return data older than the change. */
export function applyChange(agent: AgentDetail, { groups, ...change }: AgentChange): AgentDetail {
  const refs = groups?.map((id): GroupRef => agent.groups.find((group) => group.id === id) ?? { id });
  return { ...agent, ...change, ...(refs && { groups: refs }) };
}

/**
 * The Agent Chat API writes `accepting_chats`, webhooks and the Configuration API `accepting chats`
 * (docs/livechat-api.md#routing-status). The domain uses spaces.
 */
export function fromApiStatus(status: string): string {
  return status.replaceAll('_', ' ');
}

export function toApiStatus(status: string): string {
  return status.replaceAll(' ', '_');
}
