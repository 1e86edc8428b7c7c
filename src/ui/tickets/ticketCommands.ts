import { commands as editor, env, l10n, window } from 'vscode';
import { commandIds, viewIds, type CommandId } from '../../manifest';
import type { CommandApi } from '../commandApi/openCommandApi';
import type { App } from '../shell/app';
import { ticketsOf } from '../shell/trees/nodes';
import { showRowGone } from '../shell/trees/rowGone';
import { messageNotSent } from '../messages/ticketMessages';
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
    method: 'list' | 'get' | 'create' | 'update' | 'bulk',
    options?: { readonly alsoWithoutArgument: boolean },
  ): void =>
    commands.serve(id, async (argument) => await (await commandApi()).tickets[method](argument), options);
  serve(commandIds.listTickets, 'list', { alsoWithoutArgument: true });
  serve(commandIds.getTicket, 'get');
  serve(commandIds.createTicket, 'create');
  serve(commandIds.updateTicket, 'update');
  serve(commandIds.bulkTickets, 'bulk');
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

type ChangeName = 'setTicketStatus' | 'assignTicket' | 'addTicketTags' | 'removeTicketTags';

/** On rows of the view. The files that do it are named after the commands. */
function registerForRows(app: App, panels: TicketPanels): void {
  const { commands } = app;
  const change = async (name: ChangeName, item: unknown, items: unknown): Promise<void> => {
    const tickets = ticketsOf(item, items);
    if (tickets.length === 0) showRowGone();
    else await (await import('./rowActions')).rowActions[name](app, tickets);
  };
  const write = async (name: 'replyToTicket' | 'addTicketNote', item: unknown): Promise<void> => {
    const [ticket] = ticketsOf(item);
    if (ticket) await (await import('./rowActions')).rowActions[name](app, panels, ticket);
    else showRowGone();
  };
  const notChanged = (): string => l10n.t('The tickets were not changed.');
  commands.register(commandIds.setTicketStatus, notChanged, (item, items) =>
    change('setTicketStatus', item, items),
  );
  commands.register(commandIds.assignTicket, notChanged, (item, items) =>
    change('assignTicket', item, items),
  );
  commands.register(commandIds.addTicketTags, notChanged, (item, items) =>
    change('addTicketTags', item, items),
  );
  commands.register(commandIds.removeTicketTags, notChanged, (item, items) =>
    change('removeTicketTags', item, items),
  );
  commands.register(commandIds.replyToTicket, messageNotSent, (item) => write('replyToTicket', item));
  commands.register(commandIds.addTicketNote, messageNotSent, (item) => write('addTicketNote', item));
  commands.register(
    commandIds.copyTicketId,
    () => l10n.t('The ticket ID could not be copied.'),
    async (item, items) => {
      const ids = ticketsOf(item, items).map(({ id }) => id);
      if (ids.length > 0) await env.clipboard.writeText(ids.join('\n'));
      else showRowGone();
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
