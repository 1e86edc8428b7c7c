import type { LanguageModelTool } from 'vscode';
import type { ToolName } from '../../manifest';
import type { CommandApi } from '../commandApi/openCommandApi';
import type { App } from '../shell/app';
import { agentTools } from './agentTools';
import { chatTools } from './chatTools';
import { eventTools, type KeptEvents } from './eventTools';
import { ticketTools } from './ticketTools';
import { toolOf } from './tool';

/** Every tool by its name. A separate bundle. */
export function allTools(
  { session, log, shield }: App,
  { tickets, agents, chats, removeLater }: CommandApi,
  events: KeptEvents,
): ReadonlyMap<ToolName, LanguageModelTool<object>> {
  const parts = [
    ...ticketTools(tickets, shield),
    ...agentTools(agents, removeLater),
    ...eventTools(events, shield),
    ...chatTools(chats, shield),
  ];
  return new Map(parts.map((tool) => [tool.name, toolOf(tool, { session, log, shield })]));
}
