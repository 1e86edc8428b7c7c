import assert from 'node:assert/strict';
import { slowedIntervalMs } from '../../../src/core/domain/callCost';
import { MonthlyBudget } from '../../../src/core/metering/monthlyBudget';
import { CallMeter } from '../../../src/core/metering/callMeter';
import { FakeClock } from '../support/fakeClock';
import { MeterBench, settled } from './support/meterBench';

const ada = 'classic:ada@example.com';

describe('MonthlyBudget', () => {
  let clock: FakeClock;
  let bench: MeterBench;
  let meter: CallMeter;
  let most: number;
  let budget: MonthlyBudget;
  const never = new AbortController().signal;

  beforeEach(async () => {
    clock = new FakeClock();
    bench = new MeterBench();
    await bench.start(4);
    meter = new CallMeter(clock, bench.window());
    most = 100;
    budget = new MonthlyBudget(meter, () => most, clock);
  });
  afterEach(async () => {
    meter.dispose();
    await bench.dispose();
  });

  const use = (calls: number, by = meter, account = ada): void => {
    for (let call = 0; call < calls; call += 1) by.count(account, { route: '/tickets', status: 200 });
  };
  /** Asks for a background call. The answer is `undefined` while it waits. */
  const ask = (account = ada, signal = never): { answer: boolean | undefined } => {
    const asked: { answer: boolean | undefined } = { answer: undefined };
    void budget
      .of(account)
      .admit(signal)
      .then((answer) => (asked.answer = answer));
    return asked;
  };

  it('admits background calls at once below 80 %', async () => {
    use(79);
    const asked = [ask(), ask(), ask()];
    await settled();
    assert.deepEqual(
      asked.map(({ answer }) => answer),
      [true, true, true],
    );
  });

  it('admits one a minute from 80 % on, and all of them in the end', async () => {
    use(80);
    const asked = [ask(), ask(), ask()];
    const out = (): number => asked.filter(({ answer }) => answer === true).length;
    await settled();
    assert.equal(out(), 1);
    clock.advance(slowedIntervalMs - 1);
    await settled();
    assert.equal(out(), 1);
    clock.advance(1);
    await settled();
    assert.equal(out(), 2);
    clock.advance(slowedIntervalMs);
    await settled();
    assert.equal(out(), 3);
  });

  describe('over three windows', () => {
    let windows: { readonly meter: CallMeter; readonly budget: MonthlyBudget }[];
    let out: number[];
    const askIn = (which: number, signal = never): void => {
      const window = windows[which];
      assert.ok(window);
      void window.budget
        .of(ada)
        .admit(signal)
        .then((answer) => answer && out.push(clock.now()));
    };
    const start = (): void => {
      windows = [0, 1, 2].map(() => {
        const its = new CallMeter(clock, bench.window());
        return { meter: its, budget: new MonthlyBudget(its, () => most, clock) };
      });
    };
    beforeEach(async () => {
      out = [];
      start();
      use(80);
      await meter.refresh();
    });
    afterEach(() => windows.forEach(({ meter: its }) => its.dispose()));

    const pass = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 1_000) {
        clock.advance(1_000);
        await settled();
      }
    };

    it('admits one a minute in total, and all of them in the end', async () => {
      for (const which of [0, 1, 2, 0, 1, 2]) askIn(which);
      await settled();
      assert.equal(out.length, 1);
      await pass(6 * slowedIntervalMs);
      assert.equal(out.length, 6);
      for (const [place, at] of out.entries()) {
        const before = out[place - 1];
        assert.ok(before === undefined || at - before >= slowedIntervalMs, out.join());
      }
    });

    it('counts the slot of a window that was closed', async () => {
      askIn(0);
      await settled();
      windows[0]?.meter.dispose();
      askIn(1);
      await pass(slowedIntervalMs - 2_000);
      assert.equal(out.length, 1);
      await pass(4_000);
      assert.equal(out.length, 2);
    });

    it('admits again after the clock was set back by an hour, and after a day of sleep', async () => {
      askIn(0);
      await settled();
      clock.setBack(3_600_000);
      askIn(1);
      await settled();
      assert.equal(out.length, 2);
      clock.advance(24 * 3_600_000);
      askIn(2);
      await settled();
      assert.equal(out.length, 3);
    });

    it('limits each window alone while the disk is full or hangs, and all together afterwards', async () => {
      await Promise.all(windows.map(({ meter: its }) => its.refresh()));
      bench.isFull = true;
      for (const which of [0, 0, 1, 1]) askIn(which);
      await settled();
      assert.equal(out.length, 2);
      bench.isFull = false;
      await pass(2 * slowedIntervalMs);
      assert.equal(out.length, 4);
      bench.hangs = true;
      askIn(0);
      await pass(slowedIntervalMs + 4_000);
      assert.equal(out.length, 5);
    });
  });

  it('rejects all calls at 100 % until the month ends', async () => {
    use(100);
    const stopped = ask();
    await settled();
    assert.equal(stopped.answer, false);
    clock.advance(31 * 24 * 60 * 60_000);
    const next = ask();
    await settled();
    assert.equal(next.answer, true);
  });

  it('refuses waiting calls when the rest is used up', async () => {
    use(80);
    ask();
    await settled();
    const waiting = ask();
    await settled();
    use(20);
    clock.advance(slowedIntervalMs);
    await settled();
    assert.equal(waiting.answer, false);
  });

  it('includes calls of other windows', async () => {
    const other = new CallMeter(clock, bench.window());
    use(100, other);
    await other.refresh();
    const asked = ask();
    await settled();
    assert.equal(asked.answer, false);
    other.dispose();
  });

  it('applies to each account separately', async () => {
    use(100);
    const asked = ask('classic:ben@example.com');
    await settled();
    assert.equal(asked.answer, true);
  });

  it('does not open the database if no budget is set', async () => {
    most = 0;
    use(1_000);
    const asked = ask();
    await settled();
    assert.equal(asked.answer, true);
    assert.equal(bench.opens, 0);
  });

  it('ends waiting at once when the signal is aborted', async () => {
    use(80);
    ask();
    await settled();
    const stop = new AbortController();
    const asked = ask(ada, stop.signal);
    await settled();
    assert.equal(asked.answer, undefined);
    stop.abort();
    await settled();
    assert.equal(asked.answer, false);
  });

  it('reads the setting each time: a raised budget admits waiting calls', async () => {
    use(80);
    ask();
    await settled();
    const waiting = ask();
    await settled();
    most = 1_000;
    clock.advance(slowedIntervalMs);
    await settled();
    assert.equal(waiting.answer, true);
  });

  it('waits a second at most for a hanging disk, and then uses what is known', async () => {
    bench.hangs = true;
    const asked = ask();
    await settled();
    assert.equal(asked.answer, undefined);
    clock.advance(1_000);
    await settled();
    assert.equal(asked.answer, true);
  });
});
