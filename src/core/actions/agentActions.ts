import { isFresh } from '../base/isFresh';
import type { Disposable } from '../base/disposable';
import type { AgentChange, AgentDetail, AgentDraft } from '../domain/agent';
import type { AgentChangeInput, AgentFilter } from '../domain/agentInput';
import { classicCapabilities, type AgentCapabilities } from '../domain/capabilities';
import type { CallOptions } from '../domain/connection';
import { FailureError, failureOf, type Failure } from '../domain/failure';
import {
  agentApplied,
  agentConflicts,
  agentKeysOf,
  listedAgent,
  unsupportedAgentKeys,
  agentPart,
  agentRemaining,
  agentSummary,
  agentValues,
  contractAgent,
  type AgentKey,
} from './agentFields';
import type {
  AgentCreateResult,
  AgentListing,
  AgentUpdateOptions,
  AgentUpdateResult,
  AgentWarning,
  PendingRemoval,
  SeenAgent,
} from './agentOutcome';
import { mayHaveBeenDone } from './lostAnswer';
import { Removals } from './removals';
import { defaultFreshMs, refuseUnsupported, ActionContext, type ActionDeps } from './actionContext';

/** How long a removal can be cancelled. */
const removalDelayMs = 10_000;

/**
 * Operations on agents, for forms, commands and language-model tools. Inputs come from `domain/agentInput.ts`.
 * Every method rejects with a FailureError.
 */
export class AgentActions implements Disposable {
  private readonly removals: Removals;
  private readonly watching: Disposable;

  constructor(private readonly deps: ActionDeps) {
    this.removals = new Removals(deps.clock);
    let account = accountOf(deps);
    this.watching = deps.session.onDidChange(() => {
      const now = accountOf(deps);
      // The confirmation was given for the former account.
      if (now !== account) this.removals.cancelAll();
      account = now;
    });
  }

  /** Capabilities of the active account, or of a classic one if signed out. */
  get can(): AgentCapabilities {
    return (this.deps.session.capabilities ?? classicCapabilities).agents;
  }

  /** All agents, or those with a status, always read from the API. */
  async list(filter: AgentFilter = {}, options?: CallOptions): Promise<AgentListing> {
    const rows = await this.deps.session.run(({ agents }) => agents.list(filter, options));
    const agents = rows.flatMap((row) => (row.kind === 'agent' ? [agentSummary(row.agent)] : []));
    return { agents, unreadable: rows.length - agents.length };
  }

  async get(login: string, options?: CallOptions): Promise<AgentDetail> {
    return (await this.see(login, options)).agent;
  }

  /** An agent with the time of reading, as `base` of a later change. */
  async see(login: string, options?: CallOptions): Promise<SeenAgent> {
    const agent = await this.deps.session.run(({ agents }) => agents.get(login, options));
    return { agent: contractAgent(agent), readAt: this.deps.clock.now() };
  }

  /** Never retries after a lost response: looks up the login and returns what it found. */
  async create(draft: AgentDraft): Promise<AgentCreateResult> {
    const scope = new ActionContext(this.deps);
    refuseUnsupported(scope.capabilities.agents.draft, draft);
    const { password, ...after } = draft;
    const note = { action: 'agent.create', target: draft.login, after } as const;
    const ending = await scope.write(({ agents }) => agents.create(draft));
    if (ending.kind === 'done') {
      this.show(scope, ending.value);
      const agent = contractAgent(ending.value);
      await scope.note({ ...note, outcome: 'done' });
      return { kind: 'created', agent, warnings: warningsOf(draft, agent) };
    }
    await scope.note({ ...note, outcome: ending.kind, code: ending.why.code });
    if (ending.kind === 'failed') throw ending.thrown;
    const look = await this.look(scope, draft.login);
    if (look.kind === 'unsearched') return { kind: 'lost', why: ending.why, unsearched: look.why };
    if (look.kind === 'found') this.show(scope, look.agent);
    return { kind: 'lost', why: ending.why, ...(look.kind === 'found' && { found: look.agent }) };
  }

  /**
   * Changes an agent. Reads the agent again if `base` is missing or older than `freshMs`, sends only the fields
   * that differ, and returns a conflict if another person changed one of them.
   */
  async update(
    { login, change }: AgentChangeInput,
    options: AgentUpdateOptions = {},
  ): Promise<AgentUpdateResult> {
    const scope = new ActionContext(this.deps);
    refuseUnsupported(scope.capabilities.agents.change, change);
    const { base, force = false } = options;
    const now = await this.fresh(scope, login, base);
    const fields = base && !force ? agentConflicts(change, base.agent, now.agent) : [];
    if (base && fields.length > 0) {
      const mine = agentApplied(change, now.agent);
      return { kind: 'conflict', fields, base: base.agent, theirs: now.agent, mine, readAt: now.readAt };
    }
    const send = agentRemaining(change, now.agent);
    const sent = agentKeysOf(send);
    if (sent.length === 0) return { kind: 'saved', agent: now.agent, sent: [], warnings: [] };
    return await this.save(scope, now.agent, send);
  }

  /**
   * Removes an agent at once, which cannot be undone (docs/livechat-api.md#rest-v2-agents). After a lost response,
   * an agent that no longer exists counts as removed.
   */
  async remove(login: string): Promise<void> {
    await this.removeIn(new ActionContext(this.deps), login);
  }

  /**
   * Removes an agent after a delay, during which it can be cancelled. Switching the account or quitting cancels
   * it.
   */
  scheduleRemoval(login: string, delayMs = removalDelayMs): PendingRemoval {
    const scope = new ActionContext(this.deps);
    return this.removals.schedule(login, delayMs, async () => {
      if (!scope.holds) return 'cancelled';
      await this.removeIn(scope, login);
      return 'removed';
    });
  }

