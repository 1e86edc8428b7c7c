import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { isolateRtl, oneLine } from '../../../core/base/plainText';
import {
  allTicketStatuses,
  type TicketRow,
  type TicketStatus,
  type TicketSummary,
} from '../../../core/domain/ticket';
import type { DraftItem } from '../../../core/stores/drafts/draft';
import { commandIds } from '../../../manifest';
import { ago, fullTime, wholeNumber } from '../../messages/times';
import { tooltipText } from '../../messages/tooltip';
import type { PresenceText } from '../../shell/panels/presence';
import { failureItem, groupTreeItem, onClick, unreadableItem } from '../../shell/trees/listView';
import { isViewKey, type TicketNode } from '../../shell/trees/nodes';
import type { RowWait } from './waitRows';
import {
  priorityLabel,
  requesterName,
  shownId,
  sourceLabel,
  statusLabel,
  subjectLabel,
} from '../../messages/ticketLabels';

const icons: Readonly<Record<TicketStatus, string>> = {
  open: 'issues',
  pending: 'clock',
  onhold: 'debug-pause',
  closed: 'lock',
  solved: 'pass',
  spam: 'circle-slash',
};

/** @param shown instead of the icon of the status, whose color stays */
function iconOf(
  status: string | undefined,
  waitColor: string | undefined,
  shown: PresenceText['icon'] | undefined,
): ThemeIcon {
  const known = allTicketStatuses.find((s) => s === status);
  const color =
    known === 'open' ? 'charts.green' : known === 'pending' ? 'charts.yellow' : 'descriptionForeground';
  return new ThemeIcon(shown ?? (known ? icons[known] : 'issues'), new ThemeColor(waitColor ?? color));
}

/** A node that no view adds. */
export type ListNode = Exclude<TicketNode, { readonly kind: 'view' | 'viewNote' | 'all' }>;

/** The tree item of a row in the Tickets view. */
export function ticketItem(
  node: ListNode,
  now: number,
  changed: { has(ticketId: string): boolean } = new Set(),
  wait?: RowWait,
  presence?: PresenceText,
): TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node);
    case 'ticket':
      return node.row.kind === 'ticket'
        ? rowItem(node.key, node.row, { now, isChanged: changed.has(node.row.ticket.id), wait, presence })
        : unreadable(`${node.key}/${node.row.key}`);
    case 'more':
      return moreItem(node);
    case 'drafts':
      return draftsItem(node.items);
    case 'draft':
      return draftItem(node.item, now);
    case 'failure':
      return failureItem(
        `failure/${node.triesKey ? 'key' : (node.key ?? '')}`,
        node.why,
        commandIds.refreshTickets,
        node.triesKey,
      );
  }
}

function groupItem({ key, total }: TicketNode & { kind: 'group' }): TreeItem {
  const collapsed = key === 'solved' || key === 'closed' || key === 'spam';
  const item = groupTreeItem(statusLabel(key), !collapsed);
  item.id = `group/${key}`;
  item.contextValue = 'ticketGroup';
  if (total !== undefined) item.description = wholeNumber(total);
  item.accessibilityInformation = {
    label:
      total === undefined
        ? statusLabel(key)
        : l10n.t('{0}, {1} in all', statusLabel(key), wholeNumber(total)),
  };
  return item;
}

interface RowState {
  readonly now: number;
  readonly isChanged: boolean;
  readonly wait: RowWait | undefined;
  readonly presence: PresenceText | undefined;
}

function rowItem(
  key: string,
  { ticket, malformed }: TicketRow & { kind: 'ticket' },
  { now, isChanged, wait, presence }: RowState,
): TreeItem {
  const subject = subjectLabel(ticket);
  const item = new TreeItem(subject, TreeItemCollapsibleState.None);
  const who = requesterName(ticket, 40);
  const when = ticket.modified ?? ticket.date;
  item.id = `ticket/${key}/${ticket.id}`;
  item.description = [
    shownId(ticket),
    isolateRtl(presence?.text ?? ''),
    wait?.short,
    isChanged && '●',
    isolateRtl(who),
    when && ago(when, now),
  ]
    .filter(Boolean)
    .join(' · ');
  item.contextValue = 'ticket';
  item.command = {
    command: commandIds.openTicket,
    title: l10n.t('Open Ticket'),
    arguments: [{ ticketId: ticket.id, preview: true, ...(isViewKey(key) && { view: key }) }],
  };
  item.iconPath =
    malformed.length > 0 ? new ThemeIcon('warning') : iconOf(ticket.status, wait?.color, presence?.icon);
  item.tooltip = tooltipOf(ticket, malformed, wait, presence);
  item.accessibilityInformation = {
    label: [
      subject,
      ticket.status && statusLabel(ticket.status),
      presence?.text,
      wait?.long,
      shownId(ticket),
      who,
      when && ago(when, now),
      isChanged && l10n.t('changed since you read it'),
    ]
      .filter(Boolean)
      .join(', '),
  };
  return item;
}

