import { env, l10n } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type { Log } from '../../core/base/log';
import type { TicketSummary } from '../../core/domain/ticket';
import type { AgentStore } from '../../core/stores/agentStore';
import type { DirectoryStore } from '../../core/stores/directoryStore';
import { commandIds } from '../../manifest';
import type { CommandDoor } from '../shell/commandDoor';
import { changeTickets } from './bulk';
import type { MessageBox } from './messageBox';
import { ticketsOf } from './nodes';
import { pickAssignee, pickNewTags, pickOldTags, pickStatus } from './rowPicks';

export interface RowDeps {
  readonly actions: () => Promise<TicketActions>;
  readonly agents: AgentStore;
  readonly directory: DirectoryStore;
  readonly messages: MessageBox;
  readonly commands: CommandDoor;
  readonly log: Log;
}

/** What can be done with tickets where they stand, one or many, without opening them. */
export function registerRowCommands({ actions, agents, directory, messages, commands, log }: RowDeps): void {
  const notChanged = (): string => l10n.t('The tickets were not changed.');
  commands.register(commandIds.setTicketStatus, notChanged, async (item, items) => {
    const tickets = ticketsOf(item, items);
    const status = tickets.length > 0 ? await pickStatus(tickets, (await actions()).can.statuses) : undefined;
    if (status) await changeTickets(await actions(), log, tickets, { status });
  });
  commands.register(commandIds.assignTicket, notChanged, async (item, items) => {
    const tickets = ticketsOf(item, items);
    const id = tickets.length > 0 ? await pickAssignee(tickets, agents) : undefined;
    if (id !== undefined) await changeTickets(await actions(), log, tickets, { assignee: { id } });
  });
  commands.register(commandIds.addTicketTags, notChanged, async (item, items) => {
    const tickets = ticketsOf(item, items);
    const addTags =
      tickets.length > 0 ? await pickNewTags(tickets, directory, (await actions()).can.tags) : undefined;
    if (addTags) await changeTickets(await actions(), log, tickets, { addTags });
  });
  commands.register(commandIds.removeTicketTags, notChanged, async (item, items) => {
    const tickets = ticketsOf(item, items);
    const removeTags = tickets.length > 0 ? await pickOldTags(tickets) : undefined;
    if (removeTags) await changeTickets(await actions(), log, tickets, { removeTags });
  });

  const notSent = (): string => l10n.t('It was not sent.');
  const write = async (item: unknown, kind: 'reply' | 'note'): Promise<void> => {
    const [ticket]: readonly TicketSummary[] = ticketsOf(item, undefined);
    if (ticket) await messages.write(ticket, kind);
  };
  commands.register(commandIds.replyToTicket, notSent, (item) => write(item, 'reply'));
  commands.register(commandIds.addTicketNote, notSent, (item) => write(item, 'note'));
  commands.register(
    commandIds.copyTicketId,
    () => l10n.t('The ticket id could not be copied.'),
    async (item, items) => {
      const ids = ticketsOf(item, items).map(({ id }) => id);
      if (ids.length > 0) await env.clipboard.writeText(ids.join('\n'));
    },
  );
}