  dispose(): void {
    this.watching.dispose();
    this.removals.dispose();
  }

  private async save(scope: ActionContext, now: AgentDetail, send: AgentChange): Promise<AgentUpdateResult> {
    const sent = agentKeysOf(send);
    const note = noteOf(now, send, sent);
    const ending = await scope.write(
      ({ agents }) => agents.update(now.login, send),
      ({ agent }) => agent,
    );
    if (ending.kind === 'done') {
      this.show(scope, ending.value);
      const agent = contractAgent(ending.value);
      await scope.note({ ...note, outcome: 'done' });
      return { kind: 'saved', agent, sent, warnings: warningsOf(send, agent) };
    }
    const { why } = ending;
    const part = ending.kind === 'failed' ? ending.done : undefined;
    if (ending.kind === 'failed' && !part) {
      await scope.note({ ...note, outcome: 'failed', code: why.code });
      throw ending.thrown;
    }
    if (part) this.show(scope, part);
    const open = part ? agentKeysOf(agentRemaining(send, part)) : sent;
    if (part && !mayHaveBeenDone(why)) {
      const done = without(sent, open);
      await scope.note({ ...noteOf(now, send, done), outcome: 'done' });
      await scope.note({ ...noteOf(now, send, open), outcome: 'failed', code: why.code });
      const readAt = this.deps.clock.now();
      return { kind: 'partial', why, done, missing: open, agent: contractAgent(part), readAt };
    }
    return await this.lookAgain(scope, now, send, { why, part, open });
  }

  /** After a lost response, reads the agent to find out what was done, in addition to the part known to be done. */
  private async lookAgain(
    scope: ActionContext,
    now: AgentDetail,
    send: AgentChange,
    { why, part, open }: { why: Failure; part: AgentDetail | undefined; open: readonly AgentKey[] },
  ): Promise<AgentUpdateResult> {
    const sent = agentKeysOf(send);
    const look = await this.look(scope, now.login);
    const read = look.kind === 'found' ? look.agent : undefined;
    const unseen = read ? agentKeysOf(agentRemaining(send, read)) : sent;
    const missing = open.filter((key) => unseen.includes(key));
    const done = without(sent, missing);
    // Reading may return outdated data, so the part known to be done takes precedence.
    const seen = read ?? (part && contractAgent(part));
    const agent = seen && agentApplied(agentPart(send, done), seen);
    if (agent) this.show(scope, agent);
    const outcome = missing.length === 0 ? 'done' : 'lost';
    await scope.note({ ...noteOf(now, send, sent), outcome, code: why.code });
    if (agent && missing.length === 0) {
      return { kind: 'saved', agent, sent, warnings: [{ kind: 'answer-lost', why }] };
    }
    return { kind: 'lost', why, done, missing, ...(agent && { agent }) };
  }

  private async removeIn(scope: ActionContext, login: string): Promise<void> {
    const agent = contractAgent(await scope.run(({ agents }) => agents.get(login)));
    const note = { action: 'agent.delete', target: login, before: { ...agent } } as const;
    const ending = await scope.write(({ agents }) => agents.remove(login));
    let gone = ending.kind === 'done';
    if (ending.kind === 'lost') gone = (await this.look(scope, login)).kind === 'gone';
    if (gone && scope.holds) this.deps.agents.removed(login);
    const code = ending.kind === 'done' ? {} : { code: ending.why.code };
    const unknown = ending.kind === 'lost' ? 'lost' : 'failed';
    await scope.note({ ...note, outcome: gone ? 'done' : unknown, ...code });
    if (gone || ending.kind === 'done') return;
    throw ending.kind === 'failed' ? ending.thrown : new FailureError(ending.why);
  }

  private async look(scope: ActionContext, login: string): Promise<Look> {
    try {
      return { kind: 'found', agent: contractAgent(await scope.run(({ agents }) => agents.get(login))) };
    } catch (thrown) {
      const why = failureOf(thrown);
      if (!why) throw thrown;
      return why.code === 'not-found' ? { kind: 'gone' } : { kind: 'unsearched', why };
    }
  }

  private async fresh(scope: ActionContext, login: string, base: SeenAgent | undefined): Promise<SeenAgent> {
    const { clock, freshMs = defaultFreshMs } = this.deps;
    if (base && isFresh(clock.now(), base.readAt, freshMs)) return base;
    const agent = await scope.run(({ agents }) => agents.get(login));
    return { agent: contractAgent(agent), readAt: clock.now() };
  }

  private show(scope: ActionContext, agent: AgentDetail): void {
    if (scope.holds) this.deps.agents.changed(listedAgent(agent));
  }
}

type Look =
  | { readonly kind: 'found'; readonly agent: AgentDetail }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unsearched'; readonly why: Failure };

function accountOf({ session }: ActionDeps): string | undefined {
  return session.current.kind === 'signed-out' ? undefined : session.current.account.id;
}

function noteOf(now: AgentDetail, send: AgentChange, keys: readonly AgentKey[]) {
  return {
    action: 'agent.update',
    target: now.login,
    before: agentValues(now, keys),
    after: { ...agentPart(send, keys) },
  } as const;
}

function without<T>(all: readonly T[], some: readonly T[]): readonly T[] {
  return all.filter((one) => !some.includes(one));
}

function warningsOf(change: AgentChange | AgentDraft, agent: AgentDetail): readonly AgentWarning[] {
  return unsupportedAgentKeys(change, agent).map((field) => ({ kind: 'not-carried', field }));
}
