import type { DraftSubject } from '../core/stores/drafts/draft';
import { accountIdOf } from '../core/stores/sessionStore';
import type { Arrival } from '../core/domain/arrival';
import { registerAgents } from '../ui/agents/register';
import { registerBulk } from '../ui/bulk/register';
import { registerChatCommands } from '../ui/chats/chatCommands';
import { registerChats } from '../ui/chats/register';
import { registerChatDetail, type ChatDetail } from '../ui/chatDetail/register';
import { registerForms, type Forms } from '../ui/forms/register';
import type { Listening } from '../ui/listening/listening';
import { chatIdOf, isChatSubject, isReplySubject, ticketIdOf } from '../ui/shell/draftIds';
import { registerReplies } from '../ui/replies/register';
import { showDraftProblem } from '../ui/shell/draftProblem';
import { registerPreviewCommands } from '../ui/shell/panels/previewCommands';
import type { ShowOptions } from '../ui/shell/panels/previewTab';
import { registerScheduling, type RegisteredScheduling } from '../ui/scheduling/register';
import { registerTicketDetail, type TicketDetail } from '../ui/ticketDetail/register';
import { registerTickets, type TicketsView } from '../ui/tickets/register';
import type { Built } from './buildApp';

export interface Views {
  readonly focusFirstTicket: TicketsView['focusFirstTicket'];
  readonly openTicket: TicketDetail['open'];
  readonly openChat: (chat: Parameters<ChatDetail['openLive']>[0]) => Promise<void>;
  /** The window closes. Never rejects. */
  readonly closeChats: () => Promise<void>;
  readonly openArrival: (arrival: Arrival, options?: ShowOptions) => Promise<void>;
}

/** The lists of tickets and agents, and everything that opens in the editor area. */
export function wireViews(
  { app, own, commandApi, connector }: Built,
  { eventService, status }: Listening,
): Views {
  own(showDraftProblem(app.drafts, app.log));
  registerPreviewCommands(app);
  const detail = own(registerTicketDetail(app));
  const forms: Forms = own(
    registerForms(app, {
      versionsOf: detail.versionsOf,
      openRun: async (id): Promise<void> => (await bulk.get()).open(id),
    }),
  );
  const bulk = own(
    registerBulk(app, { openTicket: detail.open, openForm: (id) => forms.open(`ticket.bulk/${id}`) }),
  );
  const chatDetail = own(
    registerChatDetail(app, eventService, async () => {
      const [{ store, outgoing }, view] = await Promise.all([app.chats.get(), chats.view()]);
      return {
        ...{ store, outgoing, listening: eventService, transfers: view.transfers },
        act: (action, chat) => view.act(action, chat),
      };
    }),
  );
  const openChat = async (chatId: string, options?: ShowOptions): Promise<void> => {
    const account = accountIdOf(app.session.current);
    if (account !== undefined) await chatDetail.openLive({ account, chatId }, options);
  };
  const chats = own(
    registerChats(app, {
      listening: eventService,
      openConnection: connector.open,
      eventService: () => eventService.eventService(),
      showSoleAgentStatus: (shown) => status.setChats(shown),
      openChat: ({ chatId }, options) => openChat(chatId, options),
      openNewTicket: () => forms.open('ticket.new'),
      remind: async (chat) => await scheduling.remindOfChat(chat),
    }),
  );
  const { focusFirstTicket } = own(
    registerTickets(app, {
      commandApi,
      openTicket: detail.open,
      editTicket: (id) => forms.open(`ticket.edit/${id}`),
      openDraft: (subject: DraftSubject) => {
        if (isReplySubject(subject)) return detail.open(ticketIdOf(subject));
        return isChatSubject(subject) ? openChat(chatIdOf(subject)) : forms.open(subject);
      },
      viewForms: { open: (subject) => forms.open(subject) },
      showWaiting: (waiting) => status.setWaiting(waiting),
    }),
  );
  const scheduling: RegisteredScheduling = own(
    registerScheduling(app, {
      active: () => detail.activePanel() ?? chatDetail.activePanel(),
      openTicket: detail.open,
      openChat,
      prependToChat: (...text) => chatDetail.prepend(...text),
    }),
  );
  own(registerReplies(app, () => detail.composer() ?? chatDetail.composer() ?? forms.composer()));
  registerChatCommands(app, commandApi);
  own(registerAgents(app, { commandApi, editAgent: (login) => forms.open(`agent.edit/${login}`) }));
  return {
    focusFirstTicket,
    openTicket: detail.open,
    closeChats: async () => {
      await Promise.all([chats.close(), scheduling.close()]);
    },
    openChat: (chat) => chatDetail.openLive(chat),
    openArrival: (arrival, options) =>
      arrival.kind === 'ticket_created'
        ? detail.open(arrival.ticket.id, options)
        : chatDetail.open(arrival, options),
  };
}
