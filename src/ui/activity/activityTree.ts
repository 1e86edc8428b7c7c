import type { TreeDataProvider, TreeItem } from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { Event } from '../../core/base/event';
import { localDayOf } from '../../core/base/localDays';
import { chatKeyOf } from '../../core/domain/arrival';
import type { ActivityEntry, ActivityStore } from '../../core/stores/activityStore';
import type { ShieldView } from '../shell/shield';
import { type ActivityNode, activityNodes } from '../shell/trees/nodes';
import { activityItem } from './activityItem';

/** The store's entries, grouped by day. Draws from memory only. */
export class ActivityTree implements TreeDataProvider<ActivityNode> {
  constructor(
    private readonly store: ActivityStore,
    private readonly clock: Clock,
    readonly onDidChangeTreeData: Event<ActivityNode | undefined>,
    private readonly shield: Pick<ShieldView, 'shown'>,
  ) {}

  getTreeItem(node: ActivityNode): TreeItem {
    return activityItem(this.shown(node), this.clock.now());
  }

  private shown(node: ActivityNode): ActivityNode {
    if (node.kind !== 'entry') return node;
    const { entry } = node;
    return { ...node, entry: { ...entry, arrival: this.shield.shown.arrival(entry.arrival) } };
  }

  getChildren(node?: ActivityNode): ActivityNode[] {
    if (!node) return this.roots().map((root) => activityNodes.add(root));
    if (node.kind !== 'day') return [];
    return node.entries.map((entry) => activityNodes.add(this.entryNode(entry)));
  }

  private roots(): ActivityNode[] {
    const { entries, next, problem } = this.store.state;
    // Without rows the editor shows the view's welcome text.
    if (entries.length === 0) return [];
    const days = new Map<string, ActivityEntry[]>();
    for (const entry of entries) {
      const day = localDayOf(Date.parse(entry.at));
      const before = days.get(day);
      if (before) before.push(entry);
      else days.set(day, [entry]);
    }
    return [
      ...(problem === undefined ? [] : [{ kind: 'problem', why: problem } as const]),
      ...[...days].map(([day, some]) => ({ kind: 'day', day, entries: some }) as const),
      ...(next === undefined ? [] : [{ kind: 'more' } as const]),
    ];
  }

  private entryNode(entry: ActivityEntry): ActivityNode {
    const { arrival } = entry;
    const endedAt =
      arrival.kind === 'chat_started' ? this.store.state.ends.get(chatKeyOf(arrival)) : undefined;
    return { kind: 'entry', entry, ...(endedAt !== undefined && { endedAt }) };
  }
}
