import { env, l10n, Uri, window } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import { addressOf } from '../messages/addresses';

/**
 * Opens a URL in the browser after the user has confirmed it.
 * @param origin says where the URL is from and who chose it
 */
export async function openAddress(text: string, origin: string): Promise<boolean> {
  const url = addressOf(text);
  if (!url) return false;
  const open = l10n.t('Open Page');
  const question = l10n.t('Open a page on {0} in the browser?', url.host);
  const detail = [origin, oneLine(url.href, 500)].join('\n\n');
  if ((await window.showWarningMessage(question, { modal: true, detail }, open)) !== open) return false;
  return await env.openExternal(Uri.parse(url.href));
}
