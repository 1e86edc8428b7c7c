import { env, l10n } from 'vscode';
import { Lazy } from '../../core/base/lazy';
import type { TicketSummary } from '../../core/domain/ticket';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { messageNotSent } from '../shell/ticketMessages';
import type { TicketPanels } from './messageBox';
import type { MessageKind } from './messageDraft';
import { ticketsOf } from '../shell/nodes';
import type { RowActions } from './rowActions';

/** What can be done with tickets where they stand, one or many, without opening them. */
export function registerRowCommands(app: App, panels: TicketPanels): void {
  const { actions, commands } = app;
  const rows = new Lazy(async () => {
    const [{ RowActions }, { ticketActions }] = await Promise.all([import('./rowActions'), actions()]);
    return new RowActions(app, ticketActions, panels);
  });
  const notChanged = (): string => l10n.t('The tickets were not changed.');
  const onTickets = async (
    item: unknown,
    items: unknown,
    work: (rows: RowActions, tickets: readonly TicketSummary[]) => Promise<void>,
  ): Promise<void> => {
    const tickets = ticketsOf(item, items);
    if (tickets.length > 0) await work(await rows.get(), tickets);
  };
  commands.register(commandIds.setTicketStatus, notChanged, (item, items) =>
    onTickets(item, items, (all, tickets) => all.setStatus(tickets)),
  );
  commands.register(commandIds.assignTicket, notChanged, (item, items) =>
    onTickets(item, items, (all, tickets) => all.assign(tickets)),
  );
  commands.register(commandIds.addTicketTags, notChanged, (item, items) =>
    onTickets(item, items, (all, tickets) => all.addTags(tickets)),
  );
  commands.register(commandIds.removeTicketTags, notChanged, (item, items) =>
    onTickets(item, items, (all, tickets) => all.removeTags(tickets)),
  );

  const write = async (item: unknown, kind: MessageKind): Promise<void> => {
    const [ticket] = ticketsOf(item);
    if (ticket) await (await rows.get()).write(ticket, kind);
  };
  commands.register(commandIds.replyToTicket, messageNotSent, (item) => write(item, 'reply'));
  commands.register(commandIds.addTicketNote, messageNotSent, (item) => write(item, 'note'));
  commands.register(
    commandIds.copyTicketId,
    () => l10n.t('The ticket ID could not be copied.'),
    async (item, items) => {
      const ids = ticketsOf(item, items).map(({ id }) => id);
      if (ids.length > 0) await env.clipboard.writeText(ids.join('\n'));
    },
  );
}
