import type { DraftSubject } from '../core/stores/draftStore';
import type { Arrival } from '../core/domain/arrival';
import { registerAgents } from '../ui/agents/register';
import { registerChatCommands } from '../ui/chats/chatCommands';
import { registerChatDetail } from '../ui/chatDetail/register';
import { registerForms } from '../ui/forms/register';
import type { EventServiceHandle } from '../ui/listening/eventServiceHandle';
import { isReplySubject, ticketIdOf } from '../ui/shell/draftIds';
import { showDraftProblem } from '../ui/shell/draftProblem';
import type { ShowOptions } from '../ui/shell/panels/previewTab';
import { registerTicketDetail, type TicketDetail } from '../ui/ticketDetail/register';
import { registerTickets, type TicketsView } from '../ui/tickets/register';
import type { Built } from './buildApp';

export interface Views {
  readonly focusFirstTicket: TicketsView['focusFirstTicket'];
  readonly openTicket: TicketDetail['open'];
  readonly openArrival: (arrival: Arrival, options?: ShowOptions) => Promise<void>;
}

/** The lists of tickets and agents, and everything that opens in the editor area. */
export function wireViews({ app, own, commandApi }: Built, eventService: EventServiceHandle): Views {
  own(showDraftProblem(app.drafts));
  const detail = own(registerTicketDetail(app));
  const forms = own(registerForms(app, detail.versionsOf));
  const chats = own(registerChatDetail(app, eventService));
  const { focusFirstTicket } = own(
    registerTickets(app, {
      commandApi,
      openTicket: detail.open,
      editTicket: (id) => forms.open(`ticket.edit/${id}`),
      openDraft: (subject: DraftSubject) =>
        isReplySubject(subject) ? detail.open(ticketIdOf(subject)) : forms.open(subject),
      typedMessage: detail.typedElsewhere,
    }),
  );
  registerChatCommands(app, commandApi);
  own(registerAgents(app, { commandApi, editAgent: (login) => forms.open(`agent.edit/${login}`) }));
  return {
    focusFirstTicket,
    openTicket: detail.open,
    openArrival: (arrival, options) =>
      arrival.kind === 'ticket_created'
        ? detail.open(arrival.ticket.id, options)
        : chats.open(arrival, options),
  };
}
