import type { Agent, AgentChange, AgentDetail, AgentDraft, AgentRow, AgentStatus } from '../../domain/agent';
import type { AgentApi, CallOptions } from '../../domain/connection';
import {
  readArray,
  count,
  nonBlankText,
  listOf,
  optional,
  personName,
  asObject,
  readFields,
  text,
  throwWrongShape,
  type Json,
  avatar,
} from '../decode';
import { readChanged } from '../request';
import type { Caller } from '../transport';
import { groupRef } from './groups';

const shortFields = { name: personName, permission: text, avatar: optional(avatar), status: optional(text) };
const detailFields = {
  groups: optional(listOf(groupRef)),
  job_title: optional(text),
  login_status: optional(text),
  max_chats_count: optional(count),
};

/** Agents of REST API v2 (docs/livechat-api.md#rest-v2-agents), one method per call. */
export class ClassicAgents implements AgentApi {
  constructor(private readonly caller: Caller) {}

  /** `GET /agents?status=`: a bare array of all agents in one call. */
  async list(
    filter: { readonly status?: AgentStatus } = {},
    options?: CallOptions,
  ): Promise<readonly AgentRow[]> {
    const request = { method: 'GET', route: '/agents', query: { status: filter.status } } as const;
    const { value } = await this.caller.call(request, options);
    return readArray(value, 'agents').map((item, index) => decodeAgentRow(item, String(index)));
  }

  async get(login: string, options?: CallOptions): Promise<AgentDetail> {
    const { value } = await this.caller.call({ method: 'GET', route: '/agents/*', ids: [login] }, options);
    return decodeAgent(value) ?? throwWrongShape();
  }

  /** `POST /agents`. Without a password LiveChat e-mails an invitation. */
  async create(draft: AgentDraft, options?: CallOptions): Promise<AgentDetail> {
    const secrets = draft.password === undefined ? [] : [draft.password];
    const request = { method: 'POST', route: '/agents', body: draft, secrets } as const;
    const { value } = await this.caller.call(request, options);
    return decodeAgent(value) ?? (await readChanged(() => this.get(draft.login, options)));
  }

  /** `PUT /agents/<LOGIN>` with only the changed fields. LiveChat ignores `status` while the agent is offline. */
  async update(login: string, change: AgentChange, options?: CallOptions): Promise<AgentDetail> {
    const request = { method: 'PUT', route: '/agents/*', ids: [login], body: change } as const;
    const { value } = await this.caller.call(request, options);
    return decodeAgent(value) ?? (await readChanged(() => this.get(login, options)));
  }

  /** `DELETE /agents/<LOGIN>`: cannot be undone, deletes the agent's statistics and notifies the agent by e-mail. */
  async remove(login: string, options?: CallOptions): Promise<void> {
    await this.caller.call({ method: 'DELETE', route: '/agents/*', ids: [login] }, options);
  }
}

function decodeAgentRow(value: unknown, position: string): AgentRow {
  const raw = asObject(value);
  const read = raw && readAgent(raw);
  return read ? { kind: 'agent', ...read } : { kind: 'unreadable', key: position };
}

function decodeAgent(value: unknown): AgentDetail | undefined {
  const raw = asObject(value);
  const read = raw && readAgent(raw);
  if (!read) return undefined;
  const { groups = [], ...rest } = readFields(raw, detailFields).fields;
  return { ...read.agent, ...rest, groups };
}

/** `undefined` if the login is missing or unreadable. */
function readAgent(raw: Json): { agent: Agent; malformed: readonly string[] } | undefined {
  const login = nonBlankText.read(raw.login);
  if (login === undefined) return undefined;
  const { fields, malformed } = readFields(raw, shortFields);
  return { agent: { login, ...fields }, malformed };
}
