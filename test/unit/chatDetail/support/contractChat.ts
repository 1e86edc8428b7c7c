import type { ChatArrival } from '../../../../src/core/domain/arrival';

/** Every field of the chat events in `types/livechat-desk.d.ts`, each with a unique value. */
export const contractChat = {
  kind: 'chat_ended',
  eventId: 'EVENT81',
  account: 'classic:ada@shop.test',
  chat: {
    id: 'CHAT77',
    url: 'https://shop.test/cart',
    started_timestamp: '2026-01-02T03:04:05.000Z',
    ended_timestamp: '2026-01-02T03:24:09.000Z',
    agents: [{ login: 'bo@shop.test', name: 'Bo Berg' }],
    groups: [31, 47],
    tags: ['returns', 'urgent'],
    messages: [
      {
        text: 'It broke on the first day.',
        timestamp: '2026-01-02T03:05:01.000Z',
        author_name: 'Kim Lee at home',
        user_type: 'visitor',
      },
      {
        text: 'I am sorry to hear that.',
        timestamp: '2026-01-02T03:06:02.000Z',
        agent_id: 'lou@shop.test',
        author_name: 'Lou Reed',
        user_type: 'agent',
      },
    ],
    events: [
      {
        type: 'closed',
        text: 'The conversation is over.',
        timestamp: '2026-01-02T03:24:03.000Z',
        user_type: 'supervisor',
      },
    ],
  },
  visitor: {
    id: 'S170.ab',
    name: 'Kim Lee',
    email: 'kim@mail.test',
    language: 'pt-BR',
    page_current: 'https://shop.test/help',
  },
  pre_chat_survey: [{ id: '13596', label: 'Your order', answer: 'Number 48151' }],
} as const satisfies ChatArrival;

/** A chat with only the required fields. */
export const bareChat: ChatArrival = {
  kind: 'chat_started',
  eventId: 'E1',
  account: 'a',
  chat: { id: 'C1', agents: [], groups: [], tags: [], messages: [], events: [] },
  visitor: {},
  pre_chat_survey: [],
};
