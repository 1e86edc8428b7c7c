import type { Agent, AgentChange, AgentDetail, AgentDraft, AgentRow, AgentStatus } from '../../domain/agent';
import type { AgentApi, CallOptions } from '../../domain/connection';
import { avatar } from '../avatar';
import {
  arrayIn,
  count,
  key,
  listOf,
  maybe,
  objectIn,
  readFields,
  text,
  wrongShape,
  type Json,
} from '../decode';
import type { Caller } from '../transport';
import { groupRef } from './groups';

const shortFields = { name: text, permission: text, avatar: maybe(avatar), status: maybe(text) };
const detailFields = {
  groups: maybe(listOf(groupRef)),
  job_title: maybe(text),
  login_status: maybe(text),
  max_chats_count: maybe(count),
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
    return arrayIn(value, 'agents').map((item, index) => agentRow(item, String(index)));
  }

  async get(login: string, options?: CallOptions): Promise<AgentDetail> {
    const { value } = await this.caller.call({ method: 'GET', route: '/agents/*', ids: [login] }, options);
    return agentIn(value) ?? wrongShape();
  }

  /** `POST /agents`. Without a password LiveChat e-mails an invitation. */
  async create(draft: AgentDraft, options?: CallOptions): Promise<AgentDetail> {
    const secrets = draft.password === undefined ? [] : [draft.password];
    const request = { method: 'POST', route: '/agents', body: draft, secrets } as const;
    const { value } = await this.caller.call(request, options);
    return agentIn(value) ?? wrongShape();
  }

  /** `PUT /agents/<LOGIN>` with only the changed fields. LiveChat ignores `status` while the agent is offline. */
  async update(login: string, change: AgentChange, options?: CallOptions): Promise<AgentDetail> {
    const request = { method: 'PUT', route: '/agents/*', ids: [login], body: change } as const;
    const { value } = await this.caller.call(request, options);
    return agentIn(value) ?? wrongShape();
  }

  /** `DELETE /agents/<LOGIN>`: cannot be undone, deletes the agent's statistics and notifies the agent by e-mail. */
  async remove(login: string, options?: CallOptions): Promise<void> {
    await this.caller.call({ method: 'DELETE', route: '/agents/*', ids: [login] }, options);
  }
}

function agentRow(value: unknown, place: string): AgentRow {
  const raw = objectIn(value);
  const read = raw && readAgent(raw);
  return read ? { kind: 'agent', ...read } : { kind: 'unreadable', key: place };
}

function agentIn(value: unknown): AgentDetail | undefined {
  const raw = objectIn(value);
  const read = raw && readAgent(raw);
  if (!read) return undefined;
  const { groups = [], ...rest } = readFields(raw, detailFields).fields;
  return { ...read.agent, ...rest, groups };
}

/** `undefined` if the login is missing or unreadable. */
function readAgent(raw: Json): { agent: Agent; malformed: readonly string[] } | undefined {
  const login = key.read(raw.login);
  if (login === undefined) return undefined;
  const { fields, malformed } = readFields(raw, shortFields);
  return { agent: { login, ...fields }, malformed };
}
