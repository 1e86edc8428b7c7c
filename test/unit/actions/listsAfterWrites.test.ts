import assert from 'node:assert/strict';
import type { TicketListKey } from '../../../src/core/stores/ticketStore';
import { ActionsFixture } from './support/actionsFixture';

const draft = { message: 'Hi', requester: { mail: 'kim@mail.example' } };

describe('ticket lists after a change', () => {
  let fixture: ActionsFixture;
  beforeEach(async () => (fixture = await ActionsFixture.open()));
  afterEach(() => fixture.close());

  const idsIn = (key: TicketListKey): string[] =>
    fixture.deps.tickets.state(key).rows.map((row) => (row.kind === 'ticket' ? row.ticket.id : row.key));
  const totalOf = (key: TicketListKey): number => fixture.deps.tickets.state(key).total ?? -1;
  async function create(): Promise<string> {
    const result = await fixture.ticketActions.create(draft);
    assert.equal(result.kind, 'created');
    return result.ticket.id;
  }
  const solve = (ticketId: string) =>
    fixture.ticketActions.update({ ticketId, change: { status: 'solved' } });

  it('a list that was never loaded stays unloaded', async () => {
    await solve(await create());
    assert.equal(fixture.deps.tickets.state('open').total, undefined);
    assert.deepEqual(idsIn('solved'), []);
  });

  it('a list sorted oldest first only counts a new ticket whose page is not loaded', async () => {
    await fixture.deps.tickets.setFilter({ order: 'asc', status: 'open' });
    const before = totalOf('all');
    const id = await create();
    assert.equal(totalOf('all'), before + 1);
    assert.ok(!idsIn('all').includes(id));
    while (fixture.deps.tickets.state('all').next !== undefined) await fixture.deps.tickets.loadMore('all');
    assert.equal(idsIn('all').length, before + 1);
    const next = await create();
    assert.equal(idsIn('all').at(-1), next);
  });

  it('a list of one status loses a ticket that changed to another status', async () => {
    await fixture.deps.tickets.setFilter({ status: 'open' });
    const before = totalOf('all');
    const [first = ''] = idsIn('all');
    await solve(first);
    assert.ok(!idsIn('all').includes(first));
    assert.equal(totalOf('all'), before - 1);
  });

  it('lists match the server after the next refresh', async () => {
    await fixture.deps.tickets.refresh();
    const id = await create();
    await solve(id);
    await solve(idsIn('open')[3] ?? '');
    const counted = [totalOf('open'), totalOf('solved')];
    await fixture.deps.tickets.refresh();
    assert.deepEqual([totalOf('open'), totalOf('solved')], counted);
    assert.ok(idsIn('solved').includes(id));
  });

  it('a ticket of one account never appears for another', async () => {
    fixture.sandbox.faults.next({ match: { method: 'PUT', path: /tags$/ }, hang: true });
    const creating = fixture.ticketActions.create({ ...draft, tags: ['x'] });
    while (fixture.sandbox.faults.pending > 0) await new Promise((next) => setImmediate(next));
    await fixture.accounts.add(fixture.credential(1));
    await fixture.deps.tickets.refresh('interactive', ['open']);
    const before = totalOf('open');
    const result = await creating;
    assert.equal(result.kind, 'created');
    assert.equal(totalOf('open'), before);
  });
});
