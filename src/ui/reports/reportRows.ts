import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import { omitUndefined } from '../../core/domain/input/inputReader';
import type { Requester } from '../../core/domain/ticket';
import type { TicketColumn } from '../../core/export/ticketCells';
import type { ReportSubject } from '../../core/localData/reports/subjects';
import type { Shown } from '../../core/shield/shownValues';
import { midlineText } from '../messages/markdown';

/** A requester or visitor as exports, hand-over notes and lists of reports hand them out: the one place for all of them. */
export function handedOut(requester: Requester | undefined): Requester | undefined {
  return requester;
}

/** A row of a report as the privacy shield shows it. */
export function shownSubject(row: ReportSubject, shown: Pick<Shown, 'ticket'>): ReportSubject {
  const { id, title, requester } = row;
  const masked = shown.ticket(omitUndefined({ id, subject: title, requester }));
  return { ...row, ...omitUndefined({ title: masked.subject, requester: masked.requester }) };
}

/** The name, else the e-mail address; empty if neither is known. */
export function requesterText(subject: ReportSubject): string {
  const { name = '', mail = '' } = handedOut(subject.requester) ?? {};
  return oneLine(name, 80) || oneLine(mail, 80);
}

export function columnLabel(column: TicketColumn): string {
  switch (column) {
    case 'id':
      return 'ID';
    case 'shortId':
      return l10n.t('Short ID');
    case 'subject':
      return l10n.t('Subject');
    case 'status':
      return l10n.t('Status');
    case 'priority':
      return l10n.t('Priority');
    case 'requester.name':
      return l10n.t('Requester');
    case 'requester.mail':
      return l10n.t('E-mail of the requester');
    case 'assignee.id':
      return l10n.t('Login of the assignee');
    case 'assignee.name':
      return l10n.t('Assignee');
    case 'tags':
      return l10n.t('Tags');
    case 'source':
      return l10n.t('Source');
    case 'date':
      return l10n.t('Created');
    case 'modified':
      return l10n.t('Changed');
  }
}

/** A table in GitHub's Markdown, with all text escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(tableCell).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/**
 * A table ends a cell at a vertical bar, also inside a code span, unless one backslash precedes it; of two, the second one
 * is escaped.
 */
function tableCell(text: string): string {
  return midlineText(text).replace(/\\*\|/g, '\\|');
}
