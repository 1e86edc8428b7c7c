import assert from 'node:assert/strict';
import type { Ticket } from '../../../src/core/domain/ticket';
import { addressOf } from '../../../src/ui/messages/addresses';
import { addressesIn, eventViews, ticketView } from '../../../src/ui/ticketDetail/ticketView';
import { hostileTexts } from '../support/hostileData';
import { changedAt, leavesOf, valueAt } from '../support/leaves';
import { contractTicket } from './support/contractTicket';
import { labels } from './support/words';

function shown(ticket: Ticket): string {
  return JSON.stringify([ticketView(ticket, labels), eventViews(ticket, labels)]);
}

const bare: Ticket = { id: 'A', groups: [], events: [], tags: [] };

describe('ticketView', () => {
  it('shows every field of the contract', () => {
    const text = shown(contractTicket);
    const paths = leavesOf(contractTicket);
    assert.ok(paths.length > 25);
    for (const path of paths) {
      const value = valueAt(contractTicket, path);
      const changed = changedAt(contractTicket, path) as Ticket;
      assert.notEqual(shown(changed), text, `${path.join('.')} is not shown`);
      // Event types are shown by the text of their lines.
      if (typeof value === 'boolean' || path.at(-1) === 'type') continue;
      assert.ok(text.includes(String(value)), path.join('.'));
    }
  });

  it('omits absent fields, and shows that the ticket is unassigned', () => {
    const { facts, subject, status } = ticketView(bare, labels);
    assert.deepEqual(
      facts.map(({ label, texts }) => [label, texts]),
      [
        ['Ticket', ['A']],
        ['Assignee', ['unassigned']],
      ],
    );
    assert.equal(subject, 'no subject');
    assert.equal(status, undefined);
  });

  it('shows the short id if there is one, keeps the long one, and shows the priority', () => {
    const { id, facts } = ticketView({ ...bare, id: 'long-id', shortId: 'K7QPX', priority: 'high' }, labels);
    assert.equal(id, 'K7QPX');
    assert.deepEqual(facts.find(({ label }) => label === 'Ticket')?.texts, ['K7QPX', 'long-id']);
    assert.deepEqual(facts.find(({ label }) => label === 'Priority')?.texts, ['priority high']);
  });

  it('shows a group’s number if its name is not known', () => {
    const { facts } = ticketView({ ...bare, groups: [{ id: 3 }, { id: 4, name: 'VIP' }] }, labels);
    assert.deepEqual(facts.find(({ label }) => label === 'Groups')?.texts, ['group 3', 'VIP (4)']);
  });

  it('distinguishes messages, private notes and system events', () => {
    const events = [
      { type: 'message', message: 'Hello', is_private: true, author: { id: 'a@b.c', type: 'agent' } },
      { type: 'status_changed', author: { name: 'Ada' }, to: { id: 'solved' } },
      { type: 'status_changed' },
      { type: 'assignee_changed', author: { name: 'Ada' }, to: { id: 'bo@shop.test' } },
      { type: 'rating_changed', author: { name: 'Kim' } },
    ];
    const views = eventViews({ ...bare, events }, labels);
    assert.deepEqual(
      views.map(({ kind, isPrivate, line, text }) => [kind, isPrivate, line ?? text]),
      [
        ['message', true, 'Hello'],
        ['line', false, 'Ada changed the status to solved'],
        ['line', false, 'someone changed the status'],
        ['line', false, 'Ada assigned to bo@shop.test'],
        ['line', false, 'Kim: rating_changed'],
      ],
    );
    assert.deepEqual(views[0]?.author, { name: 'a@b.c', role: 'role agent', isClient: false });
  });

  it('keeps the line breaks of a message, and removes deceptive characters', () => {
    const said = (message: string): string | undefined =>
      eventViews({ ...bare, events: [{ type: 'message', message }] }, labels)[0]?.text;
    assert.equal(said('One\r\nTwo\n\n\tThree'), 'One\nTwo\n\n\tThree');
    assert.equal(said('invoice\u202efdp.exe\u0007\u200b'), 'invoicefdp.exe');
    for (const { message, subject } of hostileTexts) {
      assert.doesNotMatch(said(message) ?? '', /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u001b]/);
      assert.doesNotMatch(ticketView({ ...bare, subject }, labels).subject, /[\n\r\u202e]/);
    }
  });

  it('opens only URLs that occur in the ticket', () => {
    for (const malformed of [
      'javascript:alert(1)',
      'command:x',
      'file:///etc/passwd',
      'data:text/html,x',
      'shop',
      '',
    ]) {
      assert.equal(addressOf(malformed), undefined, malformed);
    }
    const urls = ['https://shop.test/a', 'http://shop.test/b', 'javascript:alert(1)', 'vscode://x'];
    const events = urls.map((url) => ({ type: 'message', source: { url } }));
    const ticket = { ...bare, events, source: { url: 'https://shop.test/c' } };
    assert.deepEqual([...addressesIn(ticket)], ['https://shop.test/c', ...urls.slice(0, 2)]);
    assert.deepEqual(
      eventViews(ticket, labels).map(({ source }) => source?.openable),
      [true, true, undefined, undefined],
    );
  });
});

