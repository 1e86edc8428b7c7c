import type { DraftSubject } from '../core/stores/draftStore';
import type { Arrival } from '../core/domain/arrival';
import type { Work } from '../ui/work/openWork';
import { registerChatDetail } from '../ui/chatDetail/register';
import { isFormName } from '../ui/forms/formSource';
import { registerForms, type Forms } from '../ui/forms/register';
import type { DeskDoor } from '../ui/listening/deskDoor';
import { Comparisons } from '../ui/shell/comparison';
import { tellDraftTrouble } from '../ui/shell/draftTrouble';
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
export function wirePanels(base: Base, work: () => Promise<Work>, desk: DeskDoor): Panels {
  const { context, own, agents, directory, session, clock, commands, log, drafts, tickets } = base;
  const { extensionUri, workspaceState: windowState } = context;
  own(tellDraftTrouble(drafts));
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
      source: { page: (query) => desk.activity.page(query), get: (eventId) => desk.get(eventId) },
      onDidArrive: desk.onDidArrive,
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
