import { env, l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { TicketCapabilities } from '../../core/domain/capabilities';
import { allTicketStatuses } from '../../core/domain/ticket';
import type { DetailLabels } from '../../protocol/detail';
import { ownFault } from '../messages/failureMessages';
import { fileLabels } from '../messages/fileLabels';
import { groupsLabel, priorityLabel, sourceLabel, statusLabel, unnamedGroup } from '../messages/ticketLabels';
import { wholeNumber } from '../messages/times';
import type { FoldKind } from './folds';
import type { ViewLabels } from './ticketView';

/** Localized labels of the ticket view. */
export function viewLabels(groupedBy: TicketCapabilities['groupedBy']): ViewLabels {
  // Creating a format is slow, and a long conversation has thousands of times.
  const format = new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    status: statusLabel,
    priority: priorityLabel,
    source: sourceLabel,
    role: roleLabel,
    time: (iso) => format.format(Date.parse(iso)),
    group: (id) => groupName(groupedBy, id),
    noSubject: l10n.t('(no subject)'),
    noAssignee: l10n.t('Unassigned'),
    someone: l10n.t('Someone'),
    assigned: (who, from, to) => {
      if (from === undefined)
        return to === undefined
          ? l10n.t('{0} changed the assignee.', who)
          : l10n.t('{0} assigned the ticket to {1}.', who, to);
      return to === undefined
        ? l10n.t('{0} removed the assignee {1}.', who, from)
        : l10n.t('{0} changed the assignee from {1} to {2}.', who, from, to);
    },
    statusChanged: (who, from, to) => {
      if (to === undefined) return l10n.t('{0} changed the status.', who);
      return from === undefined
        ? l10n.t('{0} changed the status to {1}.', who, ticketStatusLabel(to))
        : l10n.t(
            '{0} changed the status from {1} to {2}.',
            who,
            ticketStatusLabel(from),
            ticketStatusLabel(to),
          );
    },
    moved: (who, from, to) => {
      if (from === undefined)
        return to === undefined
          ? l10n.t('{0} changed the team.', who)
          : l10n.t('{0} moved it to {1}.', who, to);
      return to === undefined
        ? l10n.t('{0} removed it from {1}.', who, from)
        : l10n.t('{0} moved it from {1} to {2}.', who, from, to);
    },
    changed: (who, field, from, to) => {
      const name = fieldLabel(field);
      if (from === undefined)
        return to === undefined
          ? l10n.t('{0} changed “{1}”.', who, name)
          : l10n.t('{0} set “{1}” to {2}.', who, name, to);
      return to === undefined
        ? l10n.t('{0} cleared “{1}”, which was {2}.', who, name, from)
        : l10n.t('{0} changed “{1}” from {2} to {3}.', who, name, from, to);
    },
    file: fileLabels(),
    fold: foldLabel,
    happened: (who, what) => `${who}: ${what}`,
    names: {
      id: l10n.t('Ticket'),
      subject: l10n.t('Subject'),
      status: l10n.t('Status'),
      priority: l10n.t('Priority'),
      date: l10n.t('Created'),
      modified: l10n.t('Modified'),
      requester: l10n.t('Requester'),
      mail: l10n.t('E-mail'),
      ip: l10n.t('IP address'),
      assignee: l10n.t('Assignee'),
      source: l10n.t('Source'),
      sourceUrl: l10n.t('Source address'),
      sourceId: l10n.t('Source ID'),
      currentGroup: groupedBy === 'teams' ? l10n.t('Assigned team') : l10n.t('Current group'),
      groups: groupsLabel(groupedBy),
      tags: l10n.t('Tags'),
      parent: l10n.t('Parent ticket'),
      children: l10n.t('Child tickets'),
      message: l10n.t('Message'),
      privateNote: l10n.t('Private note'),
    },
  };
}

function groupName(groupedBy: TicketCapabilities['groupedBy'], id: number): string {
  return groupedBy === 'groups' && id === 0 ? l10n.t('All agents') : unnamedGroup(groupedBy, id);
}

/** The name of a property that an event changed, or the API's own. */
function fieldLabel(field: string): string {
  switch (field) {
    case 'priority':
      return l10n.t('Priority');
    case 'subject':
      return l10n.t('Subject');
    case 'tags':
      return l10n.t('Tags');
    case 'followers':
      return l10n.t('Followers');
    case 'cc':
      return 'Cc';
    default:
      return field;
  }
}

function foldLabel(kind: FoldKind, lines: number): string {
  switch (kind) {
    case 'quote':
      return lines === 1
        ? l10n.t('Quoted text, 1 line')
        : l10n.t('Quoted text, {0} lines', wholeNumber(lines));
    case 'signature':
      return lines === 1 ? l10n.t('Signature, 1 line') : l10n.t('Signature, {0} lines', wholeNumber(lines));
    case 'device':
      return l10n.t('Device signature');
  }
}

function ticketStatusLabel(status: string): string {
  return allTicketStatuses.some((known) => known === status) ? statusLabel(status) : status;
}

function roleLabel(type: string): string {
  switch (type) {
    case 'client':
      return l10n.t('Requester');
    case 'agent':
      return l10n.t('Agent');
    default:
      return oneLine(type, 40);
  }
}

/** Localized texts of the page. The page replaces `{0}` with a number. */
export function pageLabels(): DetailLabels {
  return {
    loading: l10n.t('Loading…'),
    refresh: l10n.t('Refresh'),
    copy: l10n.t('Copy as Markdown'),
    copied: l10n.t('The ticket was copied.'),
    conversation: l10n.t('Conversation'),
    empty: l10n.t('No messages yet.'),
    earlier: l10n.t('Earlier messages ({0})', '{0}'),
    later: l10n.t('Later messages ({0})', '{0}'),
    shown: l10n.t('More messages shown: {0}', '{0}'),
    reply: l10n.t('Reply'),
    sendReply: l10n.t('Send Reply'),
    addNote: l10n.t('Add Private Note'),
    noteHelp: l10n.t('Press Ctrl+Enter to send.'),
    sendLater: l10n.t('Send Later…'),
    privateNote: l10n.t('Private note'),
    fields: l10n.t('Change Ticket'),
    save: l10n.t('Save Changes'),
    discard: l10n.t('Discard'),
    waiting: l10n.t('The extension is not responding. What you typed is kept and restored when it responds.'),
    saving: l10n.t('Saving…'),
    restored: l10n.t('You typed this before or in another window. It is not saved yet.'),
    details: l10n.t('Details'),
    openTicket: l10n.t('Open Ticket'),
    openAddress: l10n.t('Open in Browser…'),
    problems: l10n.t('Nothing was sent. Please look at the marked fields.'),
    fault: ownFault(),
  };
}
