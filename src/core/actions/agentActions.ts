import type { Disposable } from '../base/disposable';
import { addressKey } from '../domain/account';
import type { AgentChange, AgentDetail, AgentDraft } from '../domain/agent';
import type { AgentChangeInput, AgentFilter } from '../domain/input/agentInput';
import { classicCapabilities, type AgentCapabilities } from '../domain/capabilities';
import type { CallOptions } from '../domain/connection';
import { FailureError, failureOf, type Failure } from '../domain/failure';
import {
  applyAgentChange,
  findAgentConflicts,
  changedAgentKeys,
  toListedAgent,
  findUnseenAgentKeys,
  pickAgentChange,
  diffAgent,
  toAgentSummary,
  pickAgentValues,
  toPublicAgent,
  type AgentKey,
} from './agentFields';
import type {
  AgentCreateResult,
  AgentListing,
  AgentUpdateOptions,
  AgentUpdateResult,
  AgentWarning,
  AgentSnapshot,
} from './agentOutcome';
import { DelayedCalls, type DelayedCall } from './delayedCalls';
import { findLogin, knownLogin } from './knownLogin';
import { mayHaveExecuted } from './lostResponse';
import { refuseUnsupported, ActionContext, type ActionOptions } from './actionContext';

/**
 * Operations on agents, for forms, commands and language-model tools. Inputs come from `domain/input/agentInput.ts`.
 * Every method rejects with a FailureError.
 */
export class AgentActions implements Disposable {
  private readonly removals: DelayedCalls;
  private readonly subscription: Disposable;

  constructor(private readonly options: ActionOptions) {
    this.removals = new DelayedCalls(options.clock);
    let account = accountOf(options);
    this.subscription = options.session.onDidChange(() => {
      const now = accountOf(options);
      // The confirmation was given for the former account.
      if (now !== account) this.removals.cancelAll();
      account = now;
    });
  }

  /** Capabilities of the active account, or of a classic one if signed out. */
  get capabilities(): AgentCapabilities {
    return (this.options.session.capabilities ?? classicCapabilities).agents;
  }

  /** All agents, or those with a status, always read from the API. */
  async list(filter: AgentFilter = {}, options?: CallOptions): Promise<AgentListing> {
    const rows = await this.options.session.run(({ agents }) => agents.list(filter, options));
    const agents = rows.flatMap((row) => (row.kind === 'agent' ? [toAgentSummary(row.agent)] : []));
    return { agents, unreadable: rows.length - agents.length };
  }

  async get(login: string, options?: CallOptions): Promise<AgentDetail> {
    return (await this.read(login, options)).agent;
  }

  /** An agent with the time of reading, as `base` of a later change. */
  async read(login: string, options?: CallOptions): Promise<AgentSnapshot> {
    return await this.readNow(new ActionContext(this.options), login, options);
  }

  /** Never retries after a lost response: looks up the login and returns what it found. */
  async create(draft: AgentDraft): Promise<AgentCreateResult> {
    const scope = new ActionContext(this.options);
    refuseUnsupported(scope.capabilities.agents.draft, draft);
    const { password, ...after } = draft;
    const entry = { action: 'agent.create', target: draft.login, after } as const;
    const outcome = await scope.write(
      ({ agents }) => agents.create(draft),
      ({ isExecuted }) => isExecuted && toRequestedAgent(draft),
    );
    const finish = async (created: AgentDetail): Promise<AgentCreateResult> => {
      this.updateList(scope, created);
      const agent = toPublicAgent(created);
      await scope.audit({ ...entry, outcome: 'done' });
      return { kind: 'created', agent, warnings: findWarnings(draft, agent) };
    };
    if (outcome.kind === 'done') return await finish(outcome.value);
    if (outcome.kind === 'failed' && outcome.done) return await finish(outcome.done);
    await scope.audit({ ...entry, outcome: outcome.kind, code: outcome.why.code });
    if (outcome.kind === 'failed') throw outcome.thrown;
    const lookup = await this.lookUp(scope, draft.login);
    if (lookup.kind === 'unknown') return { kind: 'lost', why: outcome.why, lookupFailure: lookup.why };
    if (lookup.kind === 'found') this.updateList(scope, lookup.agent);
    return { kind: 'lost', why: outcome.why, ...(lookup.kind === 'found' && { found: lookup.agent }) };
  }

