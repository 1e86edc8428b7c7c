import type { Memento } from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { AgentFormActions } from './agentForms';
import type { DraftPort } from './draftPort';
import type { TicketFormActions } from './ticketForms';

export function interimDrafts(state: Memento): DraftPort {
  const keyOf = (id: { account: string; subject: string }): string => `draft/${id.account}/${id.subject}`;
  return {
    get: (id) => Promise.resolve(state.get(keyOf(id))),
    keep: (id, title, values) =>
      void state.update(keyOf(id), Object.keys(values).length > 0 ? { title, values } : undefined),
    discard: async (id) => {
      await state.update(keyOf(id), undefined);
    },
  };
}

export function interimActions(
  session: SessionStore,
  clock: Clock,
): { ticketActions: TicketFormActions; agentActions: AgentFormActions } {
  return {
    ticketActions: {
      create: async (draft) => ({
        kind: 'created',
        ticket: await session.run((c) => c.tickets.create(draft)),
        warnings: [],
      }),
      see: async (id) => ({ ticket: await session.run((c) => c.tickets.get(id)), readAt: clock.now() }),
      update: async ({ ticketId, change }) => ({
        kind: 'saved',
        ticket: await session.run((c) => c.tickets.update(ticketId, change)),
        sent: [],
        warnings: [],
        news: [],
      }),
    },
    agentActions: {
      create: async (draft) => ({
        kind: 'created',
        agent: await session.run((c) => c.agents.create(draft)),
        warnings: [],
      }),
      see: async (id) => ({ agent: await session.run((c) => c.agents.get(id)), readAt: clock.now() }),
      update: async ({ login, change }) => ({
        kind: 'saved',
        agent: await session.run((c) => c.agents.update(login, change)),
        sent: [],
        warnings: [],
      }),
    },
  };
}
