import type { DomainEvent } from '../account/account';
import type { Target } from '../webhooks/webhookSender';
import type { HelpDesk } from './helpdesk/helpDesk';
import { ticketShape } from './helpdesk/ticketShape';
import type { PlatformWebhook } from './platformWebhook';
import { pushesOf, type Push } from './pushes';
import type { World } from './world';

/** Three retries within about a minute (section 5.5 [V]); the spacing is a guess, and HelpDesk's is all one [NF]. */
export const PLATFORM_RETRY_DELAYS: readonly number[] = [5_000, 20_000, 30_000];

/** The webhooks of the current APIs that a happening concerns. */
export function platformTargets(
  world: World,
  helpDesk: HelpDesk,
  domainEvent: DomainEvent,
): readonly Target[] {
  return [
    ...pushesOf(world, domainEvent).flatMap((push) => v3Targets(world, push)),
    ...helpdeskTargets(helpDesk, domainEvent),
  ];
}

function v3Targets(world: World, push: Push): readonly Target[] {
  return [...world.webhooks.values()]
    .filter(
      (webhook) =>
        webhook.action === push.action &&
        world.webhooksOn.has(webhook.ownerClientId) &&
        passes(webhook, push),
    )
    .map((webhook) => ({
      eventType: webhook.action,
      url: webhook.url,
      body: () => JSON.stringify(envelope(world, webhook, push)),
      alive: () => world.webhooks.has(webhook.id),
      retryDelays: PLATFORM_RETRY_DELAYS,
    }));
}

/** What is delivered, with the secret in the body as its only proof of origin (sections 5.5 and 9 [V]). */
function envelope(world: World, webhook: PlatformWebhook, { action, payload, presentIn = [] }: Push) {
  const { id, secretKey, additionalData } = webhook;
  const { status } = payload;
  return {
    webhook_id: id,
    secret_key: secretKey,
    action,
    organization_id: world.organizationId,
    payload:
      // Webhooks write statuses with spaces where the websocket has underscores (section 0).
      action === 'routing_status_set' ? { ...payload, status: String(status).replaceAll('_', ' ') } : payload,
    additional_data: {
      ...(additionalData.includes('chat_properties') && { chat_properties: {} }),
      ...(additionalData.includes('chat_presence_user_ids') && { chat_presence_user_ids: presentIn }),
    },
  };
}

/** Of the filters these three are heeded: `author_type`, `agent_ids`, and `chat_presence.user_ids`. */
function passes({ filters = {} }: PlatformWebhook, { payload, presentIn = [] }: Push): boolean {
  const { author_type: author, agent_ids: agents, chat_presence: presence } = filters;
  if (author !== undefined && author !== authorType(payload)) return false;
  if (!has(agents, [String(payload.agent_id)])) return false;
  return !isRecord(presence) || has(presence.user_ids, presentIn);
}

// Agents are known by e-mail, customers by UUID.
function authorType({ event }: Push['payload']): string | undefined {
  if (!isRecord(event)) return undefined;
  return String(event.author_id).includes('@') ? 'agent' : 'customer';
}

function has(filter: unknown, own: readonly string[]): boolean {
  if (!isRecord(filter)) return true;
  const { values, exclude_values: without } = filter;
  if (Array.isArray(without) && own.some((id) => without.includes(id))) return false;
  return !Array.isArray(values) || own.some((id) => values.includes(id));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** HelpDesk sends the whole ticket each time (section 8.4 [C]). */
function helpdeskTargets(helpDesk: HelpDesk, domainEvent: DomainEvent): readonly Target[] {
  if (domainEvent.type !== 'ticket_created' && domainEvent.type !== 'ticket_updated') return [];
  const { ticket } = domainEvent;
  const eventType = domainEvent.type === 'ticket_created' ? 'tickets.create' : 'tickets.update';
  const createdAt = new Date(helpDesk.world.clock.now()).toISOString();
  return [...helpDesk.webhooks.values()]
    .filter((webhook) => webhook.eventType === eventType)
    .map(({ ID, url }) => ({
      eventType,
      url,
      body: () => JSON.stringify({ payload: ticketShape(helpDesk, ticket), createdAt, eventType }),
      alive: () => helpDesk.webhooks.has(ID),
      retryDelays: PLATFORM_RETRY_DELAYS,
    }));
}
