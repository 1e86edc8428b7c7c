import assert from 'node:assert/strict';
import { classicDeliveries } from '../../../src/core/api/classic/deliveries';
import type { ChatContent, EventContent } from '../../../src/core/domain/arrival';

const { decode: read, readSecret: secretIn } = classicDeliveries;

/** The documented sample (docs/livechat-api.md#rest-v2-webhooks). */
const chatEnded = {
  event_type: 'chat_ended',
  event_unique_id: '8dd9',
  token: '5f0c',
  license_id: '12345',
  chat: {
    id: 'OQ42AB',
    started_timestamp: 1700000000,
    ended_timestamp: 1700000600,
    url: 'https://shop.test/cart',
    messages: [
      {
        user_type: 'agent',
        author_name: 'Ada Park',
        agent_id: 'ada@shop.test',
        text: 'Hello',
        timestamp: 1700000001,
      },
      { user_type: 'visitor', author_name: 'Kim', text: 'Hi', timestamp: 1700000005 },
    ],
    attachments: [],
    events: [{ user_type: 'visitor', type: 'closed', text: 'Kim closed the chat.', timestamp: 1700000600 }],
    agents: [{ name: 'Ada Park', login: 'ada@shop.test' }],
    tags: ['sales'],
    groups: [0],
  },
  visitor: {
    id: 'S170.ab',
    name: 'Kim',
    email: 'kim@mail.test',
    country: 'PL',
    language: 'en',
    page_current: 'https://shop.test/cart',
    custom_variables: [{ key: 'plan', value: 'pro' }],
  },
  pre_chat_survey: [
    { id: '13596', type: 'name', label: 'Your name', answer: 'Kim' },
    { id: '13597', type: 'checkbox', label: 'Topics', answers: [{ label: 'Shoes', chosen: true }] },
  ],
};

function chatOf(more: Readonly<Record<string, unknown>>): ChatContent {
  const content = read({ ...chatEnded, chat: { ...chatEnded.chat, ...more } })?.content;
  assert.ok(content && content.kind !== 'ticket_created');
  return content;
}

function surveyOf(...survey: unknown[]): ChatContent['pre_chat_survey'] {
  const content = read({ ...chatEnded, pre_chat_survey: survey })?.content;
  assert.ok(content && content.kind !== 'ticket_created');
  return content.pre_chat_survey;
}

