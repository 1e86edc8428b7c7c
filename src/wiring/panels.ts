import type { DraftSubject } from '../core/stores/draftStore';
import type { Arrival } from '../core/domain/arrival';
import type { CommandApi } from '../ui/commandApi/openCommandApi';
import { registerChatDetail } from '../ui/chatDetail/register';
import { isFormName } from '../ui/forms/formSource';
import { registerForms, type Forms } from '../ui/forms/register';
import type { EventServiceHandle } from '../ui/listening/eventServiceHandle';
import { Comparisons } from '../ui/shell/comparison';
import { showDraftProblem } from '../ui/shell/draftProblem';
import { registerTicketDetail, type TicketDetail } from '../ui/ticketDetail/register';
import type { Base } from './base';

/** Whatever opens in the editor's own area. */
export interface Panels {
  readonly forms: Forms;
  readonly detail: TicketDetail;
  /** Shows what an event is about. */
  readonly openArrival: (arrival: Arrival) => Promise<void>;
  /** Goes on with what was typed. */
  readonly openDraft: (subject: DraftSubject) => Promise<void>;
}

/** @param desk opened once there is one: events lead to panels, and panels follow events */
export function wirePanels(
  base: Base,
  work: () => Promise<CommandApi>,
  eventService: EventServiceHandle,
): Panels {
  const { context, own, agents, directory, session, clock, commands, log, drafts, tickets } = base;
  const { extensionUri, workspaceState: windowState } = context;
  own(showDraftProblem(drafts));
  const comparisons = own(new Comparisons());
  const detail = own(
    registerTicketDetail({
      store: tickets,
      agents,
      directory,
      session,
      clock,
      commands,
      log,
      drafts,
      extensionUri,
      windowState,
      actions: async () => (await work()).ticketActions,
      comparisons,
    }),
  );
  const forms = own(
    registerForms({
      agents,
      directory,
      session,
      commands,
      log,
      extensionUri,
      windowState,
      drafts,
      actions: work,
      compare: async (conflict) =>
        await comparisons.show(`form/ticket/${conflict.theirs.id}`, await detail.versionsOf(conflict)),
      endComparison: (id) => comparisons.close(`form/ticket/${id}`),
      compareAgents: (login, versions) => comparisons.show(`form/agent/${login}`, versions),
      endAgentComparison: (login) => comparisons.close(`form/agent/${login}`),
    }),
  );
  const chats = own(
    registerChatDetail({
      extensionUri,
      source: {
        page: (query) => eventService.activity.page(query),
        get: (eventId) => eventService.get(eventId),
      },
      onDidArrive: eventService.onDidArrive,
      log,
      windowState,
    }),
  );
  return {
    forms,
    detail,
    openArrival: (arrival) =>
      arrival.kind === 'ticket_created' ? detail.open(arrival.ticket.id) : chats.open(arrival),
    openDraft: (subject) =>
      isFormName(subject) ? forms.open(subject) : detail.open(subject.slice('reply/'.length)),
  };
}
