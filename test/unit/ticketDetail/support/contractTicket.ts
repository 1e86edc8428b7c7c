import type { Ticket } from '../../../../src/core/domain/ticket';

/** Every field of the contract's `Ticket` (`types/livechat-desk.d.ts`), each with a unique value. */
export const contractTicket = {
  id: 'TICKET7',
  subject: 'The zipper is broken',
  status: 'pending',
  date: '2026-01-02T03:04:05.000Z',
  modified: '2026-02-03T04:05:06.000Z',
  requester: { mail: 'kim@mail.test', name: 'Kim Lee', ip: '203.0.113.7' },
  source: { id: 'SRC42', type: 'chat-window', url: 'https://shop.test/cart' },
  assignee: { id: 'ada@shop.test', name: 'Ada Park' },
  tags: ['returns', 'urgent'],
  currentGroup: { id: 31, name: 'Returns desk' },
  groups: [{ id: 32, name: 'Sales floor' }],
  events: [
    {
      type: 'message',
      date: '2026-03-04T05:06:07.000Z',
      message: 'It broke on the first day.',
      is_private: false,
      author: { id: 'lou@mail.test', name: 'Lou Reed', type: 'client' },
      source: { type: 'mail', url: 'https://shop.test/help' },
    },
    {
      type: 'assignee_changed',
      date: '2026-03-05T05:06:07.000Z',
      author: { id: 'bo@shop.test', name: 'Bo Berg' },
    },
  ],
} as const satisfies Ticket;
