import { l10n, window } from 'vscode';
import { toastText } from '../messages/failureMessages';

/**
 * Offers what was typed in a panel that was closed.
 * @param title of the panel, a customer's text
 */
export async function offerUndo(
  title: string,
  answers: { readonly reopen: () => void; readonly discard: () => unknown },
): Promise<void> {
  const reopen = l10n.t('Reopen');
  const discard = l10n.t('Discard');
  const text = l10n.t('“{0}” was closed. What you typed is kept as a draft.', toastText(title, 60));
  const chosen = await window.showInformationMessage(text, reopen, discard);
  if (chosen === reopen) answers.reopen();
  else if (chosen === discard) await answers.discard();
}
