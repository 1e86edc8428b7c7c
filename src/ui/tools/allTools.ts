import type { LanguageModelTool } from 'vscode';
import type { Log } from '../../core/base/log';
import type { ToolName } from '../../manifest';
import type { AgentCommandApi, RemoveWithPerson } from '../commandApi/agentCommandApi';
import type { TicketCommandApi } from '../commandApi/ticketCommandApi';
import { agentTools } from './agentTools';
import { eventTools, type EventsForTools } from './eventTools';
import { ticketTools } from './ticketTools';
import { toolOf } from './tool';

export interface AllToolsDeps {
  readonly tickets: TicketCommandApi;
  readonly agents: AgentCommandApi;
  /** Removes without a question, after a delay in which the person can call it off. */
  readonly removeLater: RemoveWithPerson;
  readonly events: EventsForTools;
  readonly log: Log;
}

/** Every tool by its name; a bundle of its own. */
export function allTools(deps: AllToolsDeps): ReadonlyMap<ToolName, LanguageModelTool<object>> {
  const { tickets, agents, removeLater, events, log } = deps;
  const parts = [...ticketTools(tickets), ...agentTools(agents, removeLater), ...eventTools(events)];
  return new Map(parts.map((tool) => [tool.name, toolOf(tool, log)]));
}
