import type { ArrivalKind } from '../../../domain/arrival';

export interface TestDelivery {
  readonly kind: ArrivalKind;
  /** Of the visitor or requester. */
  readonly name: string;
  readonly token: string;
  /** Where it is known. */
  readonly license?: string;
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A body as the classic API delivers it (LiveChat docs, REST API v2, Webhooks), without any customer's data. */
export function testDelivery({ kind, name, token, license = '0', eventId, now }: TestDelivery): unknown {
  const envelope = { event_type: kind, event_unique_id: eventId, token, license_id: license };
  const id = eventId.slice(0, 24);
  const seconds = Math.floor(now / 1000);
  if (kind === 'ticket_created') {
    const iso = new Date(now).toISOString();
    const ticket = { id, subject: name, status: 'open', date: iso, modified: iso };
    return { ...envelope, ticket: { ...ticket, requester: { name }, events: [], tags: [], groups: [] } };
  }
  const ended = kind === 'chat_ended' ? { ended_timestamp: seconds } : {};
  const chat = {
    id,
    started_timestamp: seconds,
    ...ended,
    messages: [],
    events: [],
    agents: [],
    tags: [],
    groups: [],
  };
  return { ...envelope, chat, visitor: { id, name }, pre_chat_survey: [] };
}
