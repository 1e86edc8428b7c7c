/** What the registration got for its deliveries. */
export const token = '5f0c1d2e3f405162738495a6b7c8d9e0';

/** A delivery of a new ticket in the classic API's shape, of about 1.3 KB as most are. No two are alike. */
export function deliveryBody(id: string): string {
  return JSON.stringify({
    event_type: 'ticket_created',
    event_unique_id: `event-${id}`,
    token,
    license_id: '1520',
    ticket: {
      id: `T${id}`,
      date: '2026-11-22T10:00:00Z',
      modified: '2026-11-22T10:00:00Z',
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
          date: '2026-11-22T10:00:00Z',
          is_private: false,
          author: { id: 'kim@example.com', name: 'Kim Example', type: 'client' },
          source: { type: 'lc2', url: 'https://shop.example.com/orders' },
          message: `${'Hello, I ordered a lamp and nothing has come so far. '.repeat(10)} Kim`,
        },
      ],
    },
  });
}
