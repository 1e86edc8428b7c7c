import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { addressKey, isSameAddress } from '../domain/account';
import type { Agent, AgentRow } from '../domain/agent';
import { isForOtherAddress, PagedList, type ListState } from './pagedList';
import { accountIdOf, type SessionStore } from './sessionStore';

/** The agents of an account that were kept on this machine, if any. Never rejects. */
export type ReadKeptAgents = (account: string) => Promise<KeptAgents | undefined>;

interface KeptAgents {
  readonly rows: readonly AgentRow[];
  /** In milliseconds since the epoch. */
  readonly keptAt: number;
}

function agentKey(row: AgentRow): string {
  return row.kind === 'agent' ? addressKey(row.agent.login) : row.key;
}

/** Agents of the active account. The APIs return all of them in one response, so the list has one page. */
export class AgentStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly list: PagedList<AgentRow>;
  readonly onDidChange: PagedList<AgentRow>['onDidChange'];

  constructor(
    private readonly session: SessionStore,
    clock: Clock,
    private readonly readKept: ReadKeptAgents = () => Promise.resolve(undefined),
  ) {
    this.list = this.owned.add(
      new PagedList<AgentRow>(
        async (_at, options) => {
          const rows = await session.run(({ agents }) => agents.list({}, options));
          return { rows, total: rows.length, pages: 1, page: 1 };
        },
        agentKey,
        clock,
      ),
    );
    this.onDidChange = this.list.onDidChange;
    this.owned.add(
      session.onDidChange(({ kind }) => {
        // If the secret was refused, loaded rows stay visible; they are never shown for another account or URL.
        if (kind !== 'rejected') this.list.reset();
      }),
    );
  }

  get state(): ListState<AgentRow> {
    return this.list.state;
  }

  async refresh(priority: 'interactive' | 'background' = 'interactive'): Promise<void> {
    const { current } = this.session;
    void this.showKept();
    await this.list.refresh(priority);
    const failure = this.state.failure?.why;
    if (failure && isForOtherAddress(failure) && current === this.session.current) this.list.dropKept();
  }

  /** The readable agents, fetched first if they have not been; `undefined` if that failed. */
  async load(): Promise<readonly Agent[] | undefined> {
    if (this.state.loadedAt === undefined) await this.refresh();
    if (this.state.loadedAt === undefined) return undefined;
    return this.state.rows.flatMap((row) => (row.kind === 'agent' ? [row.agent] : []));
  }

  /** Updates an agent, or appends a new one. Properties that `agent` lacks keep their values. */
  update(agent: Agent): void {
    const shown = this.state.rows.find(
      (row) => row.kind === 'agent' && isSameAddress(row.agent.login, agent.login),
    );
    const before = shown?.kind === 'agent' ? shown.agent : undefined;
    this.list.insert({ kind: 'agent', agent: { ...before, ...agent }, malformed: [] }, 'last');
  }

  /** Removes an agent. */
  remove(login: string): void {
    this.list.remove(addressKey(login));
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Shows what was kept until the agents are loaded. */
  private async showKept(): Promise<void> {
    const { current } = this.session;
    const account = accountIdOf(current);
    if (this.state.loadedAt !== undefined || this.state.rows.length > 0 || account === undefined) return;
    const kept = await this.readKept(account);
    const { failure } = this.state;
    if (!kept || current !== this.session.current || (failure && isForOtherAddress(failure.why))) return;
    this.list.showKept({ ...kept, total: kept.rows.length });
  }
}
