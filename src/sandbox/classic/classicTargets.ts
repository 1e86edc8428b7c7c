import type { Account, DomainEvent, Webhook } from '../account/account';
import { type DeliveryTarget, RETRY_DELAYS } from '../webhooks/webhookSender';
import { deliveredChat } from './chatShape';
import { deliveredTicket } from './ticketShape';

/** The deliveries to classic webhooks for an event. */
export function classicTargets(account: Account, domainEvent: DomainEvent): readonly DeliveryTarget[] {
  const data = dataOf(account, domainEvent);
  if (!data) return [];
  return [...account.webhooks.values()]
    .filter(({ eventType }) => eventType === domainEvent.type)
    .map((webhook) => ({
      eventType: webhook.eventType,
      url: webhook.url,
      body: (eventId) => deliveryBody(account, webhook, data, eventId),
      isRegistered: () => account.webhooks.has(webhook.id),
      retryDelays: RETRY_DELAYS,
    }));
}

function dataOf(account: Account, domainEvent: DomainEvent): Readonly<Record<string, unknown>> | undefined {
  switch (domainEvent.type) {
    case 'ticket_created':
      return { ticket: deliveredTicket(account, domainEvent.ticket) };
    case 'chat_started':
    case 'chat_ended':
    case 'chat_changed':
      return deliveredChat(domainEvent.chat);
    default:
      return undefined;
  }
}

/** The body of a delivery: the proof of origin and one key per requested data type. */
function deliveryBody(
  account: Account,
  webhook: Webhook,
  data: Readonly<Record<string, unknown>>,
  eventId: string,
): string {
  return JSON.stringify({
    event_type: webhook.eventType,
    event_unique_id: eventId,
    token: webhook.token,
    license_id: String(account.licence),
    lc_version: '2',
    ...Object.fromEntries(webhook.dataTypes.map((type) => [type, data[type]])),
  });
}