/** All fields of the row. A plain string: in Markdown, customers' texts could contain links, icons or HTML. */
function tooltipOf(
  ticket: TicketSummary,
  malformed: readonly string[],
  wait: RowWait | undefined,
  presence: PresenceText | undefined,
): string {
  const { requester, assignee, source, tags, status, priority, shortId } = ticket;
  const assigned = assignee
    ? [assignee.name?.trim(), assignee.id].filter(Boolean).join(' · ')
    : l10n.t('unassigned');
  return tooltipText(subjectLabel(ticket, 300), [
    [l10n.t('Ticket'), [shortId, ticket.id].filter(Boolean).join(' · ')],
    [l10n.t('Status'), status && statusLabel(status)],
    [l10n.t('Waiting'), wait?.long],
    [l10n.t('Now'), presence?.text],
    [l10n.t('Priority'), priority && priorityLabel(priority)],
    [l10n.t('Requester'), [requester?.name, requester?.mail, requester?.ip].filter(Boolean).join(' · ')],
    [l10n.t('Assignee'), assigned],
    [
      l10n.t('Source'),
      [source?.type && sourceLabel(source.type), source?.url, source?.id].filter(Boolean).join(' · '),
    ],
    [l10n.t('Tags'), tags?.join(', ')],
    [l10n.t('Created'), ticket.date && fullTime(ticket.date)],
    [l10n.t('Modified'), ticket.modified && fullTime(ticket.modified)],
    [l10n.t('Missing or unreadable'), malformed.join(', ')],
  ]);
}

function unreadable(id: string): TreeItem {
  return unreadableItem(
    id,
    l10n.t('Unreadable ticket'),
    l10n.t('LiveChat sent this ticket in an undocumented format. The other tickets are complete.'),
  );
}

function moreItem(node: TicketNode & { kind: 'more' }): TreeItem {
  const { key, left, busy } = node;
  const item = new TreeItem(busy ? l10n.t('Loading…') : l10n.t('Load more'), TreeItemCollapsibleState.None);
  item.id = `more/${key}`;
  item.contextValue = 'more';
  item.description = busy ? '' : l10n.t('{0} left', wholeNumber(left));
  item.iconPath = new ThemeIcon(busy ? 'loading~spin' : 'ellipsis');
  item.command = onClick(commandIds.loadMoreTickets, l10n.t('Load more'), node);
  return item;
}

/** The parent row of the drafts. */
function draftsItem(items: readonly DraftItem[]): TreeItem {
  const item = groupTreeItem(l10n.t('Drafts'), true);
  item.id = 'drafts';
  item.contextValue = 'drafts';
  item.description = wholeNumber(items.length);
  item.iconPath = new ThemeIcon('edit');
  return item;
}

/** A draft. A click opens its form or ticket. */
function draftItem(draft: DraftItem, now: number): TreeItem {
  const name = oneLine(draft.title) || l10n.t('Draft');
  // The draft has the name of the customer.
  const title = draft.subject.startsWith('chat/') ? l10n.t('Chat with {0}', name) : name;
  const item = new TreeItem(title, TreeItemCollapsibleState.None);
  item.id = `draft/${draft.subject}`;
  item.contextValue = 'draft';
  item.description = [isolateRtl(draftSubjectText(draft.subject)), ago(draft.savedAt, now)]
    .filter(Boolean)
    .join(' · ');
  item.iconPath = new ThemeIcon(draft.unsaved ? 'warning' : 'note');
  item.tooltip = tooltipText(title, [
    [l10n.t('Last edited'), fullTime(draft.savedAt)],
    [l10n.t('Not on disk'), draft.unsaved && l10n.t('The draft is in memory only. Keep this window open.')],
  ]);
  item.accessibilityInformation = {
    label: [l10n.t('Draft'), title, item.description, item.tooltip.split('\n').slice(2)].flat().join(', '),
  };
  item.command = onClick(commandIds.openDraft, l10n.t('Continue'), { subject: draft.subject });
  return item;
}

function draftSubjectText(subject: string): string {
  const [what = '', ...rest] = subject.split('/');
  const of = oneLine(rest.join('/'), 60);
  if (what === 'chat') return '';
  return what === 'reply' ? l10n.t('Reply to {0}', of) : of;
}