  /**
   * Changes an agent. Reads the agent first, sends only the fields that differ, and returns a conflict if someone
   * else changed one of them since `base`, however young that is.
   */
  async update(
    { login, change }: AgentChangeInput,
    options: AgentUpdateOptions = {},
  ): Promise<AgentUpdateResult> {
    const scope = new ActionContext(this.options);
    refuseUnsupported(scope.capabilities.agents.change, change);
    const { base, unseen, force = false } = options;
    const now = await this.readNow(scope, login);
    const fields = base && !force ? findAgentConflicts(change, base.agent, now.agent, unseen) : [];
    if (base && fields.length > 0) {
      const merged = applyAgentChange(change, now.agent);
      return {
        kind: 'conflict',
        fields,
        base: base.agent,
        current: now.agent,
        merged: merged,
        readAt: now.readAt,
      };
    }
    const send = diffAgent(change, now.agent);
    const sent = changedAgentKeys(send);
    if (sent.length === 0) return { kind: 'saved', agent: now.agent, sent: [], warnings: [] };
    return await this.save(scope, now.agent, send);
  }

  /**
   * Removes an agent at once, which cannot be undone (docs/livechat-api.md#rest-v2-agents). After a lost response,
   * an agent that no longer exists counts as removed.
   */
  async remove(login: string): Promise<void> {
    await this.removeNow(new ActionContext(this.options), login);
  }

  /**
   * Removes an agent after a delay, during which it can be cancelled. Switching the account or quitting cancels
   * it.
   */
  scheduleRemoval(login: string, delayMs?: number): DelayedCall {
    const scope = new ActionContext(this.options);
    const remove = async (): Promise<'done' | 'cancelled'> => {
      if (!scope.isActive) return 'cancelled';
      await this.removeNow(scope, login);
      return 'done';
    };
    return this.removals.schedule(addressKey(login), remove, delayMs);
  }

  dispose(): void {
    this.subscription.dispose();
    this.removals.dispose();
  }

  private async save(scope: ActionContext, now: AgentDetail, send: AgentChange): Promise<AgentUpdateResult> {
    const sent = changedAgentKeys(send);
    const entry = auditEntryOf(now, send, sent);
    const result = await scope.write(
      ({ agents }) => agents.update(now.login, send),
      ({ agent, isExecuted }) => agent ?? (isExecuted && applyAgentChange(send, now)),
    );
    if (result.kind === 'done') {
      this.updateList(scope, result.value);
      const agent = toPublicAgent(result.value);
      await scope.audit({ ...entry, outcome: 'done' });
      return { kind: 'saved', agent, sent, warnings: findWarnings(send, agent) };
    }
    const { why } = result;
    const part = result.kind === 'failed' ? result.done : undefined;
    if (result.kind === 'failed' && !part) {
      await scope.audit({ ...entry, outcome: 'failed', code: why.code });
      throw result.thrown;
    }
    if (part) this.updateList(scope, part);
    const open = part ? changedAgentKeys(diffAgent(send, part)) : sent;
    if (part && open.length === 0) {
      // LiveChat confirmed everything, but the agent could not be read afterwards.
      await scope.audit({ ...entry, outcome: 'done', code: why.code });
      const warnings = sent.map((field) => ({ kind: 'not-seen', field }) as const);
      return { kind: 'saved', agent: toPublicAgent(part), sent, warnings };
    }
    if (part && !mayHaveExecuted(why)) {
      const done = without(sent, open);
      await scope.audit({ ...auditEntryOf(now, send, done), outcome: 'done' });
      await scope.audit({ ...auditEntryOf(now, send, open), outcome: 'failed', code: why.code });
      const readAt = this.options.clock.now();
      return { kind: 'partial', why, done, missing: open, agent: toPublicAgent(part), readAt };
    }
    return await this.confirmByReading(scope, now, send, { why, part, open });
  }

