import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { StorageError } from '../../../../src/core/storage/storageError';
import { allIds, JournalBench, largeArrival, ticketArrival } from './support/journalBench';

const day = 24 * 3_600_000;
const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('the journal in the database', () => {
  let bench: JournalBench;
  beforeEach(() => {
    bench = new JournalBench();
  });
  afterEach(() => bench.dispose());

  it('stores concurrent events in one commit', async () => {
    const database = await bench.database(bench.dir, { clock: bench.clock });
    const other = await bench.database();
    const version = (): number => Number(other.get('PRAGMA data_version')?.data_version);
    const journal = await bench.start({ database });
    const before = version();
    const all = Array.from({ length: 500 }, (_, index) => journal.accept(ticketArrival(String(index))));
    assert.deepEqual(new Set(await Promise.all(all)), new Set(['kept']));
    assert.equal(version(), before + 1);
    assert.equal((await allIds(journal)).length, 500);
  });

  it('stays within its size limit, and still recognises late retries of evicted events', async () => {
    const database = await bench.database();
    const journal = await bench.start({ database, maxBytes: 64_000 });
    const bytes = (): number => Number(database.get('SELECT sum(bytes) AS bytes FROM events')?.bytes);
    for (let i = 0; i < 300; i++) {
      await journal.accept(largeArrival(String(i), 1_000));
      await nextTurn();
    }
    await journal.dispose();
    assert.ok(bytes() <= 64_000 + 2 * 1_200, `${bytes()} bytes`);
    assert.equal(database.get('SELECT bytes FROM event_totals')?.bytes, bytes());
    const kept = await allIds(journal);
    assert.ok(kept.length > 30 && kept.length < 64, `${kept.length} are kept`);
    assert.equal(kept[0], 'event-299');
    const next = await bench.start({ maxBytes: 64_000 });
    assert.deepEqual(await allIds(next), kept);
    for (let i = 0; i < 300; i++) assert.equal(await next.accept(ticketArrival(String(i))), 'duplicate');
    const evicted = database.all('SELECT digest FROM evicted_keys');
    assert.ok(evicted.length > 0 && evicted.every(({ digest }) => !String(digest).includes('event-')));
    await next.dispose();
    bench.clock.advance(6 * 3_600_000 + 1);
    const later = await bench.start({ maxBytes: 64_000 });
    assert.equal(await later.accept(ticketArrival('0')), 'kept');
  });

  it('makes room once it is almost full and no more events come', async () => {
    const database = await bench.database();
    const journal = await bench.start({ database, maxBytes: 64_000 });
    const count = (): number => Number(database.get('SELECT count(*) AS count FROM events')?.count);
    const bytes = (): number => Number(database.get('SELECT bytes FROM event_totals')?.bytes);
    for (let i = 0; bytes() < 61_000; i++) {
      await journal.accept(largeArrival(String(i), 1_000));
      await nextTurn();
      bench.clock.advance(900);
    }
    const all = count();
    assert.equal((await allIds(journal)).at(-1), 'event-0', 'nothing is deleted between events');
    bench.clock.advance(1_000);
    // Waits for the transactions that delete.
    await journal.dispose();
    assert.ok(count() < all, `${count()} of ${all} are left`);
  });

  it('neither shows nor keeps events older than 30 days', async () => {
    const database = await bench.database();
    const journal = await bench.start({ database });
    for (let i = 0; i < 4; i++) {
      await journal.accept(largeArrival(String(i), 1_000));
      bench.clock.advance(10 * day);
    }
    assert.deepEqual(await allIds(journal), ['event-3', 'event-2', 'event-1']);
    assert.equal(await journal.get('event-0'), undefined);
    await journal.dispose();
    bench.clock.advance(31 * day);
    const next = await bench.start({ database });
    assert.deepEqual((await next.page()).entries, []);
    assert.deepEqual([await next.unreadCount(), (await next.unshown()).length], [0, 0]);
    await next.dispose();
    assert.equal(database.get('SELECT count(*) AS count FROM events')?.count, 0, 'nothing is left of them');
    for (const table of ['event_keys', 'event_groups', 'unread_counts']) {
      assert.equal(database.get(`SELECT count(*) AS count FROM ${table}`)?.count, 0, table);
    }
    const last = await bench.start({ database });
    await last.accept(ticketArrival('5'));
    assert.equal((await last.page()).entries[0]?.seq, 5, 'no number is used twice');
  });

  it('deletes nothing if the clock was two months ahead when it was opened', async () => {
    const database = await bench.database();
    const first = await bench.start({ database });
    for (let i = 0; i < 4; i++) await first.accept(ticketArrival(String(i)));
    await first.dispose();
    bench.clock.advance(60 * day);
    const ahead = await bench.start({ database });
    await ahead.accept(ticketArrival('meanwhile'));
    for (let hours = 0; hours < 5; hours++) {
      bench.clock.advance(3_600_000);
      await ahead.accept(ticketArrival(`hour ${hours}`));
      await nextTurn();
    }
    await ahead.dispose();
    bench.clock.setBack(60 * day);
    const right = await bench.start({ database });
    const ids = await allIds(right);
    for (let i = 0; i < 4; i++) assert.ok(ids.includes(`event-${i}`), ids.join());
    await right.dispose();
    bench.clock.advance(3 * day);
    const later = await bench.start({ database });
    await later.dispose();
    assert.equal((await allIds(later)).length, ids.length);
  });

  it('deletes expired events a day after a long pause', async () => {
    const database = await bench.database();
    const first = await bench.start({ database });
    await first.accept(ticketArrival('A'));
    await first.dispose();
    bench.clock.advance(60 * day);
    const stored = (): unknown => database.get('SELECT count(*) AS count FROM events')?.count;
    await (await bench.start({ database })).dispose();
    assert.equal(stored(), 1);
    bench.clock.advance(day);
    await (await bench.start({ database })).dispose();
    assert.equal(stored(), 0);
  });

  it('counts unread events without reading them', async () => {
    const database = await bench.database();
    const journal = await bench.start({ database });
    const reader = await bench.reader();
    const both = async (account?: string): Promise<readonly number[]> => [
      await journal.unreadCount(account),
      await reader.unreadCount(account),
    ];
    for (let i = 0; i < 5; i++) await journal.accept(ticketArrival(String(i)));
    await journal.accept(ticketArrival('B', { account: 'classic:bo' }));
    await journal.accept(ticketArrival('pending', { reference: {} }));
    assert.deepEqual(
      [await both(), await both('classic:ada'), await both('classic:bo')],
      [
        [6, 6],
        [5, 5],
        [1, 1],
      ],
    );
    await journal.markRead({ eventIds: ['event-0', 'event-0', 'event-unknown'] });
    await journal.complete(ticketArrival('pending'), ticketArrival('pending'));
    assert.deepEqual(await both('classic:ada'), [5, 5]);
    await journal.markRead({ account: 'classic:ada' });
    assert.deepEqual(
      [await both(), await both('classic:ada')],
      [
        [1, 1],
        [0, 0],
      ],
    );
    bench.clock.advance(31 * day);
    assert.deepEqual(await both(), [0, 0], 'what is too old does not count');
    const counted = database.all('SELECT count FROM unread_counts ORDER BY account');
    assert.deepEqual(
      counted.map(({ count }) => count),
      [0, 1],
    );
  });

  it('fails with a typed error on a full disk, and continues once there is space', async () => {
    const database = await bench.database(bench.dir, { maxPages: 90 });
    const journal = await bench.start({ database });
    await journal.accept(ticketArrival('first'));
    const large = journal.accept(largeArrival('large', 1_000_000));
    const small = journal.accept(ticketArrival('small'));
    await assert.rejects(large, (thrown) => thrown instanceof StorageError && thrown.fault === 'full');
    assert.equal(await small, 'kept', 'one that does not fit fails alone');
    assert.deepEqual(await allIds(journal), ['event-small', 'event-first']);
    await database.write([], (writer) => writer.run('PRAGMA max_page_count = 1000'));
    assert.equal(await journal.accept(largeArrival('large', 1_000_000)), 'kept');
  });

  it('marks everything as read in batches, except events that arrive meanwhile', async () => {
    const journal = await bench.start();
    await Promise.all(
      Array.from({ length: 1_200 }, (_, index) => journal.accept(ticketArrival(String(index)))),
    );
    const marking = journal.markRead({});
    await journal.accept(ticketArrival('meanwhile'));
    await marking;
    assert.equal(await journal.unreadCount(), 1);
    assert.equal((await journal.get('event-meanwhile'))?.readAt, undefined);
  });

  it('accepts an event before it has marked thousands as shown', async () => {
    const journal = await bench.start();
    const ids = Array.from({ length: 1_200 }, (_, index) => String(index));
    await Promise.all(ids.map((id) => journal.accept(ticketArrival(id))));
    const order: string[] = [];
    const marking = journal
      .markShown(ids.map((id) => ({ account: 'classic:ada', eventId: `event-${id}` })))
      .then(() => order.push('all are marked'));
    await journal.accept(ticketArrival('new'));
    order.push('the new one is stored');
    await marking;
    assert.deepEqual(order, ['the new one is stored', 'all are marked']);
    assert.deepEqual(
      (await journal.unshown()).map(({ arrival }) => arrival.eventId),
      ['event-new'],
    );
  });

  it('stores each event once if two windows act as leader', async () => {
    const one = await bench.start();
    const two = await bench.start();
    for (let i = 0; i < 20; i++) {
      const accepted = await Promise.all([
        one.accept(ticketArrival(`A${i}`)),
        two.accept(ticketArrival(`B${i}`)),
        one.accept(ticketArrival(`C${i}`)),
        two.accept(ticketArrival(`C${i}`)),
      ]);
      assert.deepEqual(accepted.sort(), ['duplicate', 'kept', 'kept', 'kept']);
    }
    const next = await bench.start();
    const { entries } = await next.page({ limit: 100 });
    assert.equal(entries.length, 60);
    assert.equal(new Set(entries.map(({ seq }) => seq)).size, 60);
  });

  it('takes little more space than its events', async () => {
    const sizeOf = (): number => statSync(path.join(bench.dir, 'desk.db')).size;
    await (await bench.database()).close();
    const empty = sizeOf();
    const database = await bench.database();
    const journal = await bench.start({ database });
    await Promise.all(
      Array.from({ length: 500 }, (_, index) => journal.accept(largeArrival(String(index), 700))),
    );
    await journal.dispose();
    await database.close();
    const size = sizeOf() - empty;
    assert.ok(size < 1.9 * 500 * 800, `${size} bytes`);
  });
});
