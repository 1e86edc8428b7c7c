import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeLiveChat } from '../../../src/core/api/platform/agentChat/liveChatShape';
import { decodePush } from '../../../src/core/api/platform/agentChat/pushShape';
import { liveFormat } from '../../../src/core/api/platform/live';
import { maxMulticastLength, multicastType } from '../../../src/core/domain/liveChat';

const at = '2026-07-01T12:00:00.000100Z';
const ref = { chatId: 'chat', threadId: 'thread' };
const ids = { chat_id: 'chat', thread_id: 'thread' };
const kim = {
  id: 'c-1',
  type: 'customer',
  name: 'Kim',
  email: 'kim@mail.test',
  present: true,
  events_seen_up_to: at,
  visit: { last_pages: [{ opened_at: at, url: 'https://shop.test/cart' }] },
};
const ann = { id: 'ann@shop.test', type: 'agent', name: 'Ann', present: true, visibility: 'agents' };
const hello = { id: 'thread_1', type: 'message', author_id: 'c-1', text: 'Hello', created_at: at };
const helloEvent = {
  id: 'thread_1',
  createdAt: at,
  authorId: 'c-1',
  content: { kind: 'message', text: 'Hello' },
};

describe('decodePush, a push of a running chat', () => {
  const cases: Readonly<Record<string, readonly [action: string, payload: unknown, expected: unknown]>> = {
    'the end, by whom': [
      'chat_deactivated',
      { ...ids, user_id: 'c-1' },
      { kind: 'ended', ...ref, by: 'c-1' },
    ],
    'the end, by LiveChat': ['chat_deactivated', ids, { kind: 'ended', ...ref }],
    'a new event': ['incoming_event', { ...ids, event: hello }, { kind: 'event', ...ref, event: helloEvent }],
    'a changed event': [
      'event_updated',
      { ...ids, event: hello },
      { kind: 'event', ...ref, event: helloEvent, isUpdate: true },
    ],
    'a deleted event': [
      'event_deleted',
      { ...ids, event_id: 'thread_1' },
      { kind: 'eventDeleted', ...ref, eventId: 'thread_1' },
    ],
    'an agent who joined unseen': [
      'user_added_to_chat',
      { ...ids, user: { ...ann, present: false }, reason: 'manual' },
      {
        kind: 'userAdded',
        ...ref,
        user: { id: 'ann@shop.test', kind: 'agent', name: 'Ann', isPresent: true, isHidden: true },
      },
    ],
    'an agent who left': [
      'user_removed_from_chat',
      { ...ids, user_id: 'ann@shop.test', reason: 'manual' },
      { kind: 'userRemoved', ...ref, userId: 'ann@shop.test', reason: 'manual' },
    ],
    'a transfer into the queue': [
      'chat_transferred',
      { ...ids, reason: 'inactive', transferred_to: { group_ids: [19] }, queue: { position: 2 } },
      { kind: 'transferred', ...ref, agents: [], groups: [19], reason: 'inactive', isQueued: true },
    ],
    'a transfer to an agent': [
      'chat_transferred',
      { ...ids, reason: 'manual', transferred_to: { agent_ids: ['ann@shop.test'] } },
      { kind: 'transferred', ...ref, agents: ['ann@shop.test'], groups: [], reason: 'manual' },
    ],
    'the access': [
      'chat_access_updated',
      { id: 'chat', access: { group_ids: [0, 1] } },
      { kind: 'access', chatId: 'chat', groups: [0, 1] },
    ],
    'only the changed properties': [
      'thread_properties_updated',
      { ...ids, properties: { routing: { idle: true }, rating: { score: 1 } } },
      { kind: 'properties', ...ref, isIdle: true, rating: 1 },
    ],
    'a comment on the rating': [
      'thread_properties_updated',
      { ...ids, properties: { rating: { comment: 'Too slow' } } },
      { kind: 'properties', ...ref, ratingComment: 'Too slow' },
    ],
    'a property that is not shown': [
      'thread_properties_updated',
      { ...ids, properties: { x: { y: 1 } } },
      undefined,
    ],
    'a tag': ['thread_tagged', { ...ids, tag: 'bug' }, { kind: 'tag', ...ref, tag: 'bug' }],
    'a removed tag': [
      'thread_untagged',
      { ...ids, tag: 'bug' },
      { kind: 'tag', ...ref, tag: 'bug', isRemoved: true },
    ],
    'what was seen': [
      'events_marked_as_seen',
      { user_id: 'c-1', chat_id: 'chat', seen_up_to: at },
      { kind: 'seen', chatId: 'chat', userId: 'c-1', seenUpTo: at },
    ],
    'typing, that only agents see': [
      'incoming_typing_indicator',
      { ...ids, typing_indicator: { author_id: 'ann@shop.test', visibility: 'agents', is_typing: true } },
      { kind: 'typing', ...ref, userId: 'ann@shop.test', isTyping: true, isPrivate: true },
    ],
    'what the customer is typing': [
      'incoming_sneak_peek',
      { ...ids, sneak_peek: { author_id: 'c-1', text: 'Where is', timestamp: 1_574_245_378 } },
      { kind: 'sneakPeek', ...ref, userId: 'c-1', text: 'Where is' },
    ],
    'the places in the queue': [
      'queue_positions_updated',
      [{ ...ids, queue: { position: 2, wait_time: 60 } }, { chat_id: 'other' }],
      { kind: 'queue', positions: [{ ...ref, position: 2 }] },
    ],
    'the customer’s new name': [
      'customer_updated',
      { id: 'c-1', name: 'Kim Lee', type: 'customer' },
      { kind: 'customer', user: { id: 'c-1', kind: 'customer', name: 'Kim Lee' } },
    ],
    'the customer’s page': [
      'customer_page_updated',
      { customer_id: 'c-1', visit_id: 4, url: 'https://shop.test/', title: 'Shop' },
      { kind: 'customer', user: { id: 'c-1', kind: 'customer', page: 'https://shop.test/' } },
    ],
    'what another agent’s extension says': [
      'incoming_multicast',
      { author_id: 'ann@shop.test', type: multicastType, content: { any: ['thing'] } },
      { kind: 'multicast', by: 'ann@shop.test', content: { any: ['thing'] } },
    ],
    'nothing of other programs': [
      'incoming_multicast',
      { author_id: 'ann@shop.test', type: 'theirs', content: {} },
      undefined,
    ],
    'nothing of LiveChat itself to agents': [
      'incoming_multicast',
      { type: multicastType, content: {} },
      undefined,
    ],
    'nothing that is too long': [
      'incoming_multicast',
      { author_id: 'ann@shop.test', type: multicastType, content: 'x'.repeat(maxMulticastLength) },
      undefined,
    ],
    'nothing without content': [
      'incoming_multicast',
      { author_id: 'ann@shop.test', type: multicastType },
      undefined,
    ],
    'the end of following': ['chat_unfollowed', { chat_id: 'chat' }, { kind: 'unfollowed', chatId: 'chat' }],
    'nothing of another kind': ['routing_status_set', { agent_id: 'ann@shop.test' }, undefined],
  };

  for (const [what, [action, payload, expected]] of Object.entries(cases)) {
    it(`reads ${what}`, () => assert.deepEqual(decodePush(action, payload), expected));
  }

  it('reads the chat that started, with its events', () => {
    const thread = { id: 'thread', created_at: at, active: true, events: [hello] };
    const push = decodePush('incoming_chat', {
      chat: { id: 'chat', users: [kim], thread },
      transferred_from: { group_ids: [1] },
    });
    assert.ok(push?.kind === 'started');
    assert.deepEqual([push.isTransferred, push.chat.events], [true, [helloEvent]]);
  });

  it('reads a chat that started without events with an empty list of them', () => {
    const push = decodePush('incoming_chat', { chat: { id: 'chat', thread: { id: 'thread' } } });
    assert.ok(push?.kind === 'started');
    assert.deepEqual(push.chat.events, []);
  });

  it('never throws, whatever the payload is', () => {
    const actions = Object.values(cases).map(([action]) => action);
    fc.assert(
      fc.property(fc.constantFrom('incoming_chat', ...actions), fc.anything(), (action, part) => {
        decodePush(action, part);
        decodePush(action, { ...ids, id: 'chat', event: part, user: part, queue: part, properties: part });
        decodePush(action, { ...ids, chat: { id: 'chat', users: part, thread: part, access: part } });
        decodePush(action, { ...ids, chat: { id: 'chat', thread: { id: 't', events: part, queue: part } } });
        decodePush(action, [part, { ...ids, queue: part }]);
      }),
    );
  });
});

