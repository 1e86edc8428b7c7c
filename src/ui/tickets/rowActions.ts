import type { TicketActions } from '../../core/actions/ticketActions';
import type { BulkChange } from '../../core/actions/ticketOutcome';
import type { Log } from '../../core/base/log';
import type { TicketSummary } from '../../core/domain/ticket';
import type { AgentStore } from '../../core/stores/agentStore';
import type { DirectoryStore } from '../../core/stores/directoryStore';
import { changeTickets } from './bulk';
import { MessageBox, type MessageBoxDeps } from './messageBox';
import type { MessageKind } from './messageDraft';
import { pickAssignee, pickNewTags, pickOldTags, pickStatus } from './rowPicks';

export interface RowActionsOptions extends MessageBoxDeps {
  readonly actions: TicketActions;
  readonly agents: AgentStore;
  readonly directory: DirectoryStore;
  readonly log: Log;
}

type Tickets = readonly TicketSummary[];

/** What can be done with tickets where they stand: asks the person, then does it. A bundle of its own. */
export class RowActions {
  private readonly messages: MessageBox;

  constructor(private readonly deps: RowActionsOptions) {
    this.messages = new MessageBox(deps);
  }

  /** Writes a reply or a private note in an input box. */
  async write(ticket: TicketSummary, kind: MessageKind): Promise<void> {
    await this.messages.write(ticket, kind);
  }

  async setStatus(tickets: Tickets): Promise<void> {
    const status = await pickStatus(tickets, this.deps.actions.can.statuses);
    if (status) await this.change(tickets, { status });
  }

  async assign(tickets: Tickets): Promise<void> {
    const id = await pickAssignee(tickets, this.deps.agents);
    if (id !== undefined) await this.change(tickets, { assignee: { id } });
  }

  async addTags(tickets: Tickets): Promise<void> {
    const addTags = await pickNewTags(tickets, this.deps.directory, this.deps.actions.can.tags);
    if (addTags) await this.change(tickets, { addTags });
  }

  async removeTags(tickets: Tickets): Promise<void> {
    const removeTags = await pickOldTags(tickets);
    if (removeTags) await this.change(tickets, { removeTags });
  }

  private async change(tickets: Tickets, change: BulkChange): Promise<void> {
    await changeTickets(this.deps.actions, this.deps.log, tickets, change);
  }
}
