import { commands, l10n, ProgressLocation, window } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type { BulkChange, BulkResult } from '../../core/actions/ticketOutcome';
import { fail } from '../../core/domain/failure';
import type { Log } from '../../core/base/log';
import type { TicketSummary } from '../../core/domain/ticket';
import { commandIds, viewIds } from '../../manifest';
import { toastText, whyOf } from '../shell/messages';
import { contractKeys, lostChangeText } from '../shell/outcomeMessages';
import { ticketUndoneTexts } from '../shell/ticketMessages';
import { wholeNumber } from '../shell/times';

/** So many tickets are named in the message; the log names all. */
const mostNamed = 3;

/** Changes one ticket or many. Many can be stopped between two, and what failed is told in one message. */
export async function changeTickets(
  actions: TicketActions,
  log: Log,
  tickets: readonly TicketSummary[],
  change: BulkChange,
): Promise<void> {
  const ids = tickets.map(({ id }) => id);
  if (ids.length === 0) return;
  const results = await (ids.length === 1
    ? window.withProgress({ location: { viewId: viewIds.tickets } }, () => actions.updateMany(ids, change))
    : changeMany(actions, ids, change));
  const [only] = results;
  // A single failure is shown like any other, with what can be done about it.
  if (results.length === 1 && only?.outcome.kind === 'failed') fail(only.outcome.why);
  for (const { ticketId, outcome } of results) {
    const problem = problemOf(outcome);
    if (problem !== undefined) log.warn(`ticket ${ticketId}: ${problem}`);
  }
  await tell(results);
}

async function changeMany(
  actions: TicketActions,
  ids: readonly string[],
  change: BulkChange,
): Promise<readonly BulkResult[]> {
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t('Changing tickets'),
    cancellable: true,
  };
  return await window.withProgress(options, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const onProgress = (done: number, of: number): void =>
      progress.report({
        message: l10n.t('{0} of {1}', wholeNumber(done), wholeNumber(of)),
        increment: 100 / of,
      });
    return actions.updateMany(ids, change, { signal: stop.signal, onProgress });
  });
}

async function tell(results: readonly BulkResult[]): Promise<void> {
  const problems = results.flatMap(({ ticketId, outcome }) => {
    const text = problemOf(outcome);
    return text === undefined ? [] : [{ ticketId, text }];
  });
  const left = results.filter(({ outcome }) => outcome.kind === 'cancelled').length;
  if (problems.length === 0 && left === 0) return;
  const changed = results.length - problems.length - left;
  const text = [
    l10n.t('{0} of {1} tickets were changed.', wholeNumber(changed), wholeNumber(results.length)),
    ...(left > 0 ? [l10n.t('Not started: {0}.', wholeNumber(left))] : []),
    ...groupsOf(problems),
  ].join(' ');
  if (problems.length === 0) {
    void window.showInformationMessage(text);
    return;
  }
  const showLog = l10n.t('Show Log');
  if ((await window.showErrorMessage(text, showLog)) === showLog) {
    await commands.executeCommand(commandIds.showLog);
  }
}

/** Tickets that failed for the same reason stand together. */
function groupsOf(problems: readonly { ticketId: string; text: string }[]): string[] {
  return [...new Set(problems.map(({ text }) => text))].map((text) => {
    const ids = problems.filter((problem) => problem.text === text).map(({ ticketId }) => ticketId);
    const named = toastText(ids.slice(0, mostNamed).join(', '));
    const who =
      ids.length > mostNamed ? l10n.t('{0} and {1} more', named, wholeNumber(ids.length - mostNamed)) : named;
    return `${who}: ${text}`;
  });
}

/** What did not go as asked with one ticket. */
function problemOf(outcome: BulkResult['outcome']): string | undefined {
  switch (outcome.kind) {
    case 'cancelled':
      return undefined;
    case 'failed':
      return whyOf(outcome.why);
    case 'lost':
      return lostChangeText(outcome, contractKeys);
    case 'saved':
      return ticketUndoneTexts(outcome.warnings, contractKeys).join(' ') || undefined;
  }
}
