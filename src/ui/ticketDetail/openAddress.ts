import { env, l10n, Uri, window } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import { addressOf } from './ticketView';

/** Opens an address in the browser once the person has seen where it leads. */
export async function openAddress(text: string): Promise<boolean> {
  const url = addressOf(text);
  if (!url) return false;
  const open = l10n.t('Open');
  const question = l10n.t('Open a page of {0} in the browser?', url.host);
  const detail = [
    l10n.t('The address stands in the ticket, and whoever wrote it chose it.'),
    oneLine(url.href, 500),
  ].join('\n\n');
  if ((await window.showWarningMessage(question, { modal: true, detail }, open)) !== open) return false;
  return await env.openExternal(Uri.parse(url.href));
}
