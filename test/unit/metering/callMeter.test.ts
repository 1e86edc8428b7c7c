import assert from 'node:assert/strict';
import { batchMs, CallMeter } from '../../../src/core/metering/callMeter';
import { FakeClock } from '../support/fakeClock';
import { MeterBench, settled } from './support/meterBench';

const ada = 'classic:ada@example.com';
const ben = 'classic:ben@example.com';
const day = 24 * 60 * 60_000;
const tickets = { route: '/tickets', status: 200 };
const agents = { route: '/agents/*', status: 404 };

describe('CallMeter', () => {
  let clock: FakeClock;
  let bench: MeterBench;
  let meter: CallMeter;
  const open = (): CallMeter => new CallMeter(clock, bench.window());
  const numbers = (one = meter, account = ada): readonly number[] => {
    const { minute, today, month } = one.totals(account);
    return [minute, today, month];
  };

  beforeEach(async () => {
    clock = new FakeClock();
    bench = new MeterBench();
    await bench.start(3);
    meter = open();
  });
  afterEach(async () => {
    meter.dispose();
    await bench.dispose();
  });

  it('counts every response but a 500, and calls without a response, and fires for each call', () => {
    let fired = 0;
    meter.onDidChange(() => (fired += 1));
    for (const status of [200, 429, 503, undefined, 500]) meter.count(ada, { route: '/tickets', status });
    assert.deepEqual(numbers(), [4, 4, 4]);
    assert.equal(meter.sinceStart, 5);
    assert.equal(fired, 5);
  });

  it('counts by account and by kind', () => {
    meter.count(ada, tickets);
    meter.count(ada, tickets);
    meter.count(ada, agents);
    meter.count(ben, agents);
    assert.deepEqual(
      meter.totals(ada).days.map(({ kinds }) => kinds),
      [{ tickets: 2, agents: 1 }],
    );
    assert.deepEqual(numbers(meter, ben), [1, 1, 1]);
  });

  it('resets with each minute, day and month', () => {
    meter.count(ada, tickets);
    clock.advance(59_999);
    assert.deepEqual(numbers(), [1, 1, 1]);
    clock.advance(1);
    assert.deepEqual(numbers(), [0, 1, 1]);
    clock.advance(day);
    assert.deepEqual(numbers(), [0, 0, 1]);
    meter.count(ada, agents);
    assert.deepEqual(
      meter.totals(ada).days.map(({ kinds }) => kinds),
      [{ agents: 1 }, { tickets: 1 }],
    );
    clock.advance(30 * day);
    assert.deepEqual(numbers(), [0, 0, 0]);
    meter.count(ada, tickets);
    assert.deepEqual(numbers(), [1, 1, 1]);
  });

  it('uses days and months of this machine’s time zone', () => {
    const local = new Date(2026, 6, 31, 23, 59, 59, 500).getTime();
    clock.advance(local - clock.now());
    meter.count(ada, tickets);
    assert.equal(meter.totals(ada).days[0]?.day, '2026-07-31');
    clock.advance(500);
    assert.deepEqual(numbers(), [1, 0, 0]);
    meter.count(ada, tickets);
    assert.equal(meter.totals(ada).days[0]?.day, '2026-08-01');
  });

  it('opens no database before the first call, and writes the calls of some seconds together', async () => {
    open();
    await settled();
    assert.deepEqual([bench.opens, bench.writes, clock.pending], [0, 0, 0]);
    for (let call = 0; call < 50; call += 1) meter.count(ada, tickets);
    assert.equal(bench.opens, 0);
    clock.advance(batchMs);
    await settled();
    assert.deepEqual([bench.opens, bench.writes], [1, 1]);
    await meter.close();
    assert.deepEqual([bench.opens, bench.writes], [1, 1]);
  });

  it('includes calls of earlier runs, and writes what is unwritten when the window closes', async () => {
    meter.count(ada, tickets);
    meter.count(ada, agents);
    await meter.close();
    const next = open();
    assert.equal(next.isComplete, false);
    await next.refresh();
    assert.equal(next.isComplete, true);
    assert.deepEqual(numbers(next), [2, 2, 2]);
    assert.deepEqual(numbers(next, ben), [0, 0, 0]);
  });

  it('counts each call of other windows once', async () => {
    const other = open();
    meter.count(ada, tickets);
    other.count(ada, tickets);
    await meter.refresh();
    await other.refresh();
    await meter.refresh();
    assert.deepEqual(
      [numbers(), numbers(other)],
      [
        [2, 2, 2],
        [2, 2, 2],
      ],
    );
    meter.count(ada, tickets);
    await meter.refresh();
    await other.refresh();
    await other.refresh();
    assert.deepEqual(numbers(other), [3, 3, 3]);
  });

  it('counts a call before midnight in the old month', async () => {
    clock.advance(new Date(2026, 6, 31, 23, 59, 58).getTime() - clock.now());
    meter.count(ada, tickets);
    clock.advance(3_000);
    meter.count(ada, agents);
    assert.equal(meter.isComplete, false);
    await meter.refresh();
    assert.deepEqual(
      bench.rows('SELECT day FROM calls ORDER BY day').map((row) => row.day),
      ['2026-07-31', '2026-08-01'],
    );
    const next = open();
    await next.refresh();
    assert.deepEqual(numbers(next).slice(1), [1, 1]);
  });

  it('stores no e-mail address', async () => {
    meter.count(ada, tickets);
    await meter.refresh();
    await meter.claimReport(ada, 'slowed');
    await meter.takeSlot(ada);
    for (const table of ['calls', 'recent_calls', 'reported_levels', 'background_slots']) {
      const rows = bench.rows(`SELECT * FROM ${table}`);
      assert.equal(rows.length, 1, table);
      assert.doesNotMatch(JSON.stringify(rows), /ada|example/);
    }
  });

  it('counts in memory while the database cannot be used, and writes everything afterwards', async () => {
    bench.isFull = true;
    meter.count(ada, tickets);
    await meter.refresh();
    meter.count(ada, agents);
    await meter.refresh();
    assert.deepEqual(numbers(), [2, 2, 2]);
    assert.equal(meter.isComplete, false);
    bench.isFull = false;
    await meter.refresh();
    const next = open();
    await next.refresh();
    assert.deepEqual(next.totals(ada).days[0]?.kinds, { tickets: 1, agents: 1 });
  });

  it('receives calls of other windows without a query', async () => {
    const other = open();
    await other.refresh();
    const changed = new Promise<void>((resolve) => {
      other.onDidChange(() => numbers(other)[2] === 1 && resolve());
    });
    meter.count(ada, tickets);
    await meter.refresh();
    await changed;
    assert.deepEqual(numbers(other), [1, 1, 1]);
    other.dispose();
  });

  it('counts kinds of later versions as other calls', async () => {
    meter.count(ada, tickets);
    await meter.refresh();
    for (const [kind, count] of [
      ['faxes', 3],
      ['letters', 2],
    ] as const) {
      await bench.run(`INSERT INTO calls SELECT account, '2026-07-01', ?, ? FROM calls LIMIT 1`, kind, count);
    }
    await meter.refresh();
    assert.deepEqual(meter.totals(ada).days[0]?.kinds, { tickets: 1, other: 5 });
  });

  it('keeps the calls of this month and the previous one', async () => {
    for (const passed of [0, 31, 31]) {
      clock.advance(passed * day);
      meter.count(ada, tickets);
      await meter.refresh();
    }
    assert.deepEqual(
      bench.rows('SELECT day FROM calls ORDER BY day').map((row) => row.day),
      ['2026-08-01', '2026-09-01'],
    );
    assert.equal(bench.rows('SELECT at FROM recent_calls').length, 1);
  });

  it('lets exactly one window report a level, once a month for each', async () => {
    const other = open();
    const first = await Promise.all([meter.claimReport(ada, 'slowed'), other.claimReport(ada, 'slowed')]);
    assert.equal(first.filter(Boolean).length, 1);
    assert.equal(await meter.claimReport(ada, 'slowed'), false);
    assert.equal(await open().claimReport(ada, 'slowed'), false);
    assert.equal(await meter.claimReport(ada, 'stopped'), true);
    assert.equal(await meter.claimReport(ben, 'slowed'), true);
    clock.advance(31 * day);
    assert.equal(await meter.claimReport(ada, 'slowed'), true);
  });

  it('reports once per window while the database cannot be used', async () => {
    bench.isFull = true;
    assert.equal(await meter.claimReport(ada, 'slowed'), true);
    assert.equal(await meter.claimReport(ada, 'slowed'), false);
  });
});
