import { l10n } from 'vscode';
import type { TicketSummary } from '../../core/domain/ticket';
import type { App } from '../shell/app';
import { statusLabel } from '../messages/ticketLabels';
import { changeTickets } from './changeTickets';
import { pickOne } from './pickForTickets';

/** Asks for a status and sets it. */
export async function setTicketStatus(app: App, tickets: readonly TicketSummary[]): Promise<void> {
  const { ticketActions } = await app.actions();
  const [first] = tickets;
  const current = tickets.every(({ status }) => status === first?.status) ? first?.status : undefined;
  const items = ticketActions.capabilities.statuses.map((status) => ({
    label: statusLabel(status),
    ...(status === current && { description: l10n.t('now') }),
    value: status,
  }));
  const status = await pickOne(tickets, l10n.t('Select a status'), items);
  if (status) await changeTickets(app, tickets, { status });
}
