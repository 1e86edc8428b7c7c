import { l10n, window } from 'vscode';
import { ticketPollCost } from '../../core/domain/callCost';
import type { ListenerView } from '../../core/events/status/listenerStatus';
import { dollars, wholeNumber } from '../messages/times';
import type { TicketPollingChoice } from '../tunnels/consents';

const minuteMs = 60_000;

/** Explains what polling for new tickets costs, and asks. Resolves to `undefined` when cancelled. */
export async function askTicketPolling(): Promise<TicketPollingChoice | undefined> {
  const { intervalMs: everyMs, callsPerMonth, dollarsPerMonth } = ticketPollCost();
  const minutes = wholeNumber(everyMs / minuteMs);
  const cost = l10n.t(
    'While you are listening, one call every {0} minutes checks for new tickets: {1} calls a month around the clock, about {2} at LiveChat’s list price.',
    minutes,
    wholeNumber(callsPerMonth),
    dollars(dollarsPerMonth),
  );
  const detail = [
    l10n.t('Chats of this account arrive automatically. New tickets require periodic checks.'),
    cost,
    l10n.t('You can change this later: click the account in the status bar, then New Tickets.'),
  ];
  const ask = { title: l10n.t('Check for New Tickets') };
  const chats = { title: l10n.t('Chats Only') };
  const chosen = await window.showInformationMessage(
    l10n.t('Check LiveChat for new tickets every {0} minutes?', minutes),
    { modal: true, detail: detail.join('\n\n') },
    ask,
    chats,
  );
  if (chosen === ask) return 'ask';
  return chosen === chats ? 'chats-only' : undefined;
}

/** How new tickets arrive, for the hover and the menu. */
export function ticketPollingText({
  newTickets,
  events,
}: Pick<ListenerView, 'newTickets' | 'events'>): string {
  const minutes = wholeNumber(ticketPollCost().intervalMs / minuteMs);
  switch (newTickets) {
    case 'webhook':
      return l10n.t('received through a HelpDesk webhook');
    case 'polling':
      return l10n.t('checked every {0} minutes because HelpDesk does not accept the webhook', minutes);
    case 'refused':
      return l10n.t('not checked; HelpDesk does not accept the webhook');
    default:
      return events.includes('ticket_created')
        ? l10n.t('checked every {0} minutes', minutes)
        : l10n.t('not checked automatically');
  }
}
