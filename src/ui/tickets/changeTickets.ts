import { commands, l10n, ProgressLocation, window } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type { BulkChange, BulkResult } from '../../core/actions/ticketOutcome';
import { fail } from '../../core/domain/failure';
import type { TicketSummary } from '../../core/domain/ticket';
import { commandIds, viewIds } from '../../manifest';
import type { App } from '../shell/app';
import { toastText, whyOf } from '../messages/failureMessages';
import { contractKeys, lostChangeText } from '../messages/outcomeMessages';
import { ticketUndoneTexts } from '../messages/ticketMessages';
import { wholeNumber } from '../messages/times';

/** How many tickets the message names; the log names all. */
const mostNamed = 3;

interface TicketProblem {
  readonly ticketId: string;
  readonly text: string;
}

/**
 * Changes the tickets and reports all problems in one message. A change of several tickets can be cancelled.
 * @throws FailureError if the only ticket failed, so that its message offers what can be done about it
 */
export async function changeTickets(
  { actions, log }: App,
  tickets: readonly TicketSummary[],
  change: BulkChange,
): Promise<void> {
  const ids = tickets.map(({ id }) => id);
  if (ids.length === 0) return;
  const { ticketActions } = await actions();
  const results = await (ids.length === 1
    ? window.withProgress({ location: { viewId: viewIds.tickets } }, () =>
        ticketActions.updateMany(ids, change, { seen: tickets }),
      )
    : changeMany(ticketActions, tickets, change));
  const [only] = results;
  if (results.length === 1 && only?.outcome.kind === 'failed') fail(only.outcome.why);
  const problems = results.flatMap(({ ticketId, outcome }) => {
    const text = problemText(outcome);
    return text === undefined ? [] : [{ ticketId, text }];
  });
  for (const { ticketId, text } of problems) log.warn(`ticket ${ticketId}: ${text}`);
  await report(results, problems);
}

async function changeMany(
  actions: TicketActions,
  tickets: readonly TicketSummary[],
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
    const ids = tickets.map(({ id }) => id);
    return actions.updateMany(ids, change, { signal: stop.signal, onProgress, seen: tickets });
  });
}

async function report(results: readonly BulkResult[], problems: readonly TicketProblem[]): Promise<void> {
  const left = results.filter(({ outcome }) => outcome.kind === 'cancelled').length;
  if (problems.length === 0 && left === 0) return;
  const changed = results.length - problems.length - left;
  const text = [
    l10n.t('{0} of {1} tickets were changed.', wholeNumber(changed), wholeNumber(results.length)),
    ...(left > 0 ? [l10n.t('Not started: {0}.', wholeNumber(left))] : []),
    ...byReason(problems),
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

/** One text per reason, with the ids of its tickets. */
function byReason(problems: readonly TicketProblem[]): string[] {
  return [...new Set(problems.map(({ text }) => text))].map((text) => {
    const ids = problems.filter((problem) => problem.text === text).map(({ ticketId }) => ticketId);
    const named = toastText(ids.slice(0, mostNamed).join(', '));
    const who =
      ids.length > mostNamed ? l10n.t('{0} and {1} more', named, wholeNumber(ids.length - mostNamed)) : named;
    return `${who}: ${text}`;
  });
}

/** What was not done as requested; `undefined` if everything was. */
function problemText(outcome: BulkResult['outcome']): string | undefined {
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
