import type { Account, Happening } from '../account/account';
import type { Webhook } from '../account/webhook';
import { deliveredChat } from './chatShape';
import { deliveredTicket } from './ticketShape';

/** The body of one delivery: the proof of origin and one key per data type that was asked for (section 3.7). */
export function deliveryBody(
  account: Account,
  webhook: Webhook,
  happening: Happening,
  eventId: string,
): string {
  const data: Readonly<Record<string, unknown>> =
    happening.type === 'ticket_created'
      ? { ticket: deliveredTicket(account, happening.ticket) }
      : deliveredChat(happening.chat);
  return JSON.stringify({
    event_type: webhook.eventType,
    event_unique_id: eventId,
    token: webhook.token,
    license_id: String(account.licence),
    lc_version: '2',
    ...Object.fromEntries(webhook.dataTypes.map((type) => [type, data[type]])),
  });
}