describe('decodeLiveChat', () => {
  it('reads every documented field of a running chat', () => {
    const chat = decodeLiveChat({
      id: 'chat',
      is_followed: true,
      users: [kim, ann, { id: 'left@shop.test', type: 'agent', present: false }],
      access: { group_ids: [0] },
      thread: {
        id: 'thread',
        active: true,
        created_at: at,
        user_ids: ['c-1', 'ann@shop.test'],
        tags: ['sale'],
        access: { group_ids: [4] },
        queue: { position: 3, wait_time: 5, queued_at: at },
        properties: { routing: { idle: true, unassigned: false, start_url: 'https://shop.test/' } },
        events: [hello, { ...hello, id: 'thread_2', visibility: 'agents', custom_id: 'x' }],
      },
    });
    assert.deepEqual(chat, {
      ...ref,
      isActive: true,
      users: [
        {
          id: 'c-1',
          kind: 'customer',
          name: 'Kim',
          email: 'kim@mail.test',
          isPresent: true,
          seenUpTo: at,
          page: 'https://shop.test/cart',
        },
        { id: 'ann@shop.test', kind: 'agent', name: 'Ann', isPresent: true, isHidden: true },
      ],
      groups: [4],
      tags: ['sale'],
      startedAt: '2026-07-01T12:00:00.000Z',
      waiting: 'queue',
      queuedAt: '2026-07-01T12:00:00.000Z',
      queuePosition: 3,
      isIdle: true,
      startUrl: 'https://shop.test/',
      isFollowed: true,
      lastMessage: helloEvent,
      events: [helloEvent, { ...helloEvent, id: 'thread_2', customId: 'x', isPrivate: true }],
    });
  });

  it('reads the reason for which LiveChat withholds events', () => {
    const restricted_access = 'Upgrade to see older chats';
    const thread = { id: 'thread', active: false, created_at: at, restricted_access };
    const chat = decodeLiveChat({ id: 'chat', thread });
    assert.deepEqual(
      [chat?.restricted, chat?.events, chat?.endedAt],
      [restricted_access, undefined, undefined],
    );
  });

  it('reads summaries of API v3.6 and v3.7 as the same chat', () => {
    const summary = { id: 'thread', active: true, created_at: at, user_ids: ['c-1'] };
    const last_event_per_type = {
      message: { thread_id: 'thread', event: hello },
      file: { thread_id: 'earlier', event: { ...hello, id: 'e_9', type: 'file', created_at: '2027' } },
      system_message: { thread_id: 'thread', event: { ...hello, id: 'thread_3', type: 'system_message' } },
    };
    const v36 = {
      chats_summary: [{ id: 'chat', users: [kim], last_thread_summary: summary, last_event_per_type }],
    };
    const v37 = {
      chats_info: [{ id: 'chat', users: [kim], last_thread_info: { ...summary, last_event_per_type } }],
    };
    const [chat] = liveFormat.decodeSummaries(v36);
    assert.deepEqual(chat?.lastMessage, helloEvent);
    assert.deepEqual(liveFormat.decodeSummaries(v37), [chat]);
    assert.deepEqual(liveFormat.decodeActive(v37), [ref]);
  });

  it('reads the kind of a deleted message, without its text', () => {
    const deleted = { id: 'thread_1', created_at: at, type: 'message', visibility: 'all', deleted: true };
    const chat = decodeLiveChat({ id: 'chat', thread: { id: 'thread', events: [deleted] } });
    assert.deepEqual(chat?.events, [
      { id: 'thread_1', createdAt: at, isDeleted: true, content: { kind: 'message', text: '' } },
    ]);
    assert.equal(chat.lastMessage, undefined);
  });

  it('reads the content of a system event, which is a text of JSON', () => {
    const event = { id: 'thread_1', type: 'system', details: '{"summary":"Asked for a refund"}' };
    const chat = decodeLiveChat({ id: 'chat', thread: { id: 'thread', events: [event] } });
    assert.deepEqual(chat?.events?.[0]?.content, {
      kind: 'system',
      type: 'system',
      text: 'details.summary: Asked for a refund',
    });
  });
});
