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

/** Agents of the classic API: one method per call, as section 3.4 of the API notes describes them. */
export class ClassicAgents implements AgentApi {
  constructor(private readonly caller: Caller) {}

  /** `GET /agents?status=`: a bare array of all agents, in one call. */
  async list(
    filter: { readonly status?: AgentStatus } = {},
    options?: CallOptions,
  ): Promise<readonly AgentRow[]> {
    const request = { method: 'GET', route: '/agents', query: { status: filter.status } } as const;
    const { value } = await this.caller.call(request, options);
    return arrayIn(value, 'agents').map((item, index) => agentRow(item, String(index)));
  }

  /** `GET /agents/<LOGIN>`. */
  async get(login: string, options?: CallOptions): Promise<AgentDetail> {
    const { value } = await this.caller.call({ method: 'GET', route: '/agents/*', ids: [login] }, options);
    return agentIn(value) ?? wrongShape();
  }

  /** `POST /agents`. Without a password the API mails an invitation. */
  async create(draft: AgentDraft, options?: CallOptions): Promise<AgentDetail> {
    const secrets = draft.password === undefined ? [] : [draft.password];
    const request = { method: 'POST', route: '/agents', body: draft, secrets } as const;
    const { value } = await this.caller.call(request, options);
    return agentIn(value) ?? wrongShape();
  }

  /** `PUT /agents/<LOGIN>` with nothing but what changes. The API ignores `status` while the agent is offline. */
  async update(login: string, change: AgentChange, options?: CallOptions): Promise<AgentDetail> {
    const request = { method: 'PUT', route: '/agents/*', ids: [login], body: change } as const;
    const { value } = await this.caller.call(request, options);
    return agentIn(value) ?? wrongShape();
  }

  /** `DELETE /agents/<LOGIN>`: cannot be undone, loses the agent's statistics and mails the agent. */
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

/** `undefined` where not even the login can be read. */
function readAgent(raw: Json): { agent: Agent; malformed: readonly string[] } | undefined {
  const login = key.read(raw.login);
  if (login === undefined) return undefined;
  const { fields, malformed } = readFields(raw, shortFields);
  return { agent: { login, ...fields }, malformed };
}
