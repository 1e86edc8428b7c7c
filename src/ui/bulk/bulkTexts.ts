import { l10n } from 'vscode';
import type { ItemOutcome, Run, RunCounts, RunItem } from '../../core/bulk/run';
import { oneLine } from '../../core/base/plainText';
import type { BulkLabels } from '../../protocol/bulk';
import { whyOf } from '../messages/failureMessages';
import { lostChangeText, type FieldNames } from '../messages/outcomeMessages';
import { statusLabel } from '../messages/ticketLabels';
import { ticketConflictText, ticketWarningTexts } from '../messages/ticketMessages';
import { wholeNumber } from '../messages/times';

export function bulkLabels(): BulkLabels {
  return {
    caption: l10n.t('Tickets and what changes in them'),
    include: l10n.t('Include'),
    includeTicket: l10n.t('Include ticket {0}', '{0}'),
    ticket: l10n.t('Ticket'),
    changes: l10n.t('Changes'),
    outcome: l10n.t('Outcome'),
    open: l10n.t('Open Ticket'),
    accept: l10n.t('Accept'),
    skip: l10n.t('Skip'),
    back: l10n.t('Back to the List'),
    message: l10n.t('Message'),
  };
}

export function runTitle({ undoOf }: Pick<Run, 'undoOf'>, count: number): string {
  return undoOf === undefined
    ? l10n.t('Change Tickets: {0}', wholeNumber(count))
    : l10n.t('Undo Changes: {0}', wholeNumber(count));
}

/** Names of fields in sentences. */
const fieldNames: FieldNames = (keys) => keys.map(fieldName).join(', ');

function fieldName(key: string): string {
  switch (key) {
    case 'status':
      return l10n.t('Status');
    case 'assignee.id':
      return l10n.t('Assignee');
    case 'tags':
      return l10n.t('Tags');
    case 'message':
      return l10n.t('Message');
    case 'private':
      return l10n.t('Private note');
    default:
      return oneLine(key, 40);
  }
}

/**
 * One text for each field that changes.
 * @param nameOf the name of the agent with this login
 */
export function changeTexts(
  { ticket, change }: RunItem,
  nameOf: (login: string) => string,
): readonly string[] {
  const { status, assignee, tags } = change;
  const before = ticket.status === undefined ? '—' : statusLabel(ticket.status);
  const assigned = ticket.assignee ? nameOf(ticket.assignee.id) : l10n.t('Unassigned');
  return [
    ...(status ? [arrow(fieldName('status'), before, statusLabel(status))] : []),
    ...(assignee ? [arrow(fieldName('assignee.id'), assigned, nameOf(assignee.id))] : []),
    ...(tags ? [tagsText(ticket.tags ?? [], tags)] : []),
  ];
}

function arrow(field: string, before: string, after: string): string {
  return `${field}: ${before} → ${after}`;
}

function tagsText(before: readonly string[], after: readonly string[]): string {
  const shown = (names: readonly string[]): string => oneLine(names.join(', '), 200);
  const added = after.filter((tag) => !before.includes(tag));
  const removed = before.filter((tag) => !after.includes(tag));
  return [
    ...(added.length > 0 ? [l10n.t('Add tags: {0}', shown(added))] : []),
    ...(removed.length > 0 ? [l10n.t('Remove tags: {0}', shown(removed))] : []),
  ].join(' · ');
}

export function outcomeText({ state }: Run, item: RunItem): string {
  switch (item.state) {
    case 'waiting':
      return state === 'planned' ? l10n.t('Will be sent') : l10n.t('Waiting');
    case 'sending':
      return state === 'running' ? l10n.t('Sending…') : l10n.t('To be checked');
    case 'done':
      return l10n.t('Done');
    case 'unchanged':
      return l10n.t('Unchanged');
    case 'failed':
      return l10n.t('Failed');
    case 'unconfirmed':
      return l10n.t('Not confirmed');
    case 'not-sent':
      return state === 'planned' ? l10n.t('Not included') : l10n.t('Not sent');
  }
}

/** More about an outcome; empty if there is nothing to say. */
export function detailText({ state, outcome = {} }: RunItem): string {
  const { why, conflicts, warnings, missing, variables, notUndone } = outcome;
  if (state === 'unchanged') return l10n.t('It is so already.');
  return [
    ...(variables ? [l10n.t('Variables without a value: {0}.', oneLine(variables.join(', '), 120))] : []),
    ...(conflicts ? [ticketConflictText(conflicts, fieldNames)] : []),
    ...(warnings ? ticketWarningTexts(warnings, fieldNames) : []),
    ...(missing ? [unconfirmedText(outcome)] : why ? [whyOf(why)] : []),
    ...(notUndone ? [l10n.t('Cannot be changed back: {0}.', fieldNames(notUndone))] : []),
  ].join(' ');
}

function unconfirmedText({ why, done = [], missing = [] }: ItemOutcome): string {
  if (why) return lostChangeText({ why, done, missing }, fieldNames);
  return l10n.t(
    'The window ended while the change was sent, and the ticket does not show: {0}. It was not sent again.',
    fieldNames(missing),
  );
}

export function plannedText(counts: RunCounts): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return l10n.t('{0} of {1} tickets will be changed.', wholeNumber(counts.waiting), wholeNumber(all));
}

/** Everything that happened, with what did not left out. */
export function reportText({
  done,
  unchanged,
  failed,
  unconfirmed,
  waiting,
  'not-sent': notSent,
}: RunCounts): string {
  const parts = [
    l10n.t('Done: {0}.', wholeNumber(done)),
    ...(unchanged > 0 ? [l10n.t('Unchanged: {0}.', wholeNumber(unchanged))] : []),
    ...(failed > 0 ? [l10n.t('Failed: {0}.', wholeNumber(failed))] : []),
    ...(unconfirmed > 0 ? [l10n.t('Not confirmed: {0}.', wholeNumber(unconfirmed))] : []),
    ...(notSent > 0 ? [l10n.t('Not sent: {0}.', wholeNumber(notSent))] : []),
    ...(waiting > 0 ? [l10n.t('Waiting: {0}.', wholeNumber(waiting))] : []),
  ];
  return parts.join(' ');
}

/** What the user should know before a plan is confirmed. */
export function planNotes({ undoOf }: Run, items: readonly RunItem[]): readonly string[] {
  const hasMessage = items.some(({ change }) => change.message !== undefined);
  const hadMessage = items.some(({ outcome }) => outcome?.notUndone?.includes('message'));
  return [
    ...(hasMessage ? [l10n.t('Messages cannot be taken back once they are sent.')] : []),
    ...(undoOf !== undefined
      ? [l10n.t('A value that was changed since the run is not changed back.')]
      : [l10n.t('Each ticket is read again first. What others change until then is not overwritten.')]),
    ...(hadMessage ? [l10n.t('Messages that the run sent cannot be taken back.')] : []),
  ];
}