describe('ticket events', () => {
  const author = { id: 'ann@shop.test', name: 'Ann', type: 'agent' };
  const lines = (...events: Ticket['events']): (string | undefined)[] =>
    eventViews({ ...bare, events: events.map((event) => ({ author, ...event })) }, labels).map(
      ({ line }) => line,
    );

  it('show what changed, with old and new value', () => {
    assert.deepEqual(
      lines(
        { type: 'assignee_changed', changes: [{ field: 'team', from: 'Sales', to: 'Returns' }] },
        {
          type: 'assignee_changed',
          to: { id: 'ben@shop.test' },
          changes: [{ field: 'assignee', to: 'ben@shop.test' }],
        },
        { type: 'priority', changes: [{ field: 'priority', from: 'low', to: 'high' }] },
      ),
      [
        'Ann moved it from Sales to Returns',
        'Ann assigned to ben@shop.test',
        'Ann changed priority from priority low to priority high',
      ],
    );
  });

  it('name the former status and the former assignee', () => {
    assert.deepEqual(
      lines(
        {
          type: 'status_changed',
          to: { id: 'solved' },
          changes: [{ field: 'status', from: 'open', to: 'solved' }],
        },
        {
          type: 'assignee_changed',
          to: { id: 'bob@shop.test', name: 'Bob' },
          changes: [{ field: 'assignee', from: 'Zed', to: 'Bob' }],
        },
        { type: 'assignee_changed', changes: [{ field: 'assignee', from: 'Bob' }] },
        {
          type: 'assignee_changed',
          to: { id: 'bob@shop.test', name: 'Bob' },
          changes: [{ field: 'team', from: 'Sales', to: 'Returns' }],
        },
      ),
      [
        'Ann changed the status from open to solved',
        'Ann changed the assignee from Zed to Bob',
        'Ann changed the assignee from Bob to undefined',
        'Ann moved it from Sales to Returns',
      ],
    );
  });

  it('show files once, with a URL, and the content of unknown types', () => {
    const files = [{ name: 'a.pdf', url: 'https://cdn.test/a.pdf', size: 9 }];
    const ticket: Ticket = {
      ...bare,
      events: [
        { type: 'attachments', message: 'a.pdf', files },
        { type: 'sentiment', details: 'score: 0.5' },
      ],
    };
    const [attached, unknown] = eventViews(ticket, labels);
    const file = { label: 'a.pdf (9 bytes)', url: 'https://cdn.test/a.pdf', openable: true };
    assert.deepEqual([attached?.text, attached?.files], [undefined, [file]]);
    assert.equal(unknown?.text, 'score: 0.5');
    assert.ok(addressesIn(ticket).has('https://cdn.test/a.pdf'));
  });

  it('show related tickets, which can be opened', () => {
    const ticket: Ticket = { ...bare, parent: { id: 'p', shortId: 'AB1', subject: 'Whole' } };
    assert.deepEqual(ticketView(ticket, labels).facts.at(-1), {
      label: 'Parent',
      texts: ['AB1 · Whole'],
      ticketIds: ['p'],
    });
  });
});
