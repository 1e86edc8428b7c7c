import { l10n, ThemeIcon, type QuickPickItem } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { LocalStore } from '../../core/localData/localStore';
import type { ReportSubject, ReportSubjects } from '../../core/localData/reports/subjects';
import type { Shown } from '../../core/shield/shownValues';
import { statusLabel } from '../messages/ticketLabels';
import { fullTime, wholeNumber } from '../messages/times';
import { openKept } from '../shell/openKept';
import { pickStep } from '../shell/steps';
import { requesterText, shownSubject } from './reportRows';

interface SubjectItem extends QuickPickItem {
  readonly subject?: ReportSubject;
}

/** Lists the tickets or chats behind a figure, and opens the selected one. */
export async function pickSubject(
  store: LocalStore,
  account: string,
  { rows, total }: ReportSubjects,
  shown: Pick<Shown, 'ticket'>,
): Promise<void> {
  const more = total - rows.length;
  const items: readonly SubjectItem[] = [
    ...rows.map((row) => ({ ...itemOf(shownSubject(row, shown)), subject: row })),
    ...(more > 0 ? [{ label: l10n.t('{0} more', wholeNumber(more)), alwaysShow: true }] : []),
  ];
  const title =
    rows[0]?.kind === 'chat'
      ? l10n.t('Chats: {0}', wholeNumber(total))
      : l10n.t('Tickets: {0}', wholeNumber(total));
  const picked = await pickStep({ title, back: false, placeholder: l10n.t('Select one to open'), items });
  if (picked.kind === 'done' && picked.value.subject) {
    await openKept(store, account, picked.value.subject);
  }
}

function itemOf(subject: ReportSubject): SubjectItem {
  const { kind, id, shortId, title = '', status, at } = subject;
  const who = requesterText(subject);
  const name = kind === 'ticket' ? oneLine(title, 120) || l10n.t('(no subject)') : who || l10n.t('Chat');
  const about = [
    oneLine(shortId ?? id, 60),
    kind === 'ticket' && status !== undefined ? statusLabel(status) : '',
    kind === 'ticket' ? who : '',
    at > 0 ? fullTime(new Date(at).toISOString()) : '',
  ];
  return {
    subject,
    label: escapeIcons(name),
    description: escapeIcons(about.filter((text) => text !== '').join(' · ')),
    iconPath: new ThemeIcon(kind === 'ticket' ? 'issues' : 'comment-discussion'),
  };
}
