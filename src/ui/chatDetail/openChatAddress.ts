import { l10n } from 'vscode';
import { openAddress } from '../shell/openAddress';
import type { ShieldView } from '../shell/shield';
import type { ChatModel } from './chatModel';

/** Asks, and opens an address that occurs in the chat. */
export async function openChatAddress(
  { addresses }: Pick<ChatModel, 'addresses'>,
  { shown }: Pick<ShieldView, 'shown'>,
  url: string,
): Promise<{ opened: boolean }> {
  const origin = l10n.t('This address comes from the chat and was chosen by whoever wrote it.');
  return { opened: addresses.has(url) && (await openAddress(url, origin, shown)) };
}
