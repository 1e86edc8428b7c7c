import assert from 'node:assert/strict';
import { JournalBench, ticketArrival } from './support/journalBench';

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
});
