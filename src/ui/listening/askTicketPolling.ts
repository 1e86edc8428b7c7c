import { env, l10n, window } from 'vscode';
import { ticketPollCost } from '../../core/domain/callCost';
import type { ListenerView } from '../../core/events/status/listenerTypes';
import { wholeNumber } from '../shell/times';
import type { TicketPollingChoice } from '../tunnels/consents';

const minuteMs = 60_000;

/** Tells the person what asking for new tickets costs, in this window. `undefined`: they gave up. */
export async function askTicketPolling(): Promise<TicketPollingChoice | undefined> {
  const { everyMs, callsPerMonth, dollarsPerMonth } = ticketPollCost();
  const minutes = wholeNumber(everyMs / minuteMs);
  const price = new Intl.NumberFormat(env.language, { style: 'currency', currency: 'USD' });
  const cost = l10n.t(
    'While you listen, one call every {0} minutes looks for them. Day and night, that is {1} calls a month: about {2} by LiveChat’s price list.',
    minutes,
    wholeNumber(callsPerMonth),
    price.format(dollarsPerMonth),
  );
  const detail = [
    l10n.t('Chats of this account come by themselves. New tickets have to be asked for.'),
    cost,
    l10n.t('You can change this later: click the account in the status bar, then New Tickets.'),
  ];
  const ask = { title: l10n.t('Ask for New Tickets') };
  const chats = { title: l10n.t('Chats Only') };
  const chosen = await window.showInformationMessage(
    l10n.t('Ask LiveChat for new tickets every {0} minutes?', minutes),
    { modal: true, detail: detail.join('\n\n') },
    ask,
    chats,
  );
  if (chosen === ask) return 'ask';
  return chosen === chats ? 'chats-only' : undefined;
}

/** How new tickets are heard of, for the hover and the menu. The window that leads says so. */
export function ticketPollingText({
  newTickets,
  events,
}: Pick<ListenerView, 'newTickets' | 'events'>): string {
  const minutes = wholeNumber(ticketPollCost().everyMs / minuteMs);
  switch (newTickets) {
    case 'told':
      return l10n.t('told by a webhook of HelpDesk');
    case 'asked':
      return l10n.t('asked for every {0} minutes, since HelpDesk takes no webhook', minutes);
    case 'refused':
      return l10n.t('not asked for, and HelpDesk takes no webhook');
    default:
      return events.includes('ticket_created')
        ? l10n.t('asked for every {0} minutes', minutes)
        : l10n.t('not asked for');
  }
}
