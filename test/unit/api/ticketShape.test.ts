import assert from 'node:assert/strict';
import { decodeTicket, decodeTicketRow } from '../../../src/core/api/classic/ticketShape';

// The documented sample with other values.
const sample = {
  id: '7QK2P',
  subject: 'Broken zipper',
  status: 'open',
  requester: { mail: 'kim@mail.test', name: 'Kim' },
  assignee: { id: 'ada@shop.test', name: 'Ada Park' },
  groups: [0],
  source: { type: 'mail' },
  tags: ['returns'],
  modified: 1700000400,
  opened: [{ from: 1700000000 }],
  firstResponse: {},
  rate: 'rated_good',
  events: [
    {
      type: 'message',
      date: 1700000000,
      is_private: false,
      message: 'It broke.',
      author: { id: 'kim@mail.test', name: 'Kim', type: 'client' },
      source: { type: 'mail' },
    },
    {
      type: 'assignee_changed',
      date: 1700000100,
      to: { id: 'ada@shop.test', name: 'Ada Park' },
      author: { id: 'bo@shop.test', name: 'Bo' },
    },
  ],
};
const summary = {
  id: '7QK2P',
  subject: 'Broken zipper',
  status: 'open',
  requester: { mail: 'kim@mail.test', name: 'Kim' },
  assignee: { id: 'ada@shop.test', name: 'Ada Park' },
  source: { type: 'mail' },
  tags: ['returns'],
  date: '2023-11-14T22:13:20.000Z',
  modified: '2023-11-14T22:20:00.000Z',
};
const ticket = {
  ...summary,
  groups: [{ id: 0 }],
  events: [
    { ...sample.events[0], date: '2023-11-14T22:13:20.000Z' },
    { ...sample.events[1], date: '2023-11-14T22:15:00.000Z' },
  ],
};
const malformedIn = (value: unknown): readonly string[] => {
  const row = decodeTicketRow(value, '1.0');
  assert.ok(row.kind === 'ticket');
  return row.malformed;
};

describe('decodeTicketRow', () => {
  it('reads the documented sample and drops unknown fields', () => {
    const listed = { groupIds: [0], wait: { since: '2023-11-14T22:13:20.000Z' } };
    const row = { kind: 'ticket', ticket: { ...summary, ...listed }, malformed: [] };
    assert.deepEqual(decodeTicketRow(sample, '1.0'), row);
  });

  it('does not know the wait of a ticket whose conversation is not complete', () => {
    const shortened = decodeTicketRow(sample, '1.0', true);
    assert.ok(shortened.kind === 'ticket' && shortened.ticket.wait === undefined);
  });

  it('keeps a row with missing fields, and names them', () => {
    assert.deepEqual(decodeTicketRow({ id: '7QK2P' }, '1.0'), {
      kind: 'ticket',
      ticket: { id: '7QK2P' },
      malformed: ['subject', 'status', 'date', 'modified', 'requester', 'source'],
    });
  });

  it('keeps a row with fields of the wrong type, and names them', () => {
    const malformed = {
      id: 42,
      subject: { text: 'x' },
      status: ['open'],
      tags: 'returns',
      date: 'yesterday',
      modified: {},
      requester: { mail: null, name: 'Kim', ip: false },
      source: 'mail',
      assignee: { name: 'Ada Park' },
      events: 'none',
      opened: [7],
    };
    assert.deepEqual(decodeTicketRow(malformed, '1.0'), {
      kind: 'ticket',
      ticket: { id: '42', requester: { name: 'Kim' } },
      malformed: [
        'subject',
        'status',
        'tags',
        'date',
        'modified',
        'requester.mail',
        'requester.ip',
        'source',
        'assignee.id',
      ],
    });
  });

  it('marks a row without id, or that is not a ticket, as unreadable', () => {
    for (const value of [null, 7, 'x', [], {}, { subject: 'x' }, { id: '' }, { id: {} }, [sample]]) {
      assert.deepEqual(decodeTicketRow(value, '3.9'), { kind: 'unreadable', key: '3.9' });
    }
  });

  it('an unassigned ticket has no malformed fields', () => {
    for (const assignee of [undefined, null, {}, []])
      assert.deepEqual(malformedIn({ ...sample, assignee }), []);
  });

  it('derives the dates from date, opened, and the first and last event', () => {
    const datesOf = (value: object): unknown => {
      const row = decodeTicketRow({ id: 'A', ...value }, '1.0');
      return row.kind === 'ticket' && [row.ticket.date, row.ticket.modified];
    };
    const { opened, events } = sample;
    assert.deepEqual(datesOf({ date: '2023-11-14T22:13:21Z', opened, modified: '1700000400' }), [
      '2023-11-14T22:13:21.000Z',
      '2023-11-14T22:20:00.000Z',
    ]);
    assert.deepEqual(datesOf({ opened, events }), ['2023-11-14T22:13:20.000Z', '2023-11-14T22:15:00.000Z']);
    assert.deepEqual(datesOf({ events }), ['2023-11-14T22:13:20.000Z', '2023-11-14T22:15:00.000Z']);
    assert.deepEqual(datesOf({ events: [] }), [undefined, undefined]);
    assert.deepEqual(malformedIn({ ...sample, modified: undefined }), []);
  });

  it('drops tags that are not strings and keeps the others', () => {
    const row = decodeTicketRow({ ...sample, tags: ['a', null, '', {}, 5] }, '1.0');
    assert.deepEqual(row.kind === 'ticket' && row.ticket.tags, ['a', '5']);
  });
});

