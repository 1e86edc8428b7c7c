import assert from 'node:assert/strict';
import type { TicketListKey } from '../../../src/core/stores/ticketStore';
import { Office } from './support/office';

const draft = { message: 'Hi', requester: { mail: 'kim@mail.example' } };

describe('lists after a change', () => {
  let office: Office;
  beforeEach(async () => (office = await Office.open()));
  afterEach(() => office.close());

  const idsIn = (key: TicketListKey): string[] =>
    office.deps.tickets.state(key).rows.map((row) => (row.kind === 'ticket' ? row.ticket.id : row.key));
  const totalOf = (key: TicketListKey): number => office.deps.tickets.state(key).total ?? -1;
  async function create(): Promise<string> {
    const result = await office.ticketActions.create(draft);
    assert.equal(result.kind, 'created');
    return result.ticket.id;
  }
  const solve = (ticketId: string) => office.ticketActions.update({ ticketId, change: { status: 'solved' } });

  it('that were never loaded stay so', async () => {
    await solve(await create());
    assert.equal(office.deps.tickets.state('open').total, undefined);
    assert.deepEqual(idsIn('solved'), []);
  });

  it('that begin with the oldest only count a new ticket whose page is not here', async () => {
    await office.deps.tickets.setFilter({ order: 'asc', status: 'open' });
    const before = totalOf('all');
    const id = await create();
    assert.equal(totalOf('all'), before + 1);
    assert.ok(!idsIn('all').includes(id));
    while (office.deps.tickets.state('all').next !== undefined) await office.deps.tickets.loadMore('all');
    assert.equal(idsIn('all').length, before + 1);
    const next = await create();
    assert.equal(idsIn('all').at(-1), next);
  });

  it('of one status lose a ticket that has another one now', async () => {
    await office.deps.tickets.setFilter({ status: 'open' });
    const before = totalOf('all');
    const [first = ''] = idsIn('all');
    await solve(first);
    assert.ok(!idsIn('all').includes(first));
    assert.equal(totalOf('all'), before - 1);
  });

  it('agree with the server after the next refresh', async () => {
    await office.deps.tickets.refresh();
    const id = await create();
    await solve(id);
    await solve(idsIn('open')[3] ?? '');
    const counted = [totalOf('open'), totalOf('solved')];
    await office.deps.tickets.refresh();
    assert.deepEqual([totalOf('open'), totalOf('solved')], counted);
    assert.ok(idsIn('solved').includes(id));
  });

  it('never show the ticket of one account to another', async () => {
    office.sandbox.faults.next({ match: { method: 'PUT', path: /tags$/ }, hang: true });
    const creating = office.ticketActions.create({ ...draft, tags: ['x'] });
    while (office.sandbox.faults.pending > 0) await new Promise((next) => setImmediate(next));
    await office.accounts.add(office.credential(1));
    await office.deps.tickets.refresh('person', ['open']);
    const before = totalOf('open');
    const result = await creating;
    assert.equal(result.kind, 'created');
    assert.equal(totalOf('open'), before);
  });
});
