import assert from 'node:assert/strict';
import { batchMs, CallMeter } from '../../../src/core/metering/callMeter';
import { FakeClock } from '../sandbox/fakeClock';
import { SharedMonths } from './support/callStorage';
import { turn } from '../stores/support/turn';

const ada = 'classic:ada@example.com';
const ben = 'classic:ben@example.com';
const day = 24 * 60 * 60_000;
const tickets = { route: '/tickets', status: 200 };
const agents = { route: '/agents/*', status: 404 };

describe('the meter of calls', () => {
  let clock: FakeClock;
  let months: SharedMonths;
  let meter: CallMeter;
  const open = (): CallMeter => new CallMeter(clock, months);
  const numbers = (one = meter, account = ada): readonly number[] => {
    const { minute, today, month } = one.totals(account);
    return [minute, today, month];
  };

  beforeEach(() => {
    clock = new FakeClock();
    months = new SharedMonths();
    meter = open();
  });
  afterEach(() => meter.dispose());

  it('counts every answer but a 500, also one that never came, and tells of each', () => {
    let told = 0;
    meter.onDidChange(() => (told += 1));
    for (const status of [200, 429, 503, undefined, 500]) meter.count(ada, { route: '/tickets', status });
    assert.deepEqual(numbers(), [4, 4, 4]);
    assert.equal(meter.sinceStart, 5);
    assert.equal(told, 5);
  });

  it('keeps accounts apart, and says what calls were about', () => {
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

  it('forgets a minute, a day and a month when they are over', () => {
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

  it('takes days and months from this machine’s time zone', () => {
    const local = new Date(2026, 6, 31, 23, 59, 59, 500).getTime();
    clock.advance(local - clock.now());
    meter.count(ada, tickets);
    assert.equal(meter.totals(ada).days[0]?.day, '2026-07-31');
    clock.advance(500);
    assert.deepEqual(numbers(), [1, 0, 0]);
    meter.count(ada, tickets);
    assert.equal(meter.totals(ada).days[0]?.day, '2026-08-01');
  });

  it('touches no disk before the first call, and then once for all calls of some seconds', async () => {
    open();
    await turn();
    assert.deepEqual([months.appends, months.reads, clock.pending], [0, 0, 0]);
    for (let call = 0; call < 50; call += 1) meter.count(ada, tickets);
    assert.equal(months.appends, 0);
    clock.advance(batchMs);
    await turn();
    assert.deepEqual([months.appends, months.reads], [1, 1]);
    await meter.close();
    assert.deepEqual([months.appends, months.reads], [1, 1]);
  });

  it('knows after a restart what was counted before, and writes what waits when the window closes', async () => {
    meter.count(ada, tickets);
    meter.count(ada, agents);
    await meter.close();
    const next = open();
    assert.equal(next.knowsMonth, false);
    await next.refresh();
    assert.equal(next.knowsMonth, true);
    assert.deepEqual(numbers(next), [2, 2, 2]);
    assert.deepEqual(numbers(next, ben), [0, 0, 0]);
  });

  it('counts with other windows, each call once', async () => {
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

  it('puts what was counted before midnight into the old month, and reads the new one', async () => {
    clock.advance(new Date(2026, 6, 31, 23, 59, 58).getTime() - clock.now());
    meter.count(ada, tickets);
    clock.advance(3_000);
    meter.count(ada, agents);
    assert.equal(meter.knowsMonth, false);
    await meter.refresh();
    assert.deepEqual([...months.months.keys()], ['2026-07', '2026-08']);
    const next = open();
    await next.refresh();
    assert.deepEqual(numbers(next).slice(1), [1, 1]);
  });

  it('writes no address', async () => {
    meter.count(ada, tickets);
    await meter.mayTell(ada, 'slowed');
    assert.doesNotMatch([...months.months.values()].join(''), /ada|example/);
  });

  it('goes on in memory where the disk refuses, and writes all of it once it can', async () => {
    months.isFull = true;
    meter.count(ada, tickets);
    await meter.refresh();
    meter.count(ada, agents);
    await meter.refresh();
    assert.deepEqual(numbers(), [2, 2, 2]);
    assert.equal(meter.knowsMonth, false);
    months.isFull = false;
    await meter.refresh();
    const next = open();
    await next.refresh();
    assert.deepEqual(next.totals(ada).days[0]?.kinds, { tickets: 1, agents: 1 });
  });

  it('skips lines that are none, takes kinds of later versions as calls, and waits for the end of a line', async () => {
    const head = { writer: 'w', account: '' };
    meter.count(ada, tickets);
    await meter.refresh();
    const [, mine = ''] = [...months.months.values()].join('').split('\n');
    head.account = (JSON.parse(mine) as { account: string }).account;
    const line = JSON.stringify({
      ...head,
      day: '2026-07-01',
      at: clock.now(),
      calls: { tickets: 2, faxes: 3, tags: -1 },
    });
    months.write('2026-07', `{"writer":"w","acc\n[]\nnull\n{"writer":1}\n${line}\n${line.slice(0, 20)}`);
    await meter.refresh();
    assert.deepEqual(meter.totals(ada).days[0]?.kinds, { tickets: 3, other: 3 });
    months.write('2026-07', `${line.slice(20)}\n`);
    await meter.refresh();
    assert.deepEqual(meter.totals(ada).days[0]?.kinds, { tickets: 5, other: 6 });
  });

  it('lets exactly one window tell of a level, once a month for each', async () => {
    const other = open();
    const first = await Promise.all([meter.mayTell(ada, 'slowed'), other.mayTell(ada, 'slowed')]);
    assert.equal(first.filter(Boolean).length, 1);
    assert.equal(await meter.mayTell(ada, 'slowed'), false);
    assert.equal(await open().mayTell(ada, 'slowed'), false);
    assert.equal(await meter.mayTell(ada, 'stopped'), true);
    assert.equal(await meter.mayTell(ben, 'slowed'), true);
    clock.advance(31 * day);
    assert.equal(await meter.mayTell(ada, 'slowed'), true);
  });

  it('tells once where nothing can be written', async () => {
    months.isFull = true;
    assert.equal(await meter.mayTell(ada, 'slowed'), true);
    assert.equal(await meter.mayTell(ada, 'slowed'), false);
  });
});
