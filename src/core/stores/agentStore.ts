import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { AgentRow } from '../domain/agent';
import { PagedList, type ListState } from './pagedList';
import type { SessionStore } from './sessionStore';

export function agentKey(row: AgentRow): string {
  return row.kind === 'agent' ? row.agent.login : row.key;
}

/** Agents of the active account. The classic API sends them in one piece, so this list has one page. */
export class AgentStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly list: PagedList<AgentRow>;
  readonly onDidChange: PagedList<AgentRow>['onDidChange'];

  constructor(session: SessionStore, clock: Clock) {
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
    let accountId: string | undefined;
    const follow = (): void => {
      const id = session.current.kind === 'signed-out' ? undefined : session.current.account.id;
      if (id !== accountId) this.list.reset();
      accountId = id;
    };
    follow();
    this.owned.add(session.onDidChange(follow));
  }

  get state(): ListState<AgentRow> {
    return this.list.state;
  }

  async refresh(priority: 'person' | 'background' = 'person'): Promise<void> {
    await this.list.refresh(priority);
  }

  dispose(): void {
    this.owned.dispose();
  }
}
