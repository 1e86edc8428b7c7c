/** What the registration got for its deliveries. */
export const token = '5f0c1d2e3f405162738495a6b7c8d9e0';

const at = '2026-11-22T10:00:00Z';
const text = 'Hello, I ordered a lamp and nothing has come so far. ';

export interface DeliveryOptions {
  readonly eventType?: 'ticket_created' | 'chat_started';
  readonly token?: string;
  /** Of the account that the webhook belongs to. */
  readonly license?: number;
}

/**
 * A delivery in the classic API's shape, of about 1.3 KB as most are. No two are alike. A ticket's subject and the
 * name of a chat's visitor hold the id.
 */
export function deliveryBody(id: string, options: DeliveryOptions = {}): string {
  const { eventType = 'ticket_created', token: secret = token, license = 1520 } = options;
  return JSON.stringify({
    event_type: eventType,
    event_unique_id: `event-${id}`,
    token: secret,
    license_id: String(license),
    ...(eventType === 'ticket_created' ? ticketData(id) : chatData(id)),
  });
}

function ticketData(id: string) {
  return {
    ticket: {
      id: `T${id}`,
      date: at,
      modified: at,
      status: 'open',
      subject: `The order ${id} has not arrived`,
      groups: [{ id: 1, name: 'Support' }],
      currentGroup: { id: 1, name: 'Support' },
      tags: ['order', 'delivery'],
      requester: { mail: 'kim@example.com', name: 'Kim Example', ip: '192.0.2.7' },
      source: { type: 'lc2', url: 'https://shop.example.com/orders' },
      assignee: { id: 'ada@example.com', name: 'Ada Agent' },
      events: [
        {
          type: 'message',
          date: at,
          is_private: false,
          author: { id: 'kim@example.com', name: 'Kim Example', type: 'client' },
          source: { type: 'lc2', url: 'https://shop.example.com/orders' },
          message: `${text.repeat(10)} Kim`,
        },
      ],
    },
  };
}

function chatData(id: string) {
  const timestamp = Date.parse(at) / 1_000;
  return {
    chat: {
      id: `C${id}`,
      url: 'https://shop.example.com/orders',
      started_timestamp: timestamp,
      agents: [{ login: 'ada@example.com', name: 'Ada Agent' }],
      groups: [1],
      tags: ['order', 'delivery'],
      messages: [{ text: text.repeat(10), timestamp, author_name: 'Kim', user_type: 'visitor' }],
      events: [{ type: 'event', text: 'The visitor opened the page.', timestamp, user_type: 'visitor' }],
    },
    visitor: {
      id: `V${id}`,
      name: `Kim ${id}`,
      email: 'kim@example.com',
      language: 'en',
      page_current: 'https://shop.example.com/orders',
    },
    pre_chat_survey: [{ id: 'q1', type: 'name', label: 'Your name', answer: 'Kim Example' }],
  };
}
