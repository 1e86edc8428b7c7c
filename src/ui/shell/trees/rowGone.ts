import { l10n, window } from 'vscode';

/**
 * VS Code passes nothing if the row of a menu was removed before an entry was selected. The selected row may be another
 * one, so nothing is done to it.
 */
export function showRowGone(): void {
  void window.showInformationMessage(
    l10n.t('The list has changed. Select the row again and repeat the command.'),
  );
}
