import { commands } from 'vscode';

/** Opens the LiveChat views and the newest ticket beside them, as `npm start` does. The list of tickets has the focus. */
export async function showFirstScreen(views: {
  readonly focusFirstTicket: () => Promise<string | undefined>;
  readonly openTicket: (ticketId: string, options: { readonly preserveFocus: true }) => Promise<void>;
}): Promise<void> {
  await commands.executeCommand('workbench.view.extension.livechat');
  const ticketId = await views.focusFirstTicket();
  if (ticketId !== undefined) await views.openTicket(ticketId, { preserveFocus: true });
}
