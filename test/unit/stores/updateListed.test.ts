import assert from 'node:assert/strict';
import type { Page } from '../../../src/core/domain/connection';
import type { TicketRow } from '../../../src/core/domain/ticket';
import { accountIdOf } from '../../../src/core/stores/sessionStore';
import { rowKey, TicketStore } from '../../../src/core/stores/ticketStore';
import { updateListed } from '../../../src/core/stores/updateListed';
import { KeptBench, row } from '../localData/support/keptBench';
import { fakeConnection } from './support/fakeConnection';
import { signedIn } from './support/signedIn';

describe('rows of lists that another window has fetched again', () => {
  it('are updated and moved without a call, and never replaced by an older version', async () => {
    const bench = new KeptBench();
    const [here, other] = [await bench.open(), await bench.open()];
    const calls: string[] = [];
    const window = await signedIn(() =>
      fakeConnection({
        tickets: ({ status = 'all' }) => {
          calls.push(status);
          const rows: TicketRow[] = status === 'open' ? [row('a', 1), row('b', 5), row('c', 1)] : [];
          return Promise.resolve<Page<TicketRow>>({ rows, total: rows.length, pages: 1, page: 1 });
        },
      }),
    );
    const account = accountIdOf(window.session.current) ?? '';
    const tickets = new TicketStore(window.session, bench.clock);
    await tickets.refresh();
    const made = calls.length;
    const rows = [row('a', 2), row('b', 4), row('c', 3, { status: 'solved' }), row('d', 9)];
    await other.kept.keepRows(account, rows, bench.clock.now());
    updateListed(tickets, here.kept, account);
    assert.deepEqual(tickets.state('open').rows, [row('a', 2), row('b', 5)]);
    assert.deepEqual(tickets.state('solved').rows.map(rowKey), ['c']);
    assert.equal(calls.length, made);
    tickets.dispose();
    window.dispose();
    await bench.dispose();
  });
});
