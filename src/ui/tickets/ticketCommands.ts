import { commands as editor, env, l10n, window } from 'vscode';
import { commandIds, viewIds, type CommandId } from '../../manifest';
import type { CommandApi } from '../commandApi/openCommandApi';
import type { TicketCommandApi } from '../commandApi/ticketCommandApi';
import type { App } from '../shell/app';
import { ticketsOf } from '../shell/nodes';
import { messageNotSent } from '../shell/ticketMessages';
import type { TicketPanels } from './replyToTicket';

export interface TicketCommands extends TicketPanels {
  readonly commandApi: () => Promise<CommandApi>;
  /** Opens the form that changes a ticket. */
  readonly editTicket: (ticketId: string) => unknown;
}

/** Every command on tickets. `ticketDetail` registers Open Ticket, `forms` the forms. */
export function registerTicketCommands(app: App, rooms: TicketCommands): void {
  registerForCode(app, rooms);
  registerForUser(app, rooms);
  registerForRows(app, rooms);
}

/** With an argument object, from other extensions, keybindings and scripts. */
function registerForCode({ commands }: App, { commandApi }: TicketCommands): void {
  const serve = (
    id: CommandId,
    run: (api: TicketCommandApi, argument: unknown) => Promise<unknown>,
    options?: { readonly bareToo: boolean },
  ): void =>
    commands.serve(id, async (argument) => await run((await commandApi()).tickets, argument), options);
  serve(commandIds.listTickets, (api, argument) => api.list(argument), { bareToo: true });
  serve(commandIds.getTicket, (api, argument) => api.get(argument));
  serve(commandIds.createTicket, (api, argument) => api.create(argument));
  serve(commandIds.updateTicket, (api, argument) => api.update(argument));
}

/** The same commands without an argument. */
function registerForUser({ commands }: App, { openTicket, editTicket }: TicketCommands): void {
  commands.register(
    commandIds.listTickets,
    () => l10n.t('The tickets could not be shown.'),
    () => editor.executeCommand(`${viewIds.tickets}.focus`),
  );
  commands.register(
    commandIds.getTicket,
    () => l10n.t('The ticket could not be opened.'),
    async (item) => {
      const id = await ticketIdOf(item, l10n.t('Open Ticket'));
      if (id !== undefined) await openTicket(id);
    },
  );
  commands.register(
    commandIds.updateTicket,
    () => l10n.t('The form could not be opened.'),
    async (item) => {
      const id = await ticketIdOf(item, l10n.t('Edit Ticket'));
      if (id !== undefined) await editTicket(id);
    },
  );
}

/** On rows of the view. The name of a command is the name of the file that does it. */
function registerForRows(app: App, panels: TicketPanels): void {
  const { commands } = app;
  const notChanged = (): string => l10n.t('The tickets were not changed.');
  for (const name of ['setTicketStatus', 'assignTicket', 'addTicketTags', 'removeTicketTags'] as const) {
    commands.register(commandIds[name], notChanged, async (item, items) => {
      const tickets = ticketsOf(item, items);
      if (tickets.length > 0) await (await import('./rowActions')).rowActions[name](app, tickets);
    });
  }
  for (const name of ['replyToTicket', 'addTicketNote'] as const) {
    commands.register(commandIds[name], messageNotSent, async (item) => {
      const [ticket] = ticketsOf(item);
      if (ticket) await (await import('./rowActions')).rowActions[name](app, panels, ticket);
    });
  }
  commands.register(
    commandIds.copyTicketId,
    () => l10n.t('The ticket ID could not be copied.'),
    async (item, items) => {
      const ids = ticketsOf(item, items).map(({ id }) => id);
      if (ids.length > 0) await env.clipboard.writeText(ids.join('\n'));
    },
  );
}

async function ticketIdOf(item: unknown, title: string): Promise<string | undefined> {
  const [ticket] = ticketsOf(item);
  if (ticket) return ticket.id;
  const typed = await window.showInputBox({ title, prompt: l10n.t('Ticket ID'), ignoreFocusOut: true });
  const id = typed?.trim();
  return id === '' ? undefined : id;
}
