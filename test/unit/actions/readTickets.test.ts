import assert from 'node:assert/strict';
import { toPublicTicket, toTicketSummary } from '../../../src/core/actions/ticketResult';
import type { Ticket } from '../../../src/core/domain/ticket';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const summaryKeys = [
  'id',
  'subject',
  'status',
  'date',
  'modified',
  'requester',
  'source',
  'assignee',
  'tags',
];
const ticketKeys = [...summaryKeys, 'currentGroup', 'groups', 'events'];
const eventKeys = ['type', 'date', 'message', 'is_private', 'author', 'source'];

function onlyHas(value: object, keys: readonly string[]): void {
  assert.deepEqual(
    Object.keys(value).filter((key) => !keys.includes(key)),
    [],
  );
}

describe('reading tickets', () => {
  let fixture: ActionsFixture;
  beforeEach(async () => (fixture = await ActionsFixture.open()));
  afterEach(() => fixture.close());

  it('list: returns a page with exactly the keys of the contract', async () => {
    const { result, unreadable } = await fixture.ticketActions.list({ order: 'asc' }, 2);
    assert.deepEqual([result.total, result.pages, result.page, result.tickets.length], [120, 5, 2, 25]);
    assert.deepEqual(Object.keys(result).sort(), ['page', 'pages', 'tickets', 'total']);
    for (const ticket of result.tickets) onlyHas(ticket, summaryKeys);
    assert.equal(unreadable, 0);
  });

  it('list: counts rows that cannot be read, and omits them', async () => {
    const tickets = [{ id: 'A' }, 'odd', { subject: 'no id' }];
    fixture.sandbox.faults.next({ status: 200, body: { tickets, total: 3, pages: 1 } });
    const { result, unreadable } = await fixture.ticketActions.list({});
    assert.deepEqual([result.tickets, result.total, unreadable], [[{ id: 'A' }], 3, 2]);
  });

  it('get: names the groups that the API sends as ids, with one call in five minutes', async () => {
    const { result } = await fixture.ticketActions.list({});
    fixture.sandbox.calls.reset();
    for (const { id } of result.tickets.slice(0, 5)) {
      const ticket = await fixture.ticketActions.get(id);
      assert.ok(ticket.groups.every(({ name }) => name !== undefined));
    }
    assert.ok((fixture.calls['GET /groups'] ?? 0) <= 1);
  });

  it('get: returns the ticket without names if they cannot be looked up', async () => {
    const { result } = await fixture.ticketActions.list({});
    const id = result.tickets[0]?.id ?? '';
    fixture.sandbox.faults.next({
      match: { path: `/tickets/${id}` },
      status: 200,
      body: { id, groups: [1] },
    });
    fixture.sandbox.faults.next({ match: { path: '/groups' }, status: 403 });
    assert.deepEqual((await fixture.ticketActions.get(id)).groups, [{ id: 1 }]);
  });

  it('get: fails for an unknown ticket', async () => {
    assert.equal((await failureFrom(fixture.ticketActions.get('NOPE'))).code, 'not-found');
  });

  it('get: returns exactly the keys of the contract', () => {
    const ticket: Ticket = {
      id: 'A',
      subject: 'S',
      requester: { mail: 'a@b.example' },
      assignee: { id: 'ada@x.example', name: 'Ada' },
      currentGroup: { id: 1, name: 'Sales' },
      groups: [{ id: 1 }],
      tags: ['x'],
      events: [{ type: 'assignee_changed', to: { id: 'ada@x.example' }, author: { id: 'bo', name: 'Bo' } }],
    };
    const result = toPublicTicket(Object.assign({ extra: 1 }, ticket));
    onlyHas(result, ticketKeys);
    for (const event of result.events) onlyHas(event, eventKeys);
    assert.deepEqual(result, {
      ...ticket,
      events: [{ type: 'assignee_changed', author: { id: 'bo', name: 'Bo' } }],
    });
    onlyHas(toTicketSummary(result), summaryKeys);
  });
});
