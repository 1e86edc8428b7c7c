import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { TicketCapabilities } from '../../core/domain/capabilities';
import type { TicketSort, TicketSummary } from '../../core/domain/ticket';

/** The short id that people use. Commands accept it, too. */
export function shownId({ id, shortId }: Pick<TicketSummary, 'id' | 'shortId'>): string {
  return oneLine(shortId ?? id, 40);
}

export function subjectLabel({ subject = '' }: Pick<TicketSummary, 'subject'>, length = 120): string {
  return oneLine(subject, length) || l10n.t('(no subject)');
}

/** Who asked: the name, else the e-mail address; empty if neither is known. */
export function requesterName({ requester }: Pick<TicketSummary, 'requester'>, length: number): string {
  return oneLine(requester?.name ?? '', length) || oneLine(requester?.mail ?? '', length);
}

/** The account's term for the groups of a ticket. */
export function groupsLabel(groupedBy: TicketCapabilities['groupedBy']): string {
  return groupedBy === 'teams' ? l10n.t('Teams') : l10n.t('Groups');
}

/** The same in the singular. */
export function groupLabel(groupedBy: TicketCapabilities['groupedBy']): string {
  return groupedBy === 'teams' ? l10n.t('Team') : l10n.t('Group');
}

/** Label of a group whose name is unknown. */
export function unnamedGroup(groupedBy: TicketCapabilities['groupedBy'], id: number): string {
  return groupedBy === 'teams' ? l10n.t('Team {0}', id) : l10n.t('Group {0}', id);
}

/** Localized status; an unknown one as the API sends it. */
export function statusLabel(status: string): string {
  switch (status) {
    case 'open':
      return l10n.t('Open');
    case 'pending':
      return l10n.t('Pending');
    case 'solved':
      return l10n.t('Solved');
    case 'onhold':
      return l10n.t('On hold');
    case 'closed':
      return l10n.t('Closed');
    case 'spam':
      return l10n.t('Spam');
    case 'all':
      return l10n.t('All tickets');
    default:
      return oneLine(status, 40);
  }
}

/** Localized priority; an unknown one as the API sends it. */
export function priorityLabel(priority: string): string {
  switch (priority) {
    case 'low':
      return l10n.t('Low');
    case 'medium':
      return l10n.t('Medium');
    case 'high':
      return l10n.t('High');
    case 'urgent':
      return l10n.t('Urgent');
    default:
      return oneLine(priority, 40);
  }
}

export function sourceLabel(source: string): string {
  switch (source) {
    case 'lc2':
      return l10n.t('LiveChat');
    case 'mail':
      return l10n.t('E-mail');
    case 'facebook':
      return l10n.t('Facebook');
    case 'agent-app-manual':
      return l10n.t('Created by an agent');
    case 'chat-window':
      return l10n.t('Chat window');
    default:
      return oneLine(source, 40);
  }
}

/** The order of the tickets in a view. */
export function sortLabel(sort: TicketSort): string {
  switch (sort) {
    case 'waiting':
      return l10n.t('Longest waiting first');
    case 'newest':
      return l10n.t('Newest first');
    case 'priority':
      return l10n.t('Highest priority first');
  }
}
