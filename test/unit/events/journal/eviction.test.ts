import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import { Outbox } from '../../../../src/core/events/publish/outbox';
import { JournalBench, ticketArrival } from './support/journalBench';

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
});