  /** After a lost response, reads the agent to find out what was done, in addition to the part known to be done. */
  private async confirmByReading(
    scope: ActionContext,
    now: AgentDetail,
    send: AgentChange,
    { why, part, open }: { why: Failure; part: AgentDetail | undefined; open: readonly AgentKey[] },
  ): Promise<AgentUpdateResult> {
    const sent = changedAgentKeys(send);
    const lookup = await this.lookUp(scope, now.login);
    const read = lookup.kind === 'found' ? lookup.agent : undefined;
    const unseen = read ? changedAgentKeys(diffAgent(send, read)) : sent;
    const missing = open.filter((key) => unseen.includes(key));
    const done = without(sent, missing);
    // Reading may return outdated data, so the part known to be done takes precedence.
    const seen = read ?? (part && toPublicAgent(part));
    const agent = seen && applyAgentChange(pickAgentChange(send, done), seen);
    if (agent) this.updateList(scope, agent);
    const outcome = missing.length === 0 ? 'done' : 'lost';
    await scope.audit({ ...auditEntryOf(now, send, sent), outcome, code: why.code });
    if (agent && missing.length === 0) {
      return { kind: 'saved', agent, sent, warnings: [{ kind: 'response-lost', why }] };
    }
    return { kind: 'lost', why, done, missing, ...(agent && { agent }) };
  }

  private async removeNow(scope: ActionContext, given: string): Promise<void> {
    const { agent } = await this.readNow(scope, given);
    const { login } = agent;
    const entry = { action: 'agent.delete', target: login, before: { ...agent } } as const;
    const result = await scope.write(({ agents }) => agents.remove(login));
    let isRemoved = result.kind === 'done';
    if (result.kind === 'lost') isRemoved = (await this.lookUp(scope, login)).kind === 'not-found';
    if (isRemoved && scope.isActive) this.options.agents.remove(login);
    const code = result.kind === 'done' ? {} : { code: result.why.code };
    const unknown = result.kind === 'lost' ? 'lost' : 'failed';
    await scope.audit({ ...entry, outcome: isRemoved ? 'done' : unknown, ...code });
    if (isRemoved || result.kind === 'done') return;
    throw result.kind === 'failed' ? result.thrown : new FailureError(result.why);
  }

  private async lookUp(scope: ActionContext, login: string): Promise<LookupResult> {
    try {
      return { kind: 'found', agent: toPublicAgent(await scope.run(({ agents }) => agents.get(login))) };
    } catch (thrown) {
      const why = failureOf(thrown);
      if (!why) throw thrown;
      return why.code === 'not-found' ? { kind: 'not-found' } : { kind: 'unknown', why };
    }
  }

  /** @param login in any case */
  private async readNow(scope: ActionContext, login: string, options?: CallOptions): Promise<AgentSnapshot> {
    const get = async (one: string): Promise<AgentSnapshot> => {
      const agent = await scope.run(({ agents }) => agents.get(one, options));
      return { agent: toPublicAgent(agent), readAt: this.options.clock.now() };
    };
    const known = await knownLogin(this.options.agents, login);
    try {
      return await get(known);
    } catch (thrown) {
      if (failureOf(thrown)?.code !== 'not-found') throw thrown;
      const listed = findLogin((await this.options.agents.load()) ?? [], login);
      if (listed === undefined || listed === known) throw thrown;
      return await get(listed);
    }
  }

  private updateList(scope: ActionContext, agent: AgentDetail): void {
    if (scope.isActive) this.options.agents.update(toListedAgent(agent));
  }
}

type LookupResult =
  | { readonly kind: 'found'; readonly agent: AgentDetail }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unknown'; readonly why: Failure };

function accountOf({ session }: ActionOptions): string | undefined {
  return session.current.kind === 'signed-out' ? undefined : session.current.account.id;
}

function auditEntryOf(now: AgentDetail, send: AgentChange, keys: readonly AgentKey[]) {
  return {
    action: 'agent.update',
    target: now.login,
    before: pickAgentValues(now, keys),
    after: { ...pickAgentChange(send, keys) },
  } as const;
}

function without<T>(all: readonly T[], some: readonly T[]): readonly T[] {
  return all.filter((one) => !some.includes(one));
}

/** A new agent as requested, for a response without it. */
function toRequestedAgent({ password: _, groups = [], ...draft }: AgentDraft): AgentDetail {
  return { ...draft, groups: groups.map((id) => ({ id })) };
}

function findWarnings(change: AgentChange | AgentDraft, agent: AgentDetail): readonly AgentWarning[] {
  return findUnseenAgentKeys(change, agent).map((field) => ({
    // LiveChat ignores the status of an offline agent (docs/livechat-api.md#rest-v2-agents).
    kind: field === 'status' ? 'not-applied' : 'not-seen',
    field,
  }));
}
