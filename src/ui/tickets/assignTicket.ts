import { l10n } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { TicketSummary } from '../../core/domain/ticket';
import { agentName } from '../messages/agentLabels';
import type { App } from '../shell/app';
import { changeTickets } from './changeTickets';
import { pickOne, type ValueItem } from './pickForTickets';

/** Asks for an agent and assigns the tickets. No documented API call removes an assignee. */
export async function assignTicket(app: App, tickets: readonly TicketSummary[]): Promise<void> {
  const id = await pickOne(tickets, l10n.t('Select an assignee'), agentItems(app));
  if (id !== undefined) await changeTickets(app, tickets, { assignee: { id } });
}

async function agentItems({ agents }: App): Promise<ValueItem<string>[]> {
  return ((await agents.load()) ?? []).map((agent) => ({
    label: escapeIcons(agentName(agent)),
    description: escapeIcons(oneLine(agent.login)),
    value: agent.login,
  }));
}
