import * as v from 'valibot';
import type { Delivery, DeliveryFormat } from '../../domain/webhook';
import { key, objectIn, type Json } from '../decode';
import { chatIn, threadRefIn } from './chatShape';
import { ticketEvent } from './helpDeskWebhooks';

/**
 * What is delivered to accounts of today. The Configuration API's webhooks: `{ webhook_id, secret_key, action,
 * payload }` (section 5.5 of the API notes); a chat that ended is told by its ids alone. Those of HelpDesk:
 * `{ payload, createdAt, eventType }` with the whole ticket and no proof of origin (sections 8.4 and 9), so nothing
 * but the ticket's id is taken from it.
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
  // One that another agent had until now has not just begun; that webhooks say so as the socket does is inferred.
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
