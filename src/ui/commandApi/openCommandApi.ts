import { AgentActions } from '../../core/actions/agentActions';
import type { ActionOptions } from '../../core/actions/actionContext';
import { TicketActions } from '../../core/actions/ticketActions';
import type { Disposable } from '../../core/base/disposable';
import { AgentCommandApi, type RemoveWithPerson } from './agentCommandApi';
import { removeAgentWithPerson, removeWithDelay } from './removeAgent';
import { TicketCommandApi } from './ticketCommandApi';

/** What can be done with tickets and agents, for a person and for code. */
export interface CommandApi extends Disposable {
  readonly ticketActions: TicketActions;
  readonly agentActions: AgentActions;
  readonly tickets: TicketCommandApi;
  readonly agents: AgentCommandApi;
  /** Asks the person by a dialog first. */
  readonly remove: RemoveWithPerson;
  /** For callers to whom the person has already said yes; the delay with Cancel remains. */
  readonly removeLater: RemoveWithPerson;
}

/** All actions, made once for a window; a bundle of its own. */
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
