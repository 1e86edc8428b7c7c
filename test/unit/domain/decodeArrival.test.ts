import assert from 'node:assert/strict';
import { asRecord } from '../../../src/core/base/json';
import { groupsOf, keysOf, type ChatArrival, type TicketArrival } from '../../../src/core/domain/arrival';
import { decodeArrival } from '../../../src/core/domain/decodeArrival';
import { deliveryOf } from '../../../src/core/events/ingest/localReplay';
import { addressesIn, chatEvents, chatView } from '../../../src/ui/chatDetail/chatView';
import { eventViews, ticketView } from '../../../src/ui/ticketDetail/ticketView';
import { eventsText } from '../../../src/ui/tools/eventTexts';
import { labels } from '../chatDetail/support/labels';
import { labels as ticketLabels } from '../ticketDetail/support/words';

const at = '2026-07-01T12:00:00.000Z';
const files = [{ name: 'a.png', url: 'https://cdn.test/a.png', size: 1, content_type: 'image/png' }];

const chat: ChatArrival = {
  ...{ eventId: 'e', account: 'a', kind: 'chat_ended', reference: { chatId: 'c' }, isCaughtUp: true },
  visitor: {
    id: 'v',
    name: 'Kim',
    email: 'kim@mail.test',
    language: 'en',
    page_current: 'https://shop.test',
  },
  pre_chat_survey: [{ id: '1', label: 'Why?', answer: 'So' }],
  post_chat_survey: [{ id: '2', label: 'How?', answer: 'Well' }],
  chat: {
    ...{ id: 'c', url: 'https://shop.test', started_timestamp: at, ended_timestamp: at, restricted: 'old' },
    ...{ groups: [1], tags: ['vip'], agents: [{ login: 'ann@shop.test', name: 'Ann' }] },
    messages: [{ text: 'Hi', user_type: 'agent', timestamp: at, author_name: 'Ann', agent_id: 'ann' }],
    events: [
      {
        ...{
          type: 'note',
          text: 'Mind',
          user_type: 'agent',
          timestamp: at,
          author_name: 'Bo',
          agent_id: 'bo',
        },
        ...{ private: true, files },
      },
    ],
  },
};

const ticket: TicketArrival = {
  ...{ eventId: 'e', account: 'a', kind: 'ticket_created' },
  ticket: {
    ...{
      id: 't',
      shortId: 'AB1',
      subject: 'Where?',
      status: 'open',
      priority: 'low',
      date: at,
      modified: at,
    },
    ...{ requester: { mail: 'kim@mail.test', name: 'Kim', ip: '1' }, assignee: { id: 'ann', name: 'Ann' } },
    ...{
      source: { id: 's', type: 'mail', url: 'https://shop.test' },
      currentGroup: { id: 1, name: 'Sales' },
    },
    ...{ groups: [{ id: 1, name: 'Sales' }], tags: ['vip'], parent: { id: 'p' }, children: [{ id: 'q' }] },
    events: [
      {
        ...{ type: 'message', message: 'Hi', date: at, is_private: true, details: 'x: y', files },
        ...{ author: { id: 'k', name: 'Kim', type: 'client' }, source: { type: 'mail' }, to: { id: 'o' } },
        changes: [{ field: 'status', from: 'a', to: 'b' }],
      },
    ],
  },
};

const malformed = [null, 7, 'x', true, {}, [], [null], { a: 1 }];

/** The value once for each of its parts and each malformed value in the place of it. */
function* spoiledEverywhere(value: unknown): Generator {
  yield* malformed;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const bad of spoiledEverywhere(inner)) {
      if (Array.isArray(value)) yield (value as unknown[]).with(Number(key), bad);
      else yield { ...asRecord(value), [key]: bad };
    }
  }
}

describe('decodeArrival', () => {
  for (const whole of [chat, ticket]) {
    it(`leaves out damaged parts of a stored event, and every view can show the rest: ${whole.kind}`, () => {
      assert.deepEqual(decodeArrival(structuredClone(whole)), whole);
      let count = 0;
      for (const bad of spoiledEverywhere(whole)) {
        const arrival = decodeArrival(bad);
        if (!arrival) continue;
        count += 1;
        assert.ok(keysOf(arrival).own.length > 0);
        assert.ok(groupsOf(arrival).every(Number.isInteger));
        assert.ok(JSON.stringify(deliveryOf(arrival)).includes(arrival.eventId));
        const entry = { seq: 1, at, arrival };
        assert.match(eventsText([entry], { hasMore: false, listening: 'live' }), /BEGIN/);
        if (arrival.kind === 'ticket_created') {
          assert.equal(ticketView(arrival.ticket, ticketLabels).id !== '', true);
          assert.equal(eventViews(arrival.ticket, ticketLabels).length, arrival.ticket.events.length);
        } else {
          assert.ok(chatView(arrival, labels).sections.length > 0);
          assert.ok(Array.isArray(chatEvents(arrival, labels)));
          assert.ok(addressesIn(arrival).size <= 3);
        }
      }
      assert.ok(count > 100);
    });
  }
});
