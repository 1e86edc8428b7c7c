import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { ArrivalKind } from '../../../domain/arrival';
import type { WebhookApi } from '../../../domain/connection';
import { fail } from '../../../domain/failure';
import type { Webhook, Delivery, DeliveryFormat } from '../../../domain/webhook';
import { readArray, nonBlankText, asObject, throwWrongShape, type Json } from '../../decode';
import type { Actions } from '../actions';
import { decodeChat, decodeThreadRef } from '../agentChat/chatShape';
import { ticketEvent, type HelpDeskWebhooks } from '../helpdesk/helpDeskWebhooks';
import { NotFoundError } from '../v3Failure';

const actionsByKind: Readonly<Record<Exclude<ArrivalKind, 'ticket_created'>, string>> = {
  chat_started: 'incoming_chat',
  chat_ended: 'chat_deactivated',
};
const webhookRow = v.object({ id: nonBlankText, url: nonBlankText, action: nonBlankText });
const description = 'Desk for LiveChat';
/** Prefix of ids of HelpDesk webhooks, which share one list with the others. */
const helpDesk = 'helpdesk:';

/**
 * Webhooks of the Configuration API (docs/livechat-api.md#configuration-api-webhooks), and of HelpDesk for new
 * tickets. The former belong to an application, so without a client id there are none. A fourth webhook per action
 * fails with `conflict` and `isLimit`. Lists do not contain secrets, so only the creator knows a webhook's secret.
 * @param clientId of the application, if the account has one
 */
export function createPlatformWebhooks(
  actions: Actions,
  tickets: HelpDeskWebhooks,
  clientId: string | undefined,
): WebhookApi {
  const failWithoutApplication = (): never => fail({ code: 'unsupported', field: 'clientId' });
  const requireClientId = (): string => clientId ?? failWithoutApplication();
  /** An application that does not exist or belongs to another account is `not_found` (inferred). */
  const rethrow = (thrown: unknown): never => {
    if (thrown instanceof NotFoundError) return failWithoutApplication();
    throw thrown;
  };
  return {
    deliveries: platformDeliveries,
    list: async (options) => {
      if (clientId === undefined) return [];
      const payload = { owner_client_id: clientId };
      const [value, ofTickets] = await Promise.all([
        actions.read('configuration', 'list_webhooks', payload, options).catch(rethrow),
        tickets.list(options),
      ]);
      return [...readArray(value, 'webhooks').flatMap(decodeWebhook), ...ofTickets.map(fromHelpDesk)];
    },
    create: async ({ event, url }, options) => {
      if (event === 'ticket_created') return fromHelpDesk(await tickets.create(url, options));
      const action = actionsByKind[event];
      const secret = randomBytes(24).toString('base64url');
      const ownedBy = { owner_client_id: requireClientId() };
      const payload = { action, secret_key: secret, url, ...ownedBy, type: 'license', description };
      const value = await actions
        .write('configuration', 'register_webhook', payload, options, [secret, url])
        .catch(rethrow);
      const id = nonBlankText.read(asObject(value)?.id);
      if (id === undefined) return throwWrongShape();
      // Webhooks have to be enabled per license. That they are off at first is inferred.
      await actions.write('configuration', 'enable_license_webhooks', ownedBy, options);
      return { id, event, url, secret };
    },
    enable: async (options) => {
      const ownedBy = { owner_client_id: requireClientId() };
      const value = await actions
        .read('configuration', 'get_license_webhooks_state', ownedBy, options)
        .catch(rethrow);
      if (asObject(value)?.license_webhooks_enabled !== false) return false;
      await actions.write('configuration', 'enable_license_webhooks', ownedBy, options);
      return true;
    },
    remove: async (id, options) => {
      if (id.startsWith(helpDesk)) await tickets.remove(id.slice(helpDesk.length), options);
      else {
        const payload = { id, owner_client_id: requireClientId() };
        await actions.write('configuration', 'unregister_webhook', payload, options);
      }
    },
  };
}

function decodeWebhook(item: unknown): readonly Webhook[] {
  const read = v.safeParse(webhookRow, item);
  if (!read.success) return [];
  const { id, url, action } = read.output;
  const kind = Object.entries(actionsByKind).find(([, known]) => known === action)?.[0];
  return [{ id, url, event: kind ?? action }];
}

function fromHelpDesk<T extends Webhook>(webhook: T): T {
  const event = webhook.event === ticketEvent ? 'ticket_created' : webhook.event;
  return { ...webhook, id: `${helpDesk}${webhook.id}`, event };
}

/**
 * Deliveries to platform accounts. Configuration API: `{ webhook_id, secret_key, action, payload }`, where
 * `chat_deactivated` carries only ids (docs/livechat-api.md#configuration-api-webhooks). HelpDesk: `{ payload,
 * createdAt, eventType }` with the whole ticket but no proof of origin
 * (docs/livechat-api.md#webhook-authenticity), so only the ticket's id is used.
 */
export const platformDeliveries: DeliveryFormat = {
  unverified: ['ticket_created'],
  readSecret: (body) => {
    const secret = asObject(body)?.secret_key;
    return typeof secret === 'string' ? secret : undefined;
  },
  decode: (body) => {
    const raw = asObject(body);
    switch (raw?.action) {
      case undefined:
        return raw?.eventType === ticketEvent ? decodeTicketCreated(raw) : undefined;
      case 'incoming_chat':
        return decodeChatStarted(asObject(raw.payload));
      case 'chat_deactivated':
        return decodeChatEnded(raw.payload);
      default:
        return undefined;
    }
  },
};

function decodeChatStarted(payload: Json | undefined): Delivery | undefined {
  // A chat transferred from another agent did not start now. That webhooks have this field as pushes do is
  // inferred.
  if (payload?.transferred_from !== undefined) return undefined;
  const chat = decodeChat(payload?.chat);
  return chat && { content: { kind: 'chat_started', ...chat } };
}

function decodeChatEnded(payload: unknown): Delivery | undefined {
  const ref = decodeThreadRef(payload);
  if (!ref) return undefined;
  const chat = { id: ref.threadId, agents: [], groups: [], tags: [], messages: [], events: [] };
  return {
    content: { kind: 'chat_ended', chat, visitor: {}, pre_chat_survey: [] },
    reference: { chatId: ref.chatId },
  };
}

function decodeTicketCreated({ payload }: Json): Delivery | undefined {
  const id = v.safeParse(nonBlankText, asObject(payload)?.ID);
  if (!id.success || !/^[\w-]{1,64}$/.test(id.output)) return undefined;
  const ticket = { id: id.output, groups: [], events: [], tags: [] };
  return { content: { kind: 'ticket_created', ticket }, reference: {}, isUnverified: true };
}
