import assert from 'node:assert/strict';
import type { LiveChatConnection, Page } from '../../../src/core/domain/connection';
import type { TicketChange, TicketQuery, TicketRow } from '../../../src/core/domain/ticket';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

describe('listing every ticket', () => {
  let fixture: ActionsFixture;
  beforeEach(async () => (fixture = await ActionsFixture.open()));
  afterEach(() => fixture.close());

  it('reads each page once, and reports progress', async () => {
    const progress: [number, number][] = [];
    fixture.sandbox.calls.reset();
    const { tickets, unreadable } = await fixture.ticketActions.listAll(
      {},
      { onProgress: (done, total) => progress.push([done, total]) },
    );
    assert.deepEqual([tickets.length, new Set(tickets.map(({ id }) => id)).size, unreadable], [120, 120, 0]);
    assert.equal(fixture.calls['GET /tickets'], 5);
    assert.deepEqual(progress.at(-1), [120, 120]);
    const times = tickets.map(({ modified, date }) => modified ?? date ?? '');
    assert.deepEqual(times, times.toSorted().toReversed());
  });

  it('sends the filter and the order', async () => {
    const { tickets } = await fixture.ticketActions.listAll({ status: 'solved', order: 'asc' });
    assert.ok(tickets.length > 0 && tickets.every(({ status }) => status === 'solved'));
    const times = tickets.map(({ modified, date }) => modified ?? date ?? '');
    assert.deepEqual(times, times.toSorted());
  });

  it('returns a ticket that changed meanwhile once, in its newest version', async () => {
    const { tickets: before } = await fixture.ticketActions.listAll({});
    const last = before.at(-1)?.id ?? '';
    let isChanged = false;
    const onProgress = async (): Promise<void> => {
      if (isChanged) return;
      isChanged = true;
      await fixture.ticketActions.update({ ticketId: last, change: { subject: 'Changed meanwhile' } });
    };
    let changing: Promise<void> | undefined;
    const { tickets } = await fixture.ticketActions.listAll(
      {},
      { onProgress: () => void (changing ??= onProgress()) },
    );
    await changing;
    assert.equal(tickets.length, before.length);
    assert.equal(tickets.filter(({ id }) => id === last).length, 1);
  });

  it('ends when it is aborted', async () => {
    const stop = new AbortController();
    const listing = fixture.ticketActions.listAll(
      {},
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    assert.equal((await failureFrom(listing)).code, 'cancelled');
    assert.ok((fixture.calls['GET /tickets'] ?? 0) < 5);
  });

  for (const kind of ['classic', 'platform'] as const) {
    it(`says how many calls it takes before it makes them, with a ${kind} account`, async () => {
      const account = await ActionsFixture.open({ kind });
      try {
        const asked: [number, number][] = [];
        const list = (isWanted: boolean) =>
          account.ticketActions.listAll(
            {},
            {
              mayGoOn: (calls, total) => {
                asked.push([calls, total]);
                return Promise.resolve(isWanted);
              },
            },
          );
        const calls = (): number =>
          Object.entries(account.calls)
            .filter(([route]) => route.endsWith('/tickets'))
            .reduce((sum, [, count]) => sum + count, 0);
        account.sandbox.calls.reset();
        assert.equal((await failureFrom(list(false))).code, 'cancelled');
        assert.equal(calls(), 1);
        const { rows, tickets } = await list(true);
        assert.deepEqual(asked, [
          [5, tickets.length],
          [5, tickets.length],
        ]);
        assert.deepEqual(
          rows.map(({ ticket }) => ticket),
          tickets,
        );
        assert.equal(calls(), 6);
      } finally {
        await account.close();
      }
    });
  }

  for (const kind of ['classic', 'platform'] as const) {
    it(`returns a ticket that moved to a page that was read already, with a ${kind} account`, async () => {
      const account = await ActionsFixture.open({ kind });
      try {
        const { tickets: before } = await account.ticketActions.listAll({});
        const last = before.at(-1)?.id ?? '';
        const { tickets } = await account.ticketActions.listAll(
          {},
          {
            mayGoOn: async () => {
              await account.ticketActions.update({ ticketId: last, change: { subject: 'Moved' } });
              return true;
            },
          },
        );
        assert.equal(tickets.find(({ id }) => id === last)?.subject, 'Moved');
        assert.equal(tickets.length, before.length);
      } finally {
        await account.close();
      }
    });
  }

  for (const kind of ['classic', 'platform'] as const) {
    for (const order of ['desc', 'asc'] as const) {
      for (const change of [{ subject: 'Moved' }, { status: 'solved' }] satisfies TicketChange[]) {
        const what = 'status' in change ? 'leaves the list' : 'changes';
        it(`misses none if one on a page that was read ${what}, with a ${kind} account, ${order}`, async () => {
          const account = await ActionsFixture.open({ kind, tickets: 400 });
          try {
            await assertNoneMissed(account, { status: 'open', order }, change);
          } finally {
            await account.close();
          }
        });
      }
    }
  }

  /** Changes the first ticket of the first page after each page in turn. */
  async function assertNoneMissed(
    account: ActionsFixture,
    query: TicketQuery,
    change: TicketChange,
  ): Promise<void> {
    const { ticketActions, clock } = account;
    const { session } = account.deps;
    const colleague = account.colleague();
    const run = session.run.bind(session);
    let pages = 0;
    let changeAt = 0;
    let first = '';
    Object.assign(session, {
      run: async (work: (connection: LiveChatConnection) => Promise<Page<TicketRow>>) => {
        const page = await run(work);
        pages += 1;
        const [row] = page.rows;
        if (pages === 1 && row?.kind === 'ticket') first = row.ticket.id;
        clock.advance(1_000);
        if (pages === changeAt) await colleague.tickets.update(first, change);
        return page;
      },
    });
    await ticketActions.listAll(query);
    const lastPage = pages;
    assert.ok(lastPage > 3, `${lastPage}`);
    for (changeAt = 1; changeAt < lastPage; changeAt += 1) {
      pages = lastPage;
      const { tickets: before } = await ticketActions.listAll(query);
      pages = 0;
      const { tickets } = await ticketActions.listAll(query);
      const found = new Set(tickets.map(({ id }) => id));
      const missed = before.filter(({ id }) => id !== first && !found.has(id));
      assert.deepEqual(missed, [], `after page ${changeAt}`);
      const times = tickets.map(({ modified, date }) => modified ?? date ?? '');
      assert.deepEqual(times, query.order === 'asc' ? times.toSorted() : times.toSorted().toReversed());
    }
  }

  it('filters rows by what the API of a platform account cannot', async () => {
    const platform = await ActionsFixture.open({ kind: 'platform' });
    try {
      const { tickets } = await platform.ticketActions.listAll({});
      const assignee = tickets.find((ticket) => ticket.assignee)?.assignee?.id ?? '';
      const mine = tickets.filter((ticket) => ticket.assignee?.id === assignee && ticket.tags?.length === 0);
      const found = await platform.ticketActions.listAll({ assignee: assignee.toUpperCase(), tagged: false });
      assert.ok(mine.length > 0);
      assert.deepEqual(found.tickets, mine);
    } finally {
      await platform.close();
    }
  });
});
