import { l10n, window } from 'vscode';
import type { AllTickets } from '../../../core/actions/listAllTickets';
import type { ViewList } from '../../../core/stores/ticketViewList';
import { toastText } from '../../messages/failureMessages';
import { wholeNumber } from '../../messages/times';
import type { App } from '../../shell/app';
import { withListProgress } from '../../shell/trees/listProgress';

/** Calls that are made without asking. */
const callsUnasked = 10;

/** Loads every ticket of a view, at the rate that the limit of calls leaves, with progress that can be cancelled. */
export async function loadAll(
  app: Pick<App, 'actions' | 'shield'>,
  view: { readonly name: string; readonly list: Pick<ViewList, 'loadAll' | 'unsupported'> },
): Promise<void> {
  const { ticketActions } = await app.actions();
  const name = toastText(app.shield.shown.text(view.name), 60);
  const mayGoOn = async (calls: number, total: number): Promise<boolean> =>
    calls <= callsUnasked || (await ask(name, calls, view.list.unsupported.length > 0 ? undefined : total));
  const read: { all?: AllTickets | undefined } = {};
  await view.list.loadAll(async (filter, signal) => {
    read.all = await withListProgress(l10n.t('Loading “{0}”', name), (progress) =>
      ticketActions.listAll(filter, {
        ...{ onProgress: progress.onProgress, mayGoOn },
        signal: AbortSignal.any([progress.signal, signal]),
      }),
    );
    return read.all;
  });
  if (read.all) void window.showInformationMessage(loadedText(name, read.all));
}

/** @param total of the view; `undefined` if LiveChat also counts tickets that are not in it */
async function ask(name: string, calls: number, total: number | undefined): Promise<boolean> {
  const yes = l10n.t('Load All');
  const question =
    total === undefined
      ? l10n.t('Load all tickets of “{0}”?', name)
      : l10n.t('Load all {0} tickets of “{1}”?', wholeNumber(total), name);
  const cost = l10n.t('This makes {0} calls to LiveChat. You can cancel at any time.', wholeNumber(calls));
  const why = l10n.t('LiveChat cannot apply the whole filter, so other tickets are read too.');
  const detail = total === undefined ? [why, cost].join(' ') : cost;
  return (await window.showInformationMessage(question, { modal: true, detail }, yes)) === yes;
}

function loadedText(name: string, { rows, unreadable }: AllTickets): string {
  const few = [l10n.t('“{0}” has no tickets.', name), l10n.t('The only ticket of “{0}” is loaded.', name)];
  return [
    few[rows.length] ?? l10n.t('All {0} tickets of “{1}” are loaded.', wholeNumber(rows.length), name),
    ...(unreadable > 0 ? [l10n.t('Rows that could not be read: {0}.', wholeNumber(unreadable))] : []),
  ].join(' ');
}
