import * as v from 'valibot';
import type { Delivery, DeliveryFormat } from '../../domain/webhook';
import { key, objectIn, type Json } from '../decode';
import { chatIn, threadRefIn } from './chatShape';
import { ticketEvent } from './helpDeskWebhooks';

/**
 * Deliveries to platform accounts. Configuration API: `{ webhook_id, secret_key, action, payload }`, where
 * `chat_deactivated` carries only ids (docs/livechat-api.md#configuration-api-webhooks). HelpDesk: `{ payload,
 * createdAt, eventType }` with the whole ticket but no proof of origin
 * (docs/livechat-api.md#webhook-authenticity), so only the ticket's id is used.
 */
export const platformDeliveries: DeliveryFormat = {
  unverified: ['ticket_created'],
  secretIn: (body) => {
    const secret = objectIn(body)?.secret_key;
    return typeof secret === 'string' ? secret : undefined;
  },
  read: (body) => {
    const raw = objectIn(body);
    switch (raw?.action) {
      case undefined:
        return raw?.eventType === ticketEvent ? created(raw) : undefined;
      case 'incoming_chat':
        return started(objectIn(raw.payload));
      case 'chat_deactivated':
        return ended(raw.payload);
      default:
        return undefined;
    }
  },
};

function started(payload: Json | undefined): Delivery | undefined {
  // A chat transferred from another agent did not start now. That webhooks have this field as pushes do is
  // inferred.
  if (payload?.transferred_from !== undefined) return undefined;
  const told = chatIn(payload?.chat);
  return told && { content: { kind: 'chat_started', ...told } };
}

function ended(payload: unknown): Delivery | undefined {
  const ref = threadRefIn(payload);
  if (!ref) return undefined;
  const chat = { id: ref.threadId, agents: [], groups: [], tags: [], messages: [], events: [] };
  return {
    content: { kind: 'chat_ended', chat, visitor: {}, pre_chat_survey: [] },
    reference: { chatId: ref.chatId },
  };
}

function created({ payload }: Json): Delivery | undefined {
  const id = v.safeParse(key, objectIn(payload)?.ID);
  if (!id.success || !/^[\w-]{1,64}$/.test(id.output)) return undefined;
  const ticket = { id: id.output, groups: [], events: [], tags: [] };
  return { content: { kind: 'ticket_created', ticket }, reference: {}, isUnverified: true };
}
