import { AgentActions } from '../../core/actions/agentActions';
import type { ActionOptions } from '../../core/actions/actionContext';
import { TicketActions } from '../../core/actions/ticketActions';
import type { Disposable } from '../../core/base/disposable';
import { AgentCommandApi, type RemoveWithPerson } from './agentCommandApi';
import { removeAgentWithPerson, removeWithDelay } from './removeAgent';
import { TicketCommandApi } from './ticketCommandApi';

/** Operations on tickets and agents, for the user and for code. */
export interface CommandApi extends Disposable {
  readonly ticketActions: TicketActions;
  readonly agentActions: AgentActions;
  readonly tickets: TicketCommandApi;
  readonly agents: AgentCommandApi;
  /** Asks for confirmation first. */
  readonly remove: RemoveWithPerson;
  /** For callers that have the user's confirmation; the delay with Cancel remains. */
  readonly removeLater: RemoveWithPerson;
}

/** Creates the operations, once per window. A separate bundle. */
export function openCommandApi(deps: ActionOptions): CommandApi {
  const { clock } = deps;
  const ticketActions = new TicketActions(deps);
  const agentActions = new AgentActions(deps);
  const remove: RemoveWithPerson = (login) => removeAgentWithPerson(agentActions, clock, login);
  return {
    ticketActions,
    agentActions,
    tickets: new TicketCommandApi(ticketActions),
    agents: new AgentCommandApi(agentActions, remove),
    remove,
    removeLater: async (login) => await removeWithDelay(agentActions, clock, await agentActions.get(login)),
    dispose: () => agentActions.dispose(),
  };
}
