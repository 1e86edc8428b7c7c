import { l10n, window } from 'vscode';
import type { ChatActions } from '../../core/actions/chats/chatActions';
import type { ChatSummaryResult } from '../../core/actions/chats/chatResult';
import { toastText } from '../messages/failureMessages';
import type { App } from '../shell/app';
import { delayWithCancel } from './delayWithCancel';

/**
 * Asks in a dialog that names the customer, waits some seconds with Cancel, and then closes the chat.
 * @param id of the chat or one of its threads
 */
export async function closeChatWithPerson(
  actions: ChatActions,
  { clock, shield }: Pick<App, 'clock' | 'shield'>,
  id: string,
): Promise<{ readonly chatId: string } | 'cancelled'> {
  const { id: chatId, visitor } = shield.shown.chatResult(await actions.get({ chatId: id }));
  const name = visitorName(visitor);
  const yes = l10n.t('Close Chat');
  const chosen = await window.showWarningMessage(
    l10n.t('Close the chat with {0}?', name),
    { modal: true, detail: l10n.t('The customer sees that the chat has ended. You can resume it later.') },
    yes,
  );
  if (chosen !== yes) return 'cancelled';
  const { call } = await actions.scheduleClose(chatId);
  const outcome = await delayWithCancel(l10n.t('Closing the chat with {0}', name), call, clock);
  return outcome === 'done' ? { chatId } : 'cancelled';
}

/** The visitor's name, else the address, else "Visitor". */
export function visitorName({ name, email }: ChatSummaryResult['visitor']): string {
  const shown = [name, email].find((text) => text !== undefined && text.trim() !== '');
  return shown === undefined ? l10n.t('Visitor') : toastText(shown, 80);
}
