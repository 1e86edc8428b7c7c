import { asRecord } from '../../core/base/json';
import type { DomainEvent } from '../account/account';
import type { DeliveryTarget } from '../webhooks/webhookSender';
import type { HelpDesk } from './helpdesk/helpDesk';
import { ticketShape } from './helpdesk/ticketShape';
import type { PlatformWebhook } from './platformWebhook';
import type { Push } from '../account/push';
import { pushesOf } from './pushes';
import type { PlatformState } from './platformState';

/**
 * Three retries within about a minute, see `docs/livechat-api.md#webhook-retries`. The spacing, and that HelpDesk does
 * the same, is assumed.
 */
export const PLATFORM_RETRY_DELAYS: readonly number[] = [5_000, 20_000, 30_000];

/** The deliveries to platform webhooks for an event. */
export function platformTargets(
  platform: PlatformState,
  helpDesk: HelpDesk,
  domainEvent: DomainEvent,
): readonly DeliveryTarget[] {
  return [
    ...pushesOf(platform, domainEvent).flatMap((push) => v3Targets(platform, push)),
    ...helpdeskTargets(helpDesk, domainEvent),
  ];
}

function v3Targets(platform: PlatformState, push: Push): readonly DeliveryTarget[] {
  return [...platform.webhooks.values()]
    .filter(
      (webhook) =>
        webhook.action === push.action &&
        platform.enabledWebhookClients.has(webhook.ownerClientId) &&
        passes(webhook, push),
    )
    .map((webhook) => ({
      eventType: webhook.action,
      url: webhook.url,
      body: () => JSON.stringify(envelope(platform, webhook, push)),
      isRegistered: () => platform.webhooks.has(webhook.id),
      retryDelays: PLATFORM_RETRY_DELAYS,
    }));
}

/** The body of a delivery. Its secret is the only proof of origin. */
function envelope(
  platform: PlatformState,
  webhook: PlatformWebhook,
  { action, payload, presentIn = [] }: Push,
) {
  const { id, secretKey, additionalData } = webhook;
  const { status } = asRecord(payload);
  return {
    webhook_id: id,
    secret_key: secretKey,
    action,
    organization_id: platform.organizationId,
    payload:
      // Routing statuses have spaces in webhooks and underscores in pushes.
      action === 'routing_status_set' ? { ...payload, status: String(status).replaceAll('_', ' ') } : payload,
    additional_data: {
      ...(additionalData.includes('chat_properties') && { chat_properties: {} }),
      ...(additionalData.includes('chat_presence_user_ids') && { chat_presence_user_ids: presentIn }),
    },
  };
}

/** Applies the filters `author_type`, `agent_ids` and `chat_presence.user_ids`. Others are ignored. */
function passes({ filters = {} }: PlatformWebhook, { payload, presentIn = [] }: Push): boolean {
  const { author_type: author, agent_ids: agents, chat_presence: presence } = filters;
  if (author !== undefined && author !== authorType(payload)) return false;
  if (!has(agents, [String(asRecord(payload).agent_id)])) return false;
  return has(asRecord(presence).user_ids, presentIn);
}

// The ids of agents are e-mail addresses, those of customers UUIDs.
function authorType(payload: object): string | undefined {
  const { event } = asRecord(payload);
  if (event === undefined) return undefined;
  return String(asRecord(event).author_id).includes('@') ? 'agent' : 'customer';
}

function has(filter: unknown, own: readonly string[]): boolean {
  const { values, exclude_values: without } = asRecord(filter);
  if (Array.isArray(without) && own.some((id) => without.includes(id))) return false;
  return !Array.isArray(values) || own.some((id) => values.includes(id));
}

/** HelpDesk sends the complete ticket each time (observed). */
function helpdeskTargets(helpDesk: HelpDesk, domainEvent: DomainEvent): readonly DeliveryTarget[] {
  if (domainEvent.type !== 'ticket_created' && domainEvent.type !== 'ticket_updated') return [];
  const { ticket } = domainEvent;
  const eventType = domainEvent.type === 'ticket_created' ? 'tickets.create' : 'tickets.update';
  const createdAt = new Date(helpDesk.platform.clock.now()).toISOString();
  return [...helpDesk.webhooks.values()]
    .filter((webhook) => webhook.eventType === eventType)
    .map(({ ID, url }) => ({
      eventType,
      url,
      body: () => JSON.stringify({ payload: ticketShape(helpDesk, ticket), createdAt, eventType }),
      isRegistered: () => helpDesk.webhooks.has(ID),
      retryDelays: PLATFORM_RETRY_DELAYS,
    }));
}
