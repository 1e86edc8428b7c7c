import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { oneLine } from '../../../core/base/plainText';
import { commandIds, ticketSettings } from '../../../manifest';
import { problemText } from '../../messages/fieldProblems';
import { sortLabel } from '../../messages/ticketLabels';
import { wholeNumber } from '../../messages/times';
import { tooltipText } from '../../messages/tooltip';
import { groupTreeItem, onClick } from '../../shell/trees/listView';
import type { TicketNode } from '../../shell/trees/nodes';
import { fieldLabel, filterLine, type FilterField, type GroupNames } from '../filterLabels';
import type { ShownView, UnreadableView } from './savedViews';

/** The row of a view: its name and the number of its tickets. */
export function viewItem(view: ShownView, groups: GroupNames): TreeItem {
  const { node, list, isSaved, hasBadge, query } = view;
  const name = oneLine(view.name, 120);
  const { total, known, isPartial } = list.state;
  const item = groupTreeItem(name, node.key.startsWith('view/found/'));
  item.id = node.key;
  item.contextValue = isSaved ? (list.canLoadAll ? 'ticketView' : 'keptTicketView') : 'ticketGroup';
  item.iconPath = new ThemeIcon(hasBadge ? 'bell' : isSaved ? 'list-filter' : 'watch');
  const count = isPartial ? l10n.t('{0} known', wholeNumber(total)) : wholeNumber(total);
  const sort = sortLabel(query.sort);
  // LiveChat’s own order is right on each page.
  const isSortedWhole = isPartial || query.sort === 'newest' || known >= total;
  const [all, sorted] = [wholeNumber(total), wholeNumber(known)];
  item.description = isSortedWhole ? count : l10n.t('{0} of {1} loaded', sorted, all);
  const fields = [
    [l10n.t('Tickets'), count],
    [l10n.t('Filter'), filterLine(query.filter, groups)],
    [l10n.t('Order'), isSortedWhole ? sort : l10n.t('{0}, of the {1} tickets that are loaded', sort, sorted)],
    [l10n.t('Source'), sourceText(view, groups)],
  ] as const;
  item.tooltip = tooltipText(name, fields);
  const counted = isPartial
    ? l10n.t('{0}, {1} known tickets', name, wholeNumber(total))
    : l10n.t('{0}, {1} in all', name, wholeNumber(total));
  const spoken = [isSaved ? l10n.t('View') : '', counted, ...fields.slice(1).map(([, value]) => value)];
  item.accessibilityInformation = { label: spoken.filter(Boolean).join(', ') };
  return item;
}

/** Where the rows come from, and whether there may be others. */
function sourceText({ list, isSaved }: ShownView, groups: GroupNames): string {
  if (!list.state.isPartial) return l10n.t('LiveChat');
  const { unsupported } = list;
  if (!isSaved) return l10n.t('Tickets that are kept on this machine. Others may match.');
  if (unsupported.length === 0)
    return l10n.t('Tickets that are kept on this machine. Opening the view asks LiveChat.');
  const names = unsupported.map((key) => (isFilterField(key) ? fieldLabel(key, groups) : key));
  return l10n.t(
    'Tickets that are kept on this machine. Others may match: LiveChat cannot filter by {0}.',
    names.join(', '),
  );
}

function isFilterField(key: string): key is FilterField {
  const fields: readonly string[] = [
    ...['status', 'assignee', 'assigned', 'group', 'tag', 'tagged', 'source', 'dateFrom', 'dateTo', 'query'],
    ...['requesterMail', 'order'],
  ];
  return fields.includes(key);
}

/** An entry of the setting that cannot be read, with the reason. */
export function unreadableViewItem({ node, unreadable }: UnreadableView): TreeItem {
  const name = oneLine(unreadable.name, 120) || l10n.t('View {0}', (node.index ?? 0) + 1);
  const reason = unreadable.problems
    .map((problem) =>
      problem.code === 'not-a-list' && problem.field === ''
        ? l10n.t('The setting must be a list of views.')
        : problem.code === 'not-an-object' && problem.field === ''
          ? l10n.t('A view must be an object.')
          : problemText(problem, (field) => field),
    )
    .join(' ');
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.id = node.key;
  item.contextValue = 'unreadableTicketView';
  item.description = oneLine(reason, 300);
  item.tooltip = [name, reason].join('\n');
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.accessibilityInformation = { label: [l10n.t('View'), name, reason].join(', ') };
  item.command = onClick('workbench.action.openSettings', l10n.t('Open Settings'), ticketSettings.views);
  return item;
}

export function noteItem(key: string, text: string): TreeItem {
  const item = new TreeItem(text, TreeItemCollapsibleState.None);
  item.id = `note/${key}`;
  item.contextValue = 'viewNote';
  return item;
}

/** The row that loads every ticket of a view. */
export function loadAllItem(node: TicketNode & { readonly kind: 'all' }): TreeItem {
  const { key, calls, known, isSorted, busy } = node;
  const title = l10n.t('Load All');
  const item = new TreeItem(title, TreeItemCollapsibleState.None);
  item.id = `all/${key}`;
  item.contextValue = 'loadAll';
  item.iconPath = new ThemeIcon(busy ? 'loading~spin' : 'fold-down');
  const cost = calls === undefined ? '' : l10n.t('{0} calls', wholeNumber(calls));
  item.description = cost;
  const covers = l10n.t('The order covers the {0} tickets that are loaded.', wholeNumber(known));
  const sorts = l10n.t('Reads every ticket of the view from LiveChat, so that order and number are right.');
  const reads = l10n.t('Reads every ticket of the view from LiveChat, so that none is missing.');
  item.tooltip = isSorted ? [covers, sorts].join(' ') : reads;
  // A tooltip replaces the name that a screen reader reads (docs/behaviour.md).
  item.accessibilityInformation = { label: [title, cost, item.tooltip].filter(Boolean).join(', ') };
  if (!busy) item.command = onClick(commandIds.loadAll, title, node);
  return item;
}