describe('delivery of a classic account', () => {
  it('chat: is read as documented', () => {
    const content: EventContent = {
      kind: 'chat_ended',
      chat: {
        id: 'OQ42AB',
        url: 'https://shop.test/cart',
        started_timestamp: '2023-11-14T22:13:20.000Z',
        ended_timestamp: '2023-11-14T22:23:20.000Z',
        agents: [{ login: 'ada@shop.test', name: 'Ada Park' }],
        groups: [0],
        tags: ['sales'],
        messages: [
          {
            text: 'Hello',
            timestamp: '2023-11-14T22:13:21.000Z',
            agent_id: 'ada@shop.test',
            author_name: 'Ada Park',
            user_type: 'agent',
          },
          { text: 'Hi', timestamp: '2023-11-14T22:13:25.000Z', author_name: 'Kim', user_type: 'visitor' },
        ],
        events: [
          {
            type: 'closed',
            text: 'Kim closed the chat.',
            timestamp: '2023-11-14T22:23:20.000Z',
            user_type: 'visitor',
          },
        ],
      },
      visitor: {
        id: 'S170.ab',
        name: 'Kim',
        email: 'kim@mail.test',
        language: 'en',
        page_current: 'https://shop.test/cart',
      },
      pre_chat_survey: [
        { id: '13596', label: 'Your name', answer: 'Kim' },
        { id: '13597', label: 'Topics', answer: 'Shoes' },
      ],
    };
    assert.deepEqual(read(chatEnded), { eventId: '8dd9', content });
    assert.equal(secretIn(chatEnded), '5f0c');
  });

  it('ticket: is read as documented', () => {
    const ticket = {
      id: 'CCX1M',
      subject: 'Welcome',
      status: 'open',
      requester: { mail: 'kim@mail.test', name: 'Kim' },
      assignee: { id: 'ada@shop.test', name: 'Ada Park' },
      groups: [{ id: 0, name: 'All operators' }],
      source: { type: 'lc2', url: null, id: 'NO4YX' },
      tags: ['support'],
      events: [
        {
          type: 'message',
          date: '2024-08-18T10:05:05Z',
          is_private: false,
          message: 'How are you?',
          author: { id: 'ada@shop.test', name: 'Ada Park', type: 'agent' },
          source: { type: 'agent-app-manual', url: null },
        },
      ],
    };
    const { source: _, events: __, ...same } = ticket;
    assert.deepEqual(read({ event_type: 'ticket_created', ticket })?.content, {
      kind: 'ticket_created',
      ticket: {
        ...same,
        source: { type: 'lc2', id: 'NO4YX' },
        date: '2024-08-18T10:05:05.000Z',
        modified: '2024-08-18T10:05:05.000Z',
        events: [
          {
            ...ticket.events[0],
            date: '2024-08-18T10:05:05.000Z',
            source: { type: 'agent-app-manual' },
          },
        ],
      },
    });
  });

  it('author: is derived from agent_id', () => {
    const messages = [
      { user_type: 'agent', author_name: 'Kim', text: 'marked wrongly' },
      { user_type: 'visitor', agent_id: 'ada@shop.test', text: 'the other way' },
      { user_type: 'supervisor', agent_id: 'bob@shop.test', text: 'watching' },
      { user_type: 'bot', text: 'new word' },
      { agent_id: '', text: 'nobody' },
      { agent_id: null, user_type: null, text: 7 },
      'not a message',
    ];
    assert.deepEqual(
      chatOf({ messages }).chat.messages.map(({ user_type, text }) => [user_type, text]),
      [
        ['visitor', 'marked wrongly'],
        ['agent', 'the other way'],
        ['supervisor', 'watching'],
        ['bot', 'new word'],
        ['visitor', 'nobody'],
        ['visitor', '7'],
        ['visitor', ''],
      ],
    );
  });

  it('surveys: answers of every type, known or unknown, are read', () => {
    const label = 'L';
    const answers = [
      { label: 'Shoes', chosen: true },
      { label: 'Hats', chosen: false },
      { label: 'Socks', chosen: 1 },
    ];
    const cases: readonly (readonly [unknown, string | undefined])[] = [
      [{ label, type: 'name', answer: 'Kim' }, 'Kim'],
      [{ label, type: 'email', answer: '' }, ''],
      [{ label, type: 'rating', answer: 5 }, '5'],
      [{ label, type: 'checkbox', answers }, 'Shoes, Socks'],
      [{ label, type: 'radio', answers: [{ label: 'Yes' }, { label: 'No', chosen: '0' }] }, 'Yes'],
      [{ label, type: 'select', answers: ['One', 'Two'] }, 'One, Two'],
      [{ label, type: 'checkbox', answers: [] }, ''],
      [{ label, type: 'hologram', answer: { x: 1 } }, undefined],
      [{ label, type: 'hologram', answer: null, answers: 'x' }, undefined],
    ];
    for (const [given, answer] of cases) {
      assert.deepEqual(surveyOf(given), [{ label, ...(answer !== undefined && { answer }) }]);
    }
    assert.deepEqual(surveyOf(null, 'x', {}), [{}, {}, {}]);
  });

  it('surveys: the post-chat survey is read', () => {
    const post_chat_survey = [{ id: '1', type: 'rating', label: 'How was it?', answer: 'Good' }];
    const content = read({ ...chatEnded, post_chat_survey })?.content;
    assert.ok(content?.kind === 'chat_ended');
    assert.deepEqual(content.post_chat_survey, [{ id: '1', label: 'How was it?', answer: 'Good' }]);
    for (const none of [[], null, 'x', undefined]) {
      const without = read({ ...chatEnded, post_chat_survey: none })?.content;
      assert.ok(without && !('post_chat_survey' in without));
    }
  });

  it('malformed fields: are dropped, and all others are kept', () => {
    const malformed = chatOf({
      url: {},
      started_timestamp: 'soon',
      ended_timestamp: 0,
      agents: [{ login: 'a', name: [] }, { name: 'no login' }, null],
      groups: [0, '3', { id: 5 }, 'x', -1],
      tags: ['a', '', null, 7],
      messages: 'none',
      events: [{ type: '', text: 'x' }, {}, { user_type: 'agent', timestamp: 'soon' }],
    });
    assert.deepEqual(malformed.chat, {
      id: 'OQ42AB',
      agents: [{ login: 'a' }],
      groups: [0, 3, 5],
      tags: ['a', '7'],
      messages: [],
      events: [{ type: 'unknown', text: 'x' }, { type: 'unknown' }, { type: 'unknown', user_type: 'agent' }],
    });
    const bare = read({ event_type: 'chat_started', chat: { id: 'A' } });
    const lists = { agents: [], groups: [], tags: [], messages: [], events: [] };
    const content = { kind: 'chat_started', chat: { id: 'A', ...lists }, visitor: {}, pre_chat_survey: [] };
    assert.deepEqual(bare, { content });
    for (const visitor of [null, [], 'x', { name: [], email: 1 }]) {
      assert.equal(read({ ...chatEnded, visitor })?.content.kind, 'chat_ended');
    }
  });

  it('unknown type, or no chat and no ticket: is not a delivery', () => {
    const malformed = [
      undefined,
      null,
      1,
      'x',
      [],
      {},
      { ...chatEnded, event_type: 'chat_changed' },
      { ...chatEnded, event_type: ['chat_ended'] },
      { ...chatEnded, chat: undefined },
      { ...chatEnded, chat: { ...chatEnded.chat, id: ' ' } },
      { ...chatEnded, chat: [] },
      { event_type: 'ticket_created' },
      { event_type: 'ticket_created', ticket: { subject: 'x' } },
      { event_type: 'ticket_created', ticket: [] },
    ];
    for (const body of malformed) assert.equal(read(body), undefined, JSON.stringify(body));
    for (const body of [null, [], 'x', {}, { token: 1 }, { token: ['x'] }])
      assert.equal(secretIn(body), undefined);
  });

  it('event id: is read only where the delivery has one', () => {
    for (const event_unique_id of ['', ' ', null, {}, undefined]) {
      assert.equal(read({ ...chatEnded, event_unique_id })?.eventId, undefined);
    }
    assert.equal(read({ ...chatEnded, event_unique_id: 12 })?.eventId, '12');
  });
});
