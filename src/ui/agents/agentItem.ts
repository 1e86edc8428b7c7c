import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Agent, AgentRow } from '../../core/domain/agent';
import { commandIds } from '../../manifest';
import { tooltipText } from '../messages/tooltip';
import { agentName, permissionLabel, statusLabel } from '../messages/agentLabels';
import { failureItem, unreadableItem } from '../shell/trees/listView';
import type { AgentNode } from '../shell/trees/nodes';

/** The tree item of an agent. */
export function agentItem(node: AgentNode): TreeItem {
  if (node.kind === 'failure') {
    const id = node.triesKey ? 'failure/key' : 'failure';
    return failureItem(id, node.why, commandIds.refreshAgents, node.triesKey);
  }
  return node.row.kind === 'agent' ? rowItem(node.row) : unreadable(node.row.key);
}

function rowItem({ agent, malformed }: AgentRow & { kind: 'agent' }): TreeItem {
  const name = agentName(agent);
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.id = `agent/${agent.login}`;
  const standing = standingOf(agent);
  item.description = [oneLine(agent.login, 80), standing?.label, statusLabel(agent.status)]
    .filter(Boolean)
    .join(' · ');
  item.contextValue = 'agent';
  item.iconPath = malformed.length > 0 ? new ThemeIcon('warning') : (standing?.icon ?? iconOf(agent.status));
  item.tooltip = tooltipOf(agent, malformed);
  item.accessibilityInformation = {
    label: [
      name,
      standing?.label,
      statusLabel(agent.status),
      permissionLabel(agent.permission),
      oneLine(agent.login, 80),
    ]
      .filter(Boolean)
      .join(', '),
  };
  return item;
}

interface Standing {
  readonly icon: ThemeIcon;
  readonly label: string;
  readonly meaning: string;
}

/** Why an agent cannot work; `undefined` if the API reports no such reason. */
function standingOf({ suspended, awaiting_approval }: Agent): Standing | undefined {
  if (suspended === true) {
    return {
      icon: new ThemeIcon('lock', new ThemeColor('charts.red')),
      label: l10n.t('suspended'),
      meaning: l10n.t(
        'Suspended: cannot sign in until unsuspended by an owner or administrator in LiveChat.',
      ),
    };
  }
  if (awaiting_approval !== true) return undefined;
  return {
    icon: new ThemeIcon('clock', new ThemeColor('charts.yellow')),
    label: l10n.t('awaiting approval'),
    meaning: l10n.t(
      'Awaiting approval: cannot sign in until an owner or administrator approves in LiveChat.',
    ),
  };
}

/** Differs in shape and colour, for colour-blind users. */
function iconOf(status: string | undefined): ThemeIcon {
  switch (status) {
    case 'accepting chats':
      return new ThemeIcon('circle-filled', new ThemeColor('charts.green'));
    case 'not accepting chats':
      return new ThemeIcon('circle-slash', new ThemeColor('charts.yellow'));
    default:
      return new ThemeIcon('circle-outline', new ThemeColor('descriptionForeground'));
  }
}

function tooltipOf(agent: Agent, malformed: readonly string[]): string {
  return tooltipText(agentName(agent), [
    [l10n.t('Login'), agent.login],
    [l10n.t('Access'), standingOf(agent)?.meaning],
    [l10n.t('Status'), statusLabel(agent.status)],
    [l10n.t('Permission'), permissionLabel(agent.permission)],
    [l10n.t('Picture'), agent.avatar],
    [l10n.t('Missing or unreadable'), malformed.join(', ')],
  ]);
}

function unreadable(key: string): TreeItem {
  return unreadableItem(
    key,
    l10n.t('Unreadable agent'),
    l10n.t('LiveChat sent this agent in an undocumented format. The other agents are complete.'),
  );
}
