import { env, l10n, type Uri, window } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Shown } from '../../core/shield/shownValues';
import { addressOf } from '../messages/addresses';

/**
 * Opens a URL in the browser after the user has confirmed it.
 * @param text as it is shown, possibly with masks
 * @param origin says where the URL is from and who chose it
 */
export async function openAddress(
  text: string,
  origin: string,
  shown: Pick<Shown, 'originalUrl'>,
): Promise<boolean> {
  const original = shown.originalUrl(text);
  const url = addressOf(original);
  if (!url) return false;
  const open = l10n.t('Open Page');
  const isMasked = original !== text;
  const question = l10n.t(
    'Open a page on {0} in the browser?',
    (isMasked ? addressOf(text) : url)?.host ?? url.host,
  );
  const whole = isMasked
    ? [l10n.t('The privacy shield masks parts of the address. The page gets them as they are.')]
    : [];
  const detail = [origin, oneLine(isMasked ? text : url.href, 500), ...whole].join('\n\n');
  if ((await window.showWarningMessage(question, { modal: true, detail }, open)) !== open) return false;
  return await openUrl(url.href);
}

/**
 * Opens a URL in the browser as it is written. The editor decodes a `Uri` on the way, so that `%26` becomes `&` and `%23`
 * becomes `%2523`, and a signed link is refused; a string, which it takes as well, is left alone.
 */
export function openUrl(href: string): Thenable<boolean> {
  return env.openExternal(href as unknown as Uri);
}
