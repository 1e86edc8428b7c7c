import type { TreeDataProvider, TreeItem } from 'vscode';
import type { Event } from '../../core/base/event';
import type { Failure } from '../../core/domain/failure';
import type { AgentStore } from '../../core/stores/agentStore';
import type { SessionStore } from '../../core/stores/sessionStore';
import { agentNodes, type AgentNode } from '../shell/trees/nodes';

/** Renders the store. Never fetches. */
export class AgentTree implements TreeDataProvider<AgentNode> {
  constructor(
    private readonly store: AgentStore,
    private readonly session: SessionStore,
    readonly onDidChangeTreeData: Event<AgentNode | undefined>,
  ) {}

  async getTreeItem(node: AgentNode): Promise<TreeItem> {
    return (await import('./rowActions')).rowActions.agentItem(node);
  }

  getChildren(node?: AgentNode): AgentNode[] {
    if (node) return [];
    const { rows, failure } = this.store.state;
    if (rows.length === 0) return [];
    return [...this.problem(failure?.why), ...rows.map((row): AgentNode => ({ kind: 'agent', row }))].map(
      (node) => agentNodes.add(node),
    );
  }

  private problem(why: Failure | undefined): AgentNode[] {
    if (this.session.current.kind === 'rejected') {
      const refused = { kind: 'failure', why: { code: 'unauthorized' } } as const;
      return [refused, { ...refused, triesKey: true }];
    }
    return why ? [{ kind: 'failure', why }] : [];
  }
}
