import type { DeliveryFormat } from '../../domain/webhook';
import { objectIn } from '../decode';
import { chatIn, threadRefIn } from './chatShape';

/**
 * What the Configuration API's webhooks deliver: `{ webhook_id, secret_key, action, payload }` (section 5.5 of the
 * API notes). A chat that ended is told by its ids alone: its conversation is not in the delivery.
 */
export const platformDeliveries: DeliveryFormat = {
  secretIn: (body) => {
    const secret = objectIn(body)?.secret_key;
    return typeof secret === 'string' ? secret : undefined;
  },
  read: (body) => {
    const raw = objectIn(body);
    if (raw?.action === 'incoming_chat') {
      const told = chatIn(objectIn(raw.payload)?.chat);
      return told && { news: { kind: 'chat_started', ...told } };
    }
    const ref = raw?.action === 'chat_deactivated' ? threadRefIn(raw.payload) : undefined;
    if (!ref) return undefined;
    const chat = { id: ref.threadId, agents: [], groups: [], tags: [], messages: [], events: [] };
    return { news: { kind: 'chat_ended', chat, visitor: {}, pre_chat_survey: [] } };
  },
};
