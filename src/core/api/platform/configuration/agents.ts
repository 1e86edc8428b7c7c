import * as v from 'valibot';
import { addressKey, isSameAddress } from '../../../domain/account';
import type { AgentChange, AgentDetail, AgentDraft, AgentRow, AgentStatus } from '../../../domain/agent';
import type { AgentApi, CallOptions } from '../../../domain/connection';
import { fail, FailureError, failureOf } from '../../../domain/failure';
import { readArray, asArray, nonBlankText, throwWrongShape } from '../../decode';
import { orUndefined, undefinedOnFailure } from '../../request';
import type { Caller } from '../../transport';
import type { Actions } from '../actions';
import {
  decodeAccountId,
  decodeAgent,
  decodeAgentRow,
  allFields,
  applyChange,
  toCreatedAgent,
  toCreateBody,
  listFields,
  toUpdateBody,
  fromApiStatus,
  type PlatformAgent,
  toApiStatus,
} from './agentShape';
import type { PlatformGroups } from './groups';

const routingStatus = v.object({ agent_id: nonBlankText, status: nonBlankText });

/**
 * Agents of the Configuration API (docs/livechat-api.md#configuration-api-agents) with their routing status of the
 * Agent Chat API. Names are stored in Global Accounts.
 */
export class PlatformAgents implements AgentApi {
  constructor(
    private readonly actions: Actions,
    private readonly accounts: Caller,
    private readonly groups: PlatformGroups,
  ) {}

  /**
   * `list_agents` and `list_routing_statuses`, both bare arrays of all agents. Without the scopes of the latter,
   * `status` is absent.
   */
  async list(
    filter: { readonly status?: AgentStatus } = {},
    options?: CallOptions,
  ): Promise<readonly AgentRow[]> {
    const statuses = this.readStatuses(options);
    const [rows, byLogin] = await Promise.all([
      this.read('list_agents', { fields: listFields }, options),
      // A filter by status must fail rather than return no agents.
      filter.status === undefined ? orUndefined(statuses) : statuses,
    ]);
    const all = readArray(rows, 'agents').map((item, place) =>
      addStatus(decodeAgentRow(item, String(place)), byLogin),
    );
    if (filter.status === undefined) return all;
    return all.filter((row) => row.kind === 'agent' && row.agent.status === filter.status);
  }

  async get(login: string, options?: CallOptions): Promise<AgentDetail> {
    const [{ agent }, byLogin] = await Promise.all([
      this.fetch(login, options),
      orUndefined(this.readStatuses(options)),
    ]);
    return await this.addGroupNames(agent, byLogin?.get(addressKey(agent.login)));
  }

  /**
   * `create_agent`. There is no password: invited agents choose their own. The result is not read back, see
   * `toCreatedAgent`.
   */
  async create(draft: AgentDraft, options?: CallOptions): Promise<AgentDetail> {
    const { password, ...rest } = draft;
    if (password !== undefined) return fail({ code: 'unsupported', field: 'password' });
    await this.actions.write('configuration', 'create_agent', toCreateBody(rest), options);
    return await this.addGroupNames(toCreatedAgent(draft));
  }

  /**
   * `update_agent` for all fields but name and routing status. The name is sent to Global Accounts (`PATCH
   * /accounts/<ID>`), the status to `set_routing_status`, which fails with `conflict` for an offline agent
   * (inferred).
   * @throws FailureError of the first call that fails; the remaining ones are not made. If an earlier call
   * succeeded, `done` is the agent with that part changed
   */
  async update(login: string, change: AgentChange, options?: CallOptions): Promise<AgentDetail> {
    const before = await this.fetch(login, options);
    const { accountId } = before;
    const { name, status, ...rest } = change;
    if (name !== undefined && accountId === undefined) return fail({ code: 'unsupported', field: 'name' });
    const update = toUpdateBody(rest);
    let done: AgentChange = {};
    try {
      if (Object.keys(update).length > 0) {
        await this.actions.write('configuration', 'update_agent', { id: login, ...update }, options);
        done = rest;
      }
      if (name !== undefined && accountId !== undefined) {
        await this.rename(accountId, name, options);
        done = { ...done, name };
      }
      if (status !== undefined) {
        const payload = { agent_id: login, status: toApiStatus(status) };
        await this.actions.write('agent', 'set_routing_status', payload, options);
      }
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!failure || Object.keys(done).length === 0) throw thrown;
      throw new FailureError(failure, { agent: await this.addGroupNames(applyChange(before.agent, done)) });
    }
    return await this.addGroupNames(applyChange(before.agent, change));
  }

  async remove(login: string, options?: CallOptions): Promise<void> {
    await this.actions.write('configuration', 'delete_agent', { id: login }, options);
  }

  /**
   * Finds the agent of a Global Accounts account in one call. `undefined` if there is none: accounts without
   * LiveChat have no agent.
   */
  async findByAccount(accountId: string, options?: CallOptions): Promise<AgentRow | undefined> {
    const rows = readArray(await this.read('list_agents', { fields: listFields }, options), 'agents');
    const place = rows.findIndex((row) => isSameAddress(decodeAccountId(row), accountId));
    return place < 0 ? undefined : decodeAgentRow(rows[place], String(place));
  }

  /** The current routing status, `undefined` if the agent has none. */
  async readStatus(login: string, options?: CallOptions): Promise<string | undefined> {
    return (await this.readStatuses(options)).get(addressKey(login));
  }

  private async fetch(login: string, options?: CallOptions): Promise<PlatformAgent> {
    return (
      decodeAgent(await this.read('get_agent', { id: login, fields: allFields }, options)) ??
      throwWrongShape()
    );
  }

  private async rename(accountId: string, name: string, options?: CallOptions): Promise<void> {
    const request = { method: 'PATCH', route: '/accounts/*', ids: [accountId], body: { name } } as const;
    await this.accounts.call(request, options);
  }

  /** Routing statuses by the key of the agent's login. */
  private async readStatuses(options?: CallOptions): Promise<ReadonlyMap<string, string>> {
    const value = await this.actions.read('agent', 'list_routing_statuses', {}, options);
    return new Map(
      asArray(value).flatMap((item) => {
        const read = v.safeParse(routingStatus, item);
        return read.success
          ? [[addressKey(read.output.agent_id), fromApiStatus(read.output.status)] as const]
          : [];
      }),
    );
  }

  /** Adds names of groups; groups whose names cannot be read keep only their ids. */
  private async addGroupNames(agent: AgentDetail, status?: string): Promise<AgentDetail> {
    const names = agent.groups.length === 0 ? undefined : await this.groups.names().catch(undefinedOnFailure);
    const groups = agent.groups.map(({ id }) => {
      const name = names?.get(id);
      return name === undefined ? { id } : { id, name };
    });
    return { ...agent, groups, ...(status !== undefined && { status }) };
  }

  private read(action: string, payload: object, options?: CallOptions): Promise<unknown> {
    return this.actions.read('configuration', action, payload, options);
  }
}

function addStatus(row: AgentRow, statuses: ReadonlyMap<string, string> | undefined): AgentRow {
  const status = row.kind === 'agent' ? statuses?.get(addressKey(row.agent.login)) : undefined;
  return row.kind === 'agent' && status !== undefined ? { ...row, agent: { ...row.agent, status } } : row;
}
