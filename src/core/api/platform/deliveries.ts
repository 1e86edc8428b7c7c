import * as v from 'valibot';
import type { Delivery, DeliveryFormat } from '../../domain/webhook';
import { nonBlankText, asObject, type Json } from '../decode';
import { decodeChat, decodeThreadRef } from './agentChat/chatShape';
import { ticketEvent } from './helpdesk/helpDeskWebhooks';

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
