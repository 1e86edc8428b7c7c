import { lm } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import type { AgentWork, RemoveWithPerson } from '../work/agentWork';
import type { TicketWork } from '../work/ticketWork';
import { agentTools } from './agentTools';
import { eventTools, type EventsForTools } from './eventTools';
import { ticketTools } from './ticketTools';
import { toolOf } from './tool';

export interface ToolDeps {
  readonly tickets: TicketWork;
  readonly agents: AgentWork;
  /** Removes without a question, after a delay in which the person can call it off. */
  readonly removeLater: RemoveWithPerson;
  readonly events: EventsForTools;
  readonly log: Log;
}

/** What a language model can do with the account, by the same ways as a person and code. */
export function registerTools({ tickets, agents, removeLater, events, log }: ToolDeps): Disposable {
  const owned = new DisposableStore();
  for (const tool of [...ticketTools(tickets), ...agentTools(agents, removeLater), ...eventTools(events)]) {
    owned.add(lm.registerTool(tool.name, toolOf(tool, log)));
  }
  return owned;
}
