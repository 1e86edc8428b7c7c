import { DraftList } from '../core/stores/draftList';
import { registerAgents } from '../ui/agents/register';
import { registerTickets } from '../ui/tickets/register';
import type { CommandApi } from '../ui/commandApi/openCommandApi';
import type { Base } from './base';
import type { Panels } from './panels';

/** The views of tickets and agents. */
export function wireLists(base: Base, work: () => Promise<CommandApi>, panels: Panels): void {
  const { own, session, clock, commands, keys, log, drafts, agents, directory } = base;
  const { detail, forms, openDraft } = panels;
  own(
    registerTickets({
      store: base.tickets,
      agents,
      directory,
      session,
      clock,
      commands,
      keys,
      log,
      actions: async () => (await work()).ticketActions,
      work: async () => (await work()).tickets,
      openTicket: (id) => detail.open(id),
      editTicket: (id) => forms.open(`ticket.edit/${id}`),
      drafts: own(new DraftList(drafts, session, clock)),
      openDraft,
      discardDraft: (draft) => drafts.discard(draft),
      messageDrafts: drafts,
      typedMessage: (id) => detail.typedElsewhere(id),
    }),
  );
  own(
    registerAgents({
      store: agents,
      session,
      clock,
      commands,
      keys,
      actions: async () => (await work()).agentActions,
      work: async () => (await work()).agents,
      remove: async (login) => await (await work()).remove(login),
      editAgent: (login) => forms.open(`agent.edit/${login}`),
    }),
  );
}
