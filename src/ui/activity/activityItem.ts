import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Arrival, ArrivalKind, ChatArrival } from '../../core/domain/arrival';
import type { IsoTime } from '../../core/domain/ticket';
import { commandIds } from '../../manifest';
import { arrivalTitle, visitorName } from '../messages/arrivalLabels';
import { dayLabel, duration, fullTime, timeOfDay, wholeNumber } from '../messages/times';
import { tooltipText } from '../messages/tooltip';
import type { ActivityNode } from '../shell/trees/nodes';

/** After this time a chat without a known end no longer counts as running: its end may have been missed. */
const longestChatMs = 24 * 3_600_000;

const icons: Readonly<Record<ArrivalKind, string>> = {
  chat_started: 'comment-discussion',
  chat_ended: 'pass',
  ticket_created: 'issues',
};

/** The tree item of a row in the Activity view. */
export function activityItem(node: ActivityNode, now: number): TreeItem {
  switch (node.kind) {
    case 'day':
      return dayItem(node, now);
    case 'entry':
      return entryItem(node, now);
    case 'more':
      return moreItem();
    case 'problem':
      return problemItem(node.why);
  }
}

function dayItem({ day, entries }: ActivityNode & { kind: 'day' }, now: number): TreeItem {
  const label = dayLabel(day, now);
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = `day/${day}`;
  item.contextValue = 'day';
  item.description = wholeNumber(entries.length);
  item.accessibilityInformation = { label: l10n.t('{0}, events: {1}', label, wholeNumber(entries.length)) };
  return item;
}

function moreItem(): TreeItem {
  const item = new TreeItem(l10n.t('Load more'), TreeItemCollapsibleState.None);
  item.id = 'more';
  item.contextValue = 'more';
  item.iconPath = new ThemeIcon('ellipsis');
  item.command = { command: commandIds.loadMoreActivity, title: l10n.t('Load more') };
  return item;
}

function problemItem(why: string): TreeItem {
  const title = l10n.t('Try again');
  const item = new TreeItem(title, TreeItemCollapsibleState.None);
  item.id = 'problem';
  item.contextValue = 'failure';
  item.description = l10n.t('The events could not be read.');
  item.tooltip = [l10n.t('The events could not be read.'), oneLine(why, 300)].join(' ');
  item.accessibilityInformation = { label: [title, item.tooltip].join(', ') };
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.command = { command: commandIds.refreshActivity, title };
  return item;
}

function entryItem({ entry, endedAt }: ActivityNode & { kind: 'entry' }, now: number): TreeItem {
  const { arrival, at, readAt, seq } = entry;
  const title = arrivalTitle(arrival);
  const isUnread = readAt === undefined;
  const details =
    arrival.kind === 'ticket_created' ? oneLine(arrival.ticket.id, 40) : chatState(arrival, endedAt, now);
  const item = new TreeItem(title, TreeItemCollapsibleState.None);
  item.id = `entry/${seq}`;
  // The left-to-right mark separates the time from a right-to-left name before it.
  const time = `\u200e${timeOfDay(at)}`;
  item.description = [isUnread ? l10n.t('new') : '', time, details].filter(Boolean).join(' · ');
  if (isUnread) item.contextValue = 'arrival unread';
  else item.contextValue = 'arrival';
  // Unread events have a colour besides the word.
  item.iconPath = new ThemeIcon(
    icons[arrival.kind],
    new ThemeColor(isUnread ? colorOf(arrival, isRunning(arrival, endedAt, now)) : 'descriptionForeground'),
  );
  item.tooltip = tooltipOf(arrival, at, details);
  item.accessibilityInformation = {
    label: [title, isUnread ? l10n.t('unread') : '', fullTime(at), details].filter(Boolean).join(', '),
  };
  item.command = {
    command: commandIds.openArrival,
    title: l10n.t('Open Event'),
    arguments: [{ eventId: arrival.eventId, preview: true }],
  };
  return item;
}

function colorOf({ kind }: Arrival, running: boolean): string {
  if (kind === 'ticket_created') return 'charts.blue';
  return running ? 'charts.green' : 'charts.yellow';
}

function isRunning(arrival: Arrival, endedAt: IsoTime | undefined, now: number): boolean {
  if (arrival.kind !== 'chat_started') return false;
  const { started_timestamp: started, ended_timestamp: ended = endedAt } = arrival.chat;
  return ended === undefined && started !== undefined && now - Date.parse(started) < longestChatMs;
}

/** Whether the chat has ended, and its duration so far. */
function chatState(arrival: ChatArrival, endedAt: IsoTime | undefined, now: number): string {
  const { started_timestamp: started, ended_timestamp: ended = endedAt } = arrival.chat;
  if (started !== undefined && ended !== undefined) {
    return l10n.t('ended after {0}', duration(started, Date.parse(ended)));
  }
  if (arrival.kind === 'chat_ended' || ended !== undefined) return l10n.t('ended');
  return started !== undefined && isRunning(arrival, endedAt, now)
    ? l10n.t('running for {0}', duration(started, now))
    : '';
}

/** A plain string: in Markdown, customers' texts could contain links, icons or HTML. */
function tooltipOf(arrival: Arrival, at: IsoTime, details: string): string {
  const arrived = [l10n.t('Arrived'), fullTime(at)] as const;
  if (arrival.kind === 'ticket_created') {
    const { id, requester } = arrival.ticket;
    return tooltipText(arrivalTitle(arrival), [
      [l10n.t('Ticket'), id],
      [l10n.t('Requester'), [requester?.name, requester?.mail].filter(Boolean).join(' · ')],
      arrived,
    ]);
  }
  const { chat, visitor } = arrival;
  return tooltipText(arrivalTitle(arrival), [
    [l10n.t('Visitor'), [visitorName(visitor), visitor.email].filter(Boolean).join(' · ')],
    [l10n.t('Chat'), [chat.id, details].filter(Boolean).join(' · ')],
    [l10n.t('Page'), visitor.page_current ?? chat.url],
    [l10n.t('Agents'), chat.agents.map(({ name = '', login }) => oneLine(name) || login).join(', ')],
    [l10n.t('Tags'), chat.tags.join(', ')],
    arrived,
  ]);
}
