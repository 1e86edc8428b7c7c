import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deleteOldKept } from '../../../src/core/localData/deleteKept';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import { setServer } from '../../../src/core/localData/keptServer';
import { runSearchTask } from '../../../src/core/localData/searchTasks';
import type { Database } from '../../../src/core/storage/database';
import { account, KeptBench, row, ticket } from './support/keptBench';

const day = 24 * 3_600_000;

describe('kept items', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let kept: KeptItems;
  let database: Database;
  beforeEach(async () => {
    bench = new KeptBench();
    ({ kept, database } = await bench.open());
  });
  afterEach(() => bench.dispose());

  const now = (): number => bench.clock.now();
  const newest = (page: Partial<Parameters<KeptItems['newest']>[1]> = {}) =>
    kept.newest(account, { limit: 10, ...page });
  const subjects = (): readonly unknown[] => newest().map((item) => item.row.ticket.subject);
  const version = (): unknown => database.get("SELECT version FROM topics WHERE topic = 'kept'")?.version;
  const deleteOld = async (): Promise<void> =>
    await deleteOldKept(
      database,
      (before) =>
        runSearchTask(database, {
          kind: 'purge',
          ...(before !== undefined && { deleting: { before } }),
        }),
      {
        since: kept.since,
        now: now(),
      },
    );

  it('gives the tickets that changed last first, of a status, page by page', async () => {
    const rows = [row('a', 1), row('b', 3, { status: 'solved' }), row('c', 2), row('d', 4)];
    await kept.keepRows(account, rows, now());
    const ids = (found: ReturnType<typeof newest>): readonly string[] =>
      found.map((item) => item.row.ticket.id);
    assert.deepEqual(ids(newest()), ['d', 'b', 'c', 'a']);
    assert.deepEqual(ids(newest({ status: 'open' })), ['d', 'c', 'a']);
    assert.deepEqual(ids(newest({ limit: 2, offset: 1 })), ['b', 'c']);
    assert.deepEqual(kept.newest('classic:bo', { limit: 10 }), []);
    assert.deepEqual(newest({ limit: 1 })[0]?.row, rows[3]);
  });

  it('gives the first page of a list, and those after it that were kept', async () => {
    const rows = Array.from({ length: 9 }, (_, at) => row(`t${at}`, 9 - at));
    await kept.keepRows(account, [...rows, row('s', 3, { status: 'solved' })], now());
    await kept.keepList(account, 'page/open', { ids: ['t0', 't1'], total: 40 }, now());
    const ids = (count?: number) => {
      const page = kept.page(account, 'open', count);
      return [page?.rows.map(({ ticket: { id } }) => id).join(' '), page?.hasMore, page?.total];
    };
    assert.deepEqual(ids(), ['t0 t1', true, 40]);
    assert.deepEqual(ids(3), ['t0 t1 t2 t3 t4', true, 40]);
    assert.deepEqual(ids(7), ['t0 t1 t2 t3 t4 t5 t6 t7 t8', false, 40]);
  });

  it('gives nothing of another server, and deletes it once the account is connected to the new one', async () => {
    bench.server = 'https://one.example';
    await setServer(database, account, bench.server, now());
    await kept.keepTicket(account, ticket('a', 1, 'of one'), now());
    await kept.keepList(account, 'page/open', { ids: ['a'], total: 1 }, now());
    await kept.keepList(account, 'agents', [], now());
    const given = (): readonly unknown[] => [
      newest().length,
      kept.ticket(account, 'a')?.ticket.id,
      kept.page(account, 'open')?.total,
      kept.list(account, 'agents')?.value,
      kept.newestVersions(account, 9).length,
      kept.hasTicket(account, row('a', 1).ticket),
    ];
    assert.deepEqual(given(), [1, 'a', 1, [], 1, true]);
    bench.server = 'https://two.example';
    const nothing = [0, undefined, undefined, undefined, 0, false];
    assert.deepEqual(given(), nothing);
    bench.server = undefined;
    assert.equal(newest().length, 1);
    bench.server = 'https://two.example';
    await setServer(database, account, bench.server, now());
    bench.server = undefined;
    assert.deepEqual(given(), nothing);
    assert.equal(kept.sinceOf(account), kept.since);
  });

  it('keeps a newer version, whichever answer comes last', async () => {
    await kept.keepRows(account, [row('a', 2)], now());
    await kept.keepRows(account, [row('a', 1)], now() + 1_000);
    assert.deepEqual(subjects(), ['Subject 2']);
    await kept.keepTicket(account, ticket('a', 1, 'old'), now() + 1_000);
    assert.deepEqual([subjects(), kept.ticket(account, 'a')?.isNewest], [['Subject 2'], false]);
    await kept.keepTicket(account, ticket('a', 3, 'new'), now());
    assert.deepEqual([subjects(), kept.ticket(account, 'a')?.isNewest], [['Subject 3'], true]);
    await kept.keepTicket(account, ticket('a', 2, 'older'), now() + 1_000);
    assert.deepEqual(kept.ticket(account, 'a')?.ticket, ticket('a', 3, 'new'));
    await kept.keepRows(account, [row('a', 4)], now());
    assert.deepEqual([subjects(), kept.ticket(account, 'a')?.isNewest], [['Subject 4'], false]);
  });

  it('prefers the later request where LiveChat gives the same time', async () => {
    await kept.keepTicket(account, ticket('a', 1, 'later'), now() + 10);
    await kept.keepTicket(account, ticket('a', 1, 'earlier'), now());
    assert.equal(kept.ticket(account, 'a')?.ticket.events[0]?.message, 'later');
  });

  it('writes nothing for a page that brings nothing new', async () => {
    const rows = [row('a', 1), row('b', 2)];
    await kept.keepRows(account, rows, now());
    const before = version();
    await kept.keepRows(account, rows, now() + 60_000);
    assert.equal(version(), before);
  });

  it('knows which tickets changed since they were read', async () => {
    await kept.keepRows(account, [row('a', 1), row('b', 1)], now());
    await kept.markRead(account, 'a');
    assert.deepEqual(
      newest().map((item) => item.isChangedSinceRead),
      [false, false],
    );
    await kept.keepRows(account, [row('a', 2), row('b', 2)], now());
    assert.deepEqual(kept.changedSinceRead(account), ['a']);
    const changed = newest().filter((item) => item.isChangedSinceRead);
    assert.deepEqual(
      changed.map((item) => item.row.ticket.id),
      ['a'],
    );
  });

  it('knows that the version that is being stored was read', async () => {
    await kept.keepTicket(account, ticket('a', 1, 'text'), now());
    await kept.markRead(account, 'a');
    void kept.keepTicket(account, ticket('a', 2, 'text'), now());
    await kept.markRead(account, 'a');
    assert.deepEqual(kept.changedSinceRead(account), []);
  });

  it('keeps tickets that changed in the same second apart', async () => {
    const many = Array.from({ length: 2_500 }, (_, at) => row(`t${at}`, 1));
    await kept.keepRows(account, many, now());
    assert.equal(newest({ limit: 5_000 }).length, 2_500);
  });

  it('keeps nothing, and gives nothing, with 0 days', async () => {
    await kept.keepTicket(account, ticket('a', 1, 'text'), now());
    await kept.keepList(account, 'tags', [{ name: 'vip' }], now());
    bench.days = 0;
    await kept.keepTicket(account, ticket('b', 1, 'text'), now());
    assert.deepEqual(
      [newest(), kept.ticket(account, 'a'), kept.list(account, 'tags')],
      [[], undefined, undefined],
    );
    await deleteOld();
    assert.equal(database.get('SELECT count(*) AS count FROM kept_items')?.count, 0);
    assert.equal(database.get('SELECT count(*) AS count FROM kept_details')?.count, 0);
    assert.equal(database.get('SELECT count(*) AS count FROM kept_lists')?.count, 0);
  });

  it('deletes what was fetched too long ago, and writes nothing before', async () => {
    await kept.keepTicket(account, ticket('old', 1, 'text'), now());
    await kept.keepTicket(account, ticket('seen', 1, 'text'), now());
    bench.clock.advance(6 * day);
    await kept.keepRows(account, [row('seen', 1)], now());
    const before = version();
    for (let at = 0; at < 4; at += 1) {
      bench.clock.advance(6 * day);
      await deleteOld();
    }
    assert.equal(version(), before);
    bench.clock.advance(day);
    await deleteOld();
    bench.clock.advance(day);
    await deleteOld();
    assert.deepEqual(
      newest().map((item) => item.row.ticket.id),
      ['seen'],
    );
  });

  it('goes together with runs that have ended, and those that were not confirmed for a day', async () => {
    const run = "INSERT INTO bulk_runs (account, state, created_at, request) VALUES ('a', ?, ?, '{}')";
    const item = "INSERT INTO bulk_items VALUES (?, 0, 'T', '{}', '{}', 'done', NULL, NULL)";
    const add = async (states: readonly string[]): Promise<void> => {
      await database.write(['bulk'], (writer) => {
        for (const state of states) writer.run(item, writer.run(run, state, now()).lastId);
      });
    };
    const left = (): readonly unknown[] => {
      const sql = 'SELECT r.state AS state FROM bulk_runs r JOIN bulk_items i ON i.run = r.id ORDER BY r.id';
      return database.all(sql).map(({ state }) => state);
    };
    await add(['running', 'ended', 'paused', 'planned']);
    await deleteOld();
    assert.equal(left().length, 4);
    bench.days = 0;
    await deleteOld();
    assert.deepEqual(left(), ['running', 'paused', 'planned']);
    bench.clock.advance(2 * day);
    await deleteOld();
    assert.deepEqual(left(), ['running', 'paused']);
    assert.equal(database.get('SELECT count(*) AS count FROM bulk_items')?.count, 2);
  });

  it('does not delete while the clock may be wrong', async () => {
    await kept.keepTicket(account, ticket('a', 1, 'text'), now());
    await database.write([], (writer) => writer.run('UPDATE event_totals SET seen_at = ?', now()));
    bench.clock.advance(60 * day);
    await deleteOld();
    bench.clock.setBack(59 * day);
    assert.equal(newest().length, 1);
  });

  it('gives lists of names with the time they were fetched', async () => {
    await kept.keepList(account, 'tags', [{ name: 'vip' }], now());
    assert.deepEqual(kept.list(account, 'tags'), { value: [{ name: 'vip' }], fetchedAt: now() });
    assert.equal(kept.list(account, 'groups'), undefined);
  });

  it('finds a chat by its id and by that of a thread', async () => {
    const chat = {
      chatId: 'C',
      threadId: 'T1',
      isActive: false,
      users: [],
      groups: [],
      tags: [],
      isFollowed: false,
    };
    const first = { ...chat, startedAt: '2026-06-01T10:00:00.000Z', events: [] };
    const second = { ...chat, threadId: 'T2', startedAt: '2026-06-02T10:00:00.000Z', events: [] };
    await kept.keepChats(account, [first, second, { ...chat, threadId: 'T3' }], now());
    assert.deepEqual(kept.chat(account, 'C')?.value, { from: 'api', chat: second });
    assert.deepEqual(kept.chat(account, 'T1')?.value, { from: 'api', chat: first });
    assert.equal(kept.chat(account, 'T3'), undefined);
    assert.equal(kept.chat('classic:bo', 'C'), undefined);
  });

  it('is shared by two windows that write at the same time', async () => {
    const other = await bench.open();
    const changed = new Promise<void>((resolve) => {
      database.onDidChange((topics) => topics.has('kept') && resolve());
    });
    const writes = Array.from({ length: 60 }, (_, at) => {
      const target = at % 2 === 0 ? kept : other.kept;
      return target.keepTicket(account, ticket(`t${at % 20}`, at, `message ${at}`), now());
    });
    await Promise.all([changed, ...writes]);
    const expected = Array.from({ length: 20 }, (_, at) => `Subject ${59 - at}`);
    assert.deepEqual(
      kept.newest(account, { limit: 50 }).map((item) => item.row.ticket.subject),
      expected,
    );
    assert.deepEqual(other.kept.newest(account, { limit: 50 }), kept.newest(account, { limit: 50 }));
  });

  it('ends in the state of the server, in whatever order the answers come', async () => {
    const answer = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      version: fc.nat(6),
      isList: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { maxLength: 20 }),
        fc.array(fc.nat(1_000), { minLength: 26 }),
        async (answers, order) => {
          await database.write([], (writer) => writer.run('DELETE FROM kept_items'));
          const last = ['a', 'b', 'c'].flatMap((id) => [
            { id, version: 7, isList: true },
            { id, version: 7, isList: false },
          ]);
          const arriving = [...answers, ...last]
            .map((value, askedAt) => ({ value, askedAt, position: order[askedAt] ?? 0 }))
            .sort((one, two) => one.position - two.position);
          for (const { value, askedAt } of arriving) {
            const { id, version: at, isList } = value;
            if (isList) await kept.keepRows(account, [row(id, at)], now() + askedAt);
            else await kept.keepTicket(account, ticket(id, at, `message ${at}`), now() + askedAt);
          }
          for (const id of ['a', 'b', 'c']) {
            assert.deepEqual(kept.ticket(account, id)?.ticket, ticket(id, 7, 'message 7'));
            assert.equal(kept.ticket(account, id)?.isNewest, true);
          }
          assert.deepEqual(subjects(), ['Subject 7', 'Subject 7', 'Subject 7']);
        },
      ),
      { numRuns: 40 },
    );
  });
});
