import { commands as editor, l10n, window } from 'vscode';
import { commandIds, viewIds, type CommandId } from '../../manifest';
import type { CommandApi } from '../commandApi/openCommandApi';
import type { TicketCommandApi } from '../commandApi/ticketCommandApi';
import type { App } from '../shell/app';
import { ticketsOf } from '../shell/nodes';

export interface TicketCommands {
  readonly commandApi: () => Promise<CommandApi>;
  /** Shows a ticket with its conversation. */
  readonly openTicket: (ticketId: string) => unknown;
  /** Opens the form that changes a ticket. */
  readonly editTicket: (ticketId: string) => unknown;
}

/**
 * The commands that other extensions, keybindings and scripts call with an argument, and what each does for a
 * person. The form for a new ticket is the business of its own room.
 */
export function registerTicketCommands(
  { commands }: App,
  { commandApi, openTicket, editTicket }: TicketCommands,
): void {
  const serve = (
    id: CommandId,
    run: (api: TicketCommandApi, argument: unknown) => Promise<unknown>,
    options?: { readonly bareToo: boolean },
  ): void =>
    commands.serve(id, async (argument) => await run((await commandApi()).tickets, argument), options);
  serve(commandIds.listTickets, (all, argument) => all.list(argument), { bareToo: true });
  serve(commandIds.getTicket, (all, argument) => all.get(argument));
  serve(commandIds.createTicket, (all, argument) => all.create(argument));
  serve(commandIds.updateTicket, (all, argument) => all.update(argument));

  commands.register(
    commandIds.listTickets,
    () => l10n.t('The tickets could not be shown.'),
    () => editor.executeCommand(`${viewIds.tickets}.focus`),
  );
  commands.register(
    commandIds.getTicket,
    () => l10n.t('The ticket could not be opened.'),
    async (item) => {
      const id = await whichTicket(item, l10n.t('Open Ticket'));
      if (id !== undefined) await openTicket(id);
    },
  );
  commands.register(
    commandIds.updateTicket,
    () => l10n.t('The form could not be opened.'),
    async (item) => {
      const id = await whichTicket(item, l10n.t('Edit Ticket'));
      if (id !== undefined) await editTicket(id);
    },
  );
}

async function whichTicket(item: unknown, title: string): Promise<string | undefined> {
  const [ticket] = ticketsOf(item);
  if (ticket) return ticket.id;
  const typed = await window.showInputBox({
    title,
    prompt: l10n.t('Ticket ID'),
    ignoreFocusOut: true,
  });
  return typed?.trim() === '' ? undefined : typed?.trim();
}
