import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import { Outbox } from '../../../../src/core/events/publish/outbox';
import type { Database } from '../../../../src/core/storage/database';
import { JournalBench, largeArrival, ticketArrival } from './support/journalBench';

const dayMs = 24 * 3_600_000;

describe('how long the journal keeps events', () => {
  it('with 0 days keeps events until they are shown, and their retries stay known', async () => {
    const bench = new JournalBench();
    let days = 30;
    const journal = await bench.start({ days: () => days });
    const [old, fresh] = [ticketArrival('1'), ticketArrival('2')];
    await journal.accept(old);
    await journal.markShown([old]);
    days = 0;
    await journal.accept(fresh);
    const ids = async (): Promise<readonly string[]> =>
      (await journal.page()).entries.map(({ arrival }) => arrival.eventId);
    assert.deepEqual(await ids(), [fresh.eventId]);
    assert.deepEqual((await journal.unshown()).length, 1);
    assert.equal(await journal.unreadCount(), 1);
    await journal.markShown([fresh]);
    assert.deepEqual([await ids(), await journal.unreadCount()], [[], 0]);
    await journal.dispose();
    const database = await bench.database();
    assert.equal(database.get('SELECT count(*) AS count FROM events')?.count, 0);
    const again = await bench.start({ days: () => 0 });
    assert.deepEqual([await again.accept(old), await again.accept(fresh)], ['duplicate', 'duplicate']);
    await bench.dispose();
  });

  it('keeps what is not published to a team until it is too old, so that nothing grows without an end', async () => {
    for (const [days, kept] of [
      [30, 30],
      [0, 14],
    ] as const) {
      const bench = new JournalBench();
      const database = await bench.database();
      const outbox = new Outbox(database);
      await outbox.enable();
      const warnings: string[] = [];
      const log = { ...silentLog, warn: (text: string) => warnings.push(text) };
      const journal = await bench.start({ database, log, days: () => days });
      const old = ticketArrival('1');
      await journal.accept(old);
      await journal.markShown([old]);
      bench.clock.advance((kept - 1) * dayMs);
      await journal.accept(ticketArrival('2'));
      // The journal looks at the clock, which is right if it has gone on for a day after a jump.
      await turns();
      await journal.dispose();
      assert.equal(outbox.count, 2, `${days} days`);
      const next = await bench.start({ database, log, days: () => days });
      bench.clock.advance(2 * dayMs);
      await next.accept(ticketArrival('3'));
      await next.dispose();
      const last = await bench.start({ database, log, days: () => days });
      await last.dispose();
      assert.equal(outbox.count, 2, `${days} days: the second and the third`);
      assert.equal(warnings.filter((text) => text.includes('1 events could not be published')).length, 1);
      await bench.dispose();
    }
  });

  it('with 0 days recognises an event that comes back through the team to the machine that received it', async () => {
    const bench = new JournalBench();
    const database = await bench.database();
    const outbox = new Outbox(database);
    await outbox.enable();
    const journal = await bench.start({ database, days: () => 0 });
    const received = ticketArrival('1');
    await journal.accept(received);
    await outbox.remove((await outbox.next(1)).map(({ seq }) => seq));
    await journal.markShown([received]);
    await journal.dispose();
    assert.equal(database.get('SELECT 1 FROM events'), undefined);
    bench.clock.advance(13 * dayMs);
    const next = await bench.start({ database, days: () => 0 });
    assert.equal(await next.accept({ ...received, viaTeam: true }), 'duplicate');
    await next.dispose();
    bench.clock.advance(2 * dayMs);
    const last = await bench.start({ database, days: () => 0 });
    assert.equal(await last.accept(received), 'kept');
    await bench.dispose();
  });

  for (const [what, options] of [
    ['none is to be kept', { days: () => 0 }],
    ['the journal is full', { maxBytes: 500 }],
  ] as const) {
    it(`writes nothing for events that wait to be published (${what})`, async () => {
      const bench = new JournalBench();
      const database = await bench.database();
      const outbox = new Outbox(database);
      await outbox.enable();
      const writes: string[] = [];
      const counted = withWrites(database, (topics) => {
        writes.push(topics.join());
      });
      const journal = await bench.start({ database: counted, ...options });
      const events = Array.from({ length: 40 }, (_, at) => largeArrival(String(at), 100));
      for (const event of events) await journal.accept(event);
      await turns();
      writes.length = 0;
      for (const event of events) await journal.markShown([event]);
      await turns();
      assert.deepEqual(
        writes,
        events.map(() => 'events'),
      );
      await outbox.remove((await outbox.next(40)).map(({ seq }) => seq));
      await journal.accept(ticketArrival('last'));
      await journal.markShown([ticketArrival('last')]);
      await journal.dispose();
      const left = Number(database.get('SELECT count(*) AS count FROM events')?.count);
      assert.ok(left < 10, `${left} are left once they are published`);
      await bench.dispose();
    });
  }

  it('deletes within an hour what does not wait, behind an event that does', async () => {
    const bench = new JournalBench();
    const database = await bench.database();
    const outbox = new Outbox(database);
    await outbox.enable();
    const journal = await bench.start({ database, days: () => 0 });
    const [waiting, fromTeam] = [ticketArrival('1'), ticketArrival('2', { viaTeam: true })];
    for (const event of [waiting, fromTeam]) await journal.accept(event);
    await journal.markShown([waiting, fromTeam]);
    bench.clock.advance(3_600_000);
    await journal.markShown([ticketArrival('3')]);
    await journal.dispose();
    const left = database.all('SELECT event_id FROM events').map(({ event_id: id }) => id);
    assert.deepEqual(left, [waiting.eventId]);
    await bench.dispose();
  });

  it('deletes what was shown while it was deleting', async () => {
    const bench = new JournalBench();
    const database = await bench.database();
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    let deleting = (): void => undefined;
    const begun = new Promise<void>((resolve) => (deleting = resolve));
    const slow: Database = {
      ...withWrites(database, () => undefined),
      write: async (topics, work) => {
        const result = await database.write(topics, work);
        const isBatch = typeof result === 'object' && result !== null && 'deleted' in result;
        if (isBatch && result.deleted === 1) {
          deleting();
          await held;
        }
        return result;
      },
    };
    const journal = await bench.start({ database: slow, days: () => 0 });
    const [one, other] = [ticketArrival('1'), ticketArrival('2')];
    for (const event of [one, other]) await journal.accept(event);
    await journal.markShown([one]);
    await begun;
    await journal.markShown([other]);
    const isEmpty = new Promise<void>((resolve) => {
      journal.onDidChange(() => {
        if (database.get('SELECT 1 FROM events') === undefined) resolve();
      });
    });
    go();
    await isEmpty;
    await bench.dispose();
  });
});

/** Notes the topics of each write. */
function withWrites(database: Database, note: (topics: readonly string[]) => void): Database {
  return {
    onDidChange: database.onDidChange,
    all: database.all.bind(database),
    get: database.get.bind(database),
    erase: database.erase.bind(database),
    close: database.close.bind(database),
    writeInParts: database.writeInParts.bind(database),
    write: async (topics, work) => {
      note(topics);
      return await database.write(topics, work);
    },
  };
}

/** Lets what was started in this turn run. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
}
