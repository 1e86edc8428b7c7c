import { l10n, window, workspace } from 'vscode';
import { displayName } from '../../core/domain/account';
import { readPeriod } from '../../core/domain/input/reportInput';
import type { ReportSubjects } from '../../core/localData/reports/subjects';
import type { App } from '../shell/app';
import { inputOf, orLiveChatError } from '../shell/liveChatError';
import { handOverNote, noteFigures, noteRows } from './handOverNote';
import { shownSubject } from './reportRows';
import { activeAccount, agentNames, askSpan, daysBefore } from './reportData';

export interface HandOverResult {
  readonly markdown: string;
  readonly calls: 0;
}

const notWritten = (): string => l10n.t('The hand-over note could not be written.');

/** `livechat.handover`: only what is kept is read. @throws LiveChatError */
export async function handOverForCode(app: App, argument: unknown): Promise<HandOverResult> {
  return await orLiveChatError(notWritten, async () => {
    const { from = 0, to } = inputOf(readPeriod(argument, { now: app.clock.now(), from: 'required' }));
    return { markdown: await noteOf(app, from, to), calls: 0 };
  });
}

/** Asks for a period and opens the note as an untitled document. */
export async function handOverWithPerson(app: App): Promise<void> {
  activeAccount(app);
  const span = await askSpan(app, l10n.t('Hand-Over Note'), [
    { label: l10n.t('Last 8 hours'), from: (now) => now - 8 * 3_600_000 },
    { label: l10n.t('Today'), from: (now) => daysBefore(now, 0) },
    { label: l10n.t('Since yesterday'), from: (now) => daysBefore(now, 1) },
  ]);
  if (!span) return;
  const content = await noteOf(app, span.from, span.to);
  await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
}

async function noteOf(app: App, from: number, to: number): Promise<string> {
  const account = activeAccount(app);
  const store = await app.local.get();
  const period = { account: account.id, from, to };
  const [report, [created, answered, solved, waiting, started]] = await Promise.all([
    store.report(period),
    store.subjects(
      period,
      noteFigures.map((kind) => ({ kind })),
      noteRows,
    ),
  ]);
  const none: ReportSubjects = { rows: [], total: 0 };
  const shownOf = (list = none): ReportSubjects => ({
    ...list,
    rows: list.rows.map((row) => shownSubject(row, app.shield.shown)),
  });
  return handOverNote({
    ...{ account: displayName(account), from, to, report },
    lists: {
      created: shownOf(created),
      answered: shownOf(answered),
      solved: shownOf(solved),
      waiting: shownOf(waiting),
      started: shownOf(started),
    },
    nameOf: agentNames(store, account.id),
  });
}
