import { AgentActions } from '../../core/actions/agentActions';
import { ChatActions } from '../../core/actions/chats/chatActions';
import type { ActionOptions } from '../../core/actions/actionContext';
import { LearnedCapabilities } from '../../core/actions/learnedCapabilities';
import { NewestTickets } from '../../core/actions/newestTickets';
import { TicketActions } from '../../core/actions/ticketActions';
import type { Disposable } from '../../core/base/disposable';
import type { StateValues } from '../../core/storage/stateStore';
import type { App } from '../shell/app';
import { AgentCommandApi, type RemoveWithPerson } from './agentCommandApi';
import { ChatCommandApi } from './chatCommandApi';
import { closeChatWithPerson } from './closeChat';
import { Offline, type OfflineOptions } from './offline';
import { removeAgentWithPerson, removeWithDelay } from './removeAgent';
import { TicketCommandApi } from './ticketCommandApi';

/** Operations on tickets, agents and chats, for the user and for code. */
export interface CommandApi extends Disposable {
  readonly capabilities: LearnedCapabilities;
  readonly ticketActions: TicketActions;
  readonly newestTickets: NewestTickets;
  readonly agentActions: AgentActions;
  readonly chatActions: ChatActions;
  readonly tickets: TicketCommandApi;
  readonly agents: AgentCommandApi;
  readonly chats: ChatCommandApi;
  /** Asks for confirmation first. */
  readonly remove: RemoveWithPerson;
  /** For callers that have the user's confirmation; the delay with Cancel remains. */
  readonly removeLater: RemoveWithPerson;
}

/** What the operations need. */
export type CommandApiOptions = Omit<ActionOptions, 'capabilities'> &
  OfflineOptions &
  Pick<App, 'shield'> & { readonly values: StateValues };

/** Creates the operations, once per window. A separate bundle. */
export function openCommandApi(options: CommandApiOptions): CommandApi {
  const { clock, values } = options;
  const capabilities = new LearnedCapabilities(values, clock);
  const deps = { ...options, capabilities };
  const ticketActions = new TicketActions(deps);
  const agentActions = new AgentActions(deps);
  const chatActions = new ChatActions(deps);
  const offline = new Offline(deps);
  const remove: RemoveWithPerson = (login) => removeAgentWithPerson(agentActions, clock, login);
  return {
    capabilities,
    newestTickets: new NewestTickets(deps),
    ticketActions,
    agentActions,
    chatActions,
    tickets: new TicketCommandApi(ticketActions, offline),
    agents: new AgentCommandApi(agentActions, remove),
    chats: new ChatCommandApi(chatActions, offline, (chatId) =>
      closeChatWithPerson(chatActions, deps, chatId),
    ),
    remove,
    removeLater: async (login) => await removeWithDelay(agentActions, clock, await agentActions.get(login)),
    dispose: () => {
      agentActions.dispose();
      chatActions.dispose();
    },
  };
}
