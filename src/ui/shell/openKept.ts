import { commands } from 'vscode';
import type { LocalStore } from '../../core/localData/localStore';
import { commandIds } from '../../manifest';

/** Opens a ticket, or the chat of a thread, that is kept on this machine. */
export async function openKept(
  store: LocalStore,
  account: string,
  { kind, id }: { readonly kind: 'ticket' | 'chat'; readonly id: string },
): Promise<void> {
  if (kind === 'ticket') {
    await commands.executeCommand(commandIds.openTicket, { ticketId: id });
    return;
  }
  const eventId = store.eventOf(account, id);
  if (eventId !== undefined) {
    await commands.executeCommand(commandIds.openArrival, { eventId });
    return;
  }
  const kept = store.kept.chat(account, id)?.value;
  const chatId = kept?.from === 'api' ? kept.chat.chatId : id;
  await commands.executeCommand(commandIds.openChat, { chatId });
}