describe('decodeTicket', () => {
  it('reads a bare ticket and every envelope', () => {
    const other = { ...sample, id: 'OTHER' };
    const list = { tickets: [other, sample], total: 2, pages: 1 };
    for (const answer of [
      sample,
      [sample],
      { ticket: sample },
      { tickets: [sample], total: 1, pages: 1 },
      list,
    ]) {
      assert.deepEqual(decodeTicket(answer, '7QK2P'), ticket);
    }
    assert.deepEqual(decodeTicket(sample), ticket);
  });

  it('returns undefined if there is no ticket, and never another one', () => {
    for (const answer of [undefined, null, [], {}, 'ok', { result: 'ok' }, { tickets: [] }, { ok: true }]) {
      assert.equal(decodeTicket(answer, '7QK2P'), undefined);
    }
    assert.equal(decodeTicket({ tickets: [{ id: 'A' }, { id: 'B' }] }, '7QK2P'), undefined);
    assert.equal(decodeTicket({ events: [] }), undefined);
  });

  it('reads groups as ids and as objects, and the current group', () => {
    const groups = [0, '2', { id: 3, name: 'VIP' }, { id: '4', name: 5 }, { name: 'no id' }, null, 'x'];
    const read = decodeTicket({ ...sample, groups, currentGroup: { id: 3, name: 'VIP' } });
    assert.ok(read);
    assert.deepEqual(read.groups, [{ id: 0 }, { id: 2 }, { id: 3, name: 'VIP' }, { id: 4, name: '5' }]);
    assert.deepEqual(read.currentGroup, { id: 3, name: 'VIP' });
    assert.deepEqual(decodeTicket({ ...sample, groups: {} })?.groups, []);
  });

  it('reads the new value of an event, as an object or a plain string', () => {
    const events = [
      { type: 'assignee_changed', to: { id: 'ada@shop.test', name: 'Ada Park' } },
      { type: 'status_changed', from: 'open', to: 'solved' },
      { type: 'status_changed', to: null },
    ];
    assert.deepEqual(
      decodeTicket({ ...sample, events })?.events.map(({ to }) => to),
      [{ id: 'ada@shop.test', name: 'Ada Park' }, { id: 'solved' }, undefined],
    );
  });

  it('keeps the order of events, including unknown types', () => {
    const events = [
      { type: 'rating_changed', date: 'odd', rate: 5, author: [], source: { type: 'lc2', url: null } },
      { message: 'no type', is_private: 1, date: '2023-11-14T22:13:20Z', author: { name: 'Kim' } },
      'nonsense',
    ];
    assert.deepEqual(decodeTicket({ ...sample, events })?.events, [
      { type: 'rating_changed', source: { type: 'lc2' }, details: 'rate: 5' },
      {
        type: 'message',
        message: 'no type',
        is_private: true,
        date: '2023-11-14T22:13:20.000Z',
        author: { name: 'Kim' },
      },
      { type: 'unknown' },
    ]);
  });
});
