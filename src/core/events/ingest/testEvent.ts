import { randomUUID } from 'node:crypto';
import { testPrefix, type ArrivalKind, type EventContent } from '../../domain/arrival';

/**
 * A test event, without any customer's data.
 * @param now milliseconds since the epoch
 */
export function testEvent(kind: ArrivalKind, name: string, now: number): EventContent {
  const id = `${testPrefix}${randomUUID()}`;
  const at = new Date(now).toISOString();
  if (kind === 'ticket_created') {
    const ticket = { id, subject: name, status: 'open', date: at, modified: at, requester: { name } };
    return { kind, ticket: { ...ticket, groups: [], events: [], tags: [] } };
  }
  const ended = kind === 'chat_ended' ? { ended_timestamp: at } : {};
  const chat = {
    id,
    started_timestamp: at,
    ...ended,
    agents: [],
    groups: [],
    tags: [],
    messages: [],
    events: [],
  };
  return { kind, chat, visitor: { name }, pre_chat_survey: [] };
}
