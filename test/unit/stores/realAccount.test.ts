import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { ticketStatuses, type TicketRow } from '../../../src/core/domain/ticket';
import { AgentStore } from '../../../src/core/stores/agentStore';
import { DirectoryStore } from '../../../src/core/stores/directoryStore';
import { rowKey, TicketStore, type TicketListKey } from '../../../src/core/stores/ticketStore';
import { realAccount, type RealAccount } from './support/realAccount';

describe('stores with the real client and a sandbox', () => {
  let account: RealAccount;
  let tickets: TicketStore;

  async function open(options?: Parameters<typeof realAccount>[0]): Promise<void> {
    account = await realAccount(options);
    tickets = new TicketStore(account.session, systemClock);
  }
  afterEach(async () => {
    tickets.dispose();
    await account.end();
  });

  const rows = (key: TicketListKey): readonly TicketRow[] => tickets.state(key).rows;
  const sumOfTotals = (): number =>
    ticketStatuses.reduce((sum, key) => sum + (tickets.state(key).total ?? 0), 0);

  it('show 20,000 tickets with one call per status', async () => {
    await open({ tickets: 20_000 });
    await tickets.refresh();
    assert.equal(account.sandbox.calls.count, 4);
    assert.equal(sumOfTotals(), 20_000);
    for (const key of ticketStatuses) assert.equal(rows(key).length, 25);
  });

  it('load 20,000 tickets page by page, each ticket once and with one call per page', async () => {
    await open({ tickets: 20_000 });
    await tickets.setFilter({ status: 'spam' });
    const total = tickets.state('all').total ?? 0;
    while (tickets.state('all').next !== undefined && tickets.state('all').failure === undefined) {
      await tickets.loadMore('all');
    }
    assert.equal(tickets.state('all').failure, undefined);
    assert.equal(new Set(rows('all').map(rowKey)).size, total);
    assert.equal(rows('all').length, total);
    assert.equal(account.sandbox.calls.count, Math.ceil(total / 25));
  }).timeout(20_000);

  it('show a ticket without fields as a marked row among the others', async () => {
    await open();
    account.sandbox.faults.next({
      match: { path: '/tickets' },
      status: 200,
      body: {
        tickets: [{ id: 'ODD01', subject: {} }, 'no ticket at all', { id: 'ODD02' }],
        total: 3,
        pages: 1,
      },
    });
    await tickets.setFilter({ status: 'open' });
    assert.deepEqual(
      rows('all').map((row) => (row.kind === 'ticket' ? row.ticket.id : row.kind)),
      ['ODD01', 'unreadable', 'ODD02'],
    );
    const [first] = rows('all');
    assert.ok(first?.kind === 'ticket' && first.malformed.includes('subject'));
  });

  it('filter only at the server', async () => {
    await open();
    await tickets.setFilter({ query: 'a', status: 'open', assignee: 'nobody@example.com' });
    const query = { page: '1', query: 'a', status: 'open', assignee: 'nobody@example.com' };
    assert.deepEqual({ ...account.sandbox.calls.recent.at(-1)?.query }, query);
    assert.equal(tickets.state('all').total, 0);
  });

  it('keep their rows when the key is revoked during use, with two calls', async () => {
    await open();
    const agents = new AgentStore(account.session, systemClock);
    await Promise.all([tickets.refresh(), agents.refresh()]);
    const before = rows('open');
    account.sandbox.calls.reset();
    account.sandbox.faults.revokeKey(account.credential.account.name);
    await tickets.refresh();
    await agents.refresh();
    await tickets.refresh();
    assert.equal(account.session.current.kind, 'rejected');
    assert.deepEqual(rows('open'), before);
    assert.ok(agents.state.rows.length > 0);
    assert.equal(account.sandbox.calls.count, 2);
    agents.dispose();
  });

  it('load again after the user signs in again', async () => {
    await open();
    account.sandbox.faults.revokeKey(account.credential.account.name);
    await tickets.refresh();
    assert.equal(tickets.failure?.code, 'unauthorized');
    account.sandbox.faults.restoreKey(account.credential.account.name);
    await account.accounts.add(account.credential);
    await tickets.refresh();
    assert.equal(tickets.failure, undefined);
    assert.ok(rows('open').length > 0);
  });

  it('count the same calls as the server', async () => {
    await open();
    const directory = new DirectoryStore(account.session, systemClock);
    await tickets.refresh();
    await Promise.all([directory.groups(), directory.groups(), directory.tags()]);
    await directory.groups();
    assert.equal(account.sandbox.calls.count, 6);
    assert.equal(account.meter.sinceStart, 6);
    directory.dispose();
  });

  it('end pending calls as cancelled when the user signs out', async () => {
    await open();
    account.sandbox.faults.next({ hang: true });
    const loading = tickets.refresh();
    await account.accounts.remove(account.credential.account);
    await loading;
    assert.deepEqual(tickets.state('open'), { rows: [] });
  });
});
