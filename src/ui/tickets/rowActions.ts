import type { TicketActions } from '../../core/actions/ticketActions';
import type { BulkChange } from '../../core/actions/ticketOutcome';
import type { TicketSummary } from '../../core/domain/ticket';
import type { App } from '../shell/app';
import { changeTickets } from './bulk';
import { MessageBox, type TicketPanels } from './messageBox';
import type { MessageKind } from './messageDraft';
import { pickAssignee, pickNewTags, pickOldTags, pickStatus } from './rowPicks';

type Tickets = readonly TicketSummary[];

/** What can be done with tickets where they stand: asks the person, then does it. A bundle of its own. */
export class RowActions {
  private readonly messages: MessageBox;

  constructor(
    private readonly app: App,
    private readonly actions: TicketActions,
    panels: TicketPanels,
  ) {
    this.messages = new MessageBox(app, actions, panels);
  }

  /** Writes a reply or a private note in an input box. */
  async write(ticket: TicketSummary, kind: MessageKind): Promise<void> {
    await this.messages.write(ticket, kind);
  }

  async setStatus(tickets: Tickets): Promise<void> {
    const status = await pickStatus(tickets, this.actions.can.statuses);
    if (status) await this.change(tickets, { status });
  }

  async assign(tickets: Tickets): Promise<void> {
    const id = await pickAssignee(tickets, this.app.agents);
    if (id !== undefined) await this.change(tickets, { assignee: { id } });
  }

  async addTags(tickets: Tickets): Promise<void> {
    const addTags = await pickNewTags(tickets, this.app.directory, this.actions.can.tags);
    if (addTags) await this.change(tickets, { addTags });
  }

  async removeTags(tickets: Tickets): Promise<void> {
    const removeTags = await pickOldTags(tickets);
    if (removeTags) await this.change(tickets, { removeTags });
  }

  private async change(tickets: Tickets, change: BulkChange): Promise<void> {
    await changeTickets(this.actions, this.app.log, tickets, change);
  }
}
