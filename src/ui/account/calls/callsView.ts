import { logRejection } from '../../../core/base/log';
import { EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { onDidFocus } from '../../../core/base/event';
import { displayName, type Account } from '../../../core/domain/account';
import { fail } from '../../../core/domain/failure';
import { commandIds } from '../../../manifest';
import type { App } from '../../shell/app';
import type { Calls } from './calls';

const loadActions = async () => (await import('../accountActions')).accountActions;

const scheme = 'livechat-calls';
/** Keeps the disk access out of start-up. */
const firstRefreshDelayMs = 10_000;

/** The read-only document with the calls of the active account, and the warnings about its budget. */
export function registerCallsView({ session, clock, commands }: App, calls: Calls): Disposable {
  const owned = new DisposableStore();
  const changed = owned.add(new EventEmitter<Uri>());
  const uri = (): Uri => Uri.from({ scheme, path: l10n.t('LiveChat API Calls') });
  const active = (): Account | undefined =>
    session.current.kind === 'signed-out' ? undefined : session.current.account;
  owned.add(
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async () => {
        const { callsText } = await loadActions();
        const account = active();
        return account ? callsText(displayName(account), calls.read(account)) : '';
      },
    }),
  );
  commands.register(
    commandIds.showCalls,
    () => l10n.t('The API calls could not be shown.'),
    async () => {
      if (!active()) fail({ code: 'not-signed-in' });
      await calls.refresh();
      changed.fire(uri());
      await window.showTextDocument(await workspace.openTextDocument(uri()), { preview: true });
    },
  );

  const warnOfBudget = async (): Promise<void> => {
    const account = active();
    // Only the focused window warns.
    if (!account || !window.state.focused) return;
    const { level, budget } = calls.read(account);
    if (level !== 'slowed' && level !== 'stopped') return;
    if (!(await calls.claimReport(account, level))) return;
    await (await loadActions()).warnOfBudget(account, level, budget);
  };
  const onChange = (): void => {
    changed.fire(uri());
    logRejection(warnOfBudget());
  };
  let firstRefresh: Disposable | undefined;
  const refreshLater = (): void => {
    if (active()) firstRefresh ??= clock.after(firstRefreshDelayMs, () => logRejection(calls.refresh()));
  };
  refreshLater();
  owned.add(calls.onDidChange(onChange));
  owned.add(session.onDidChange(onChange));
  owned.add(session.onDidChange(refreshLater));
  owned.add(
    onDidFocus(window.onDidChangeWindowState, window.state.focused, () => {
      if (active()) logRejection(calls.refresh());
    }),
  );
  owned.add({ dispose: () => firstRefresh?.dispose() });
  return owned;
}
