import { AgentActions } from '../../core/actions/agentActions';
import type { ActionDeps } from '../../core/actions/scope';
import { TicketActions } from '../../core/actions/ticketActions';
import type { Disposable } from '../../core/base/disposable';
import { AgentWork, type RemoveWithPerson } from './agentWork';
import { removeAgentWithPerson, removeWithDelay } from './removeAgent';
import { TicketWork } from './ticketWork';

/** What can be done with tickets and agents, for a person and for code. */
export interface Work extends Disposable {
  readonly ticketActions: TicketActions;
  readonly agentActions: AgentActions;
  readonly tickets: TicketWork;
  readonly agents: AgentWork;
  /** Asks the person by a dialog first. */
  readonly remove: RemoveWithPerson;
  /** For callers to whom the person has already said yes; the delay with Cancel remains. */
  readonly removeLater: RemoveWithPerson;
}

/** All actions, made once for a window; a bundle of its own. */
export function openWork(deps: ActionDeps): Work {
  const { clock } = deps;
  const ticketActions = new TicketActions(deps);
  const agentActions = new AgentActions(deps);
  const remove: RemoveWithPerson = (login) => removeAgentWithPerson(agentActions, clock, login);
  return {
    ticketActions,
    agentActions,
    tickets: new TicketWork(ticketActions),
    agents: new AgentWork(agentActions, remove),
    remove,
    removeLater: async (login) => await removeWithDelay(agentActions, clock, await agentActions.get(login)),
    dispose: () => agentActions.dispose(),
  };
}
