import assert from 'node:assert/strict';
import { slowedIntervalMs } from '../../../src/core/domain/callCost';
import { MonthlyBudget } from '../../../src/core/metering/monthlyBudget';
import { CallMeter } from '../../../src/core/metering/callMeter';
import { FakeClock } from '../sandbox/fakeClock';
import { SharedMonths } from './support/callStorage';
import { turn } from '../stores/support/turn';

const ada = 'classic:ada@example.com';

describe('the monthly budget of calls', () => {
  let clock: FakeClock;
  let months: SharedMonths;
  let meter: CallMeter;
  let most: number;
  let budget: MonthlyBudget;
  const never = new AbortController().signal;

  beforeEach(() => {
    clock = new FakeClock();
    months = new SharedMonths();
    meter = new CallMeter(clock, months);
    most = 100;
    budget = new MonthlyBudget(meter, () => most, clock);
  });
  afterEach(() => meter.dispose());

  const use = (calls: number, by = meter, account = ada): void => {
    for (let call = 0; call < calls; call += 1) by.count(account, { route: '/tickets', status: 200 });
  };
  /** What became of a background call so far. */
  const ask = (account = ada, signal = never): { answer: boolean | undefined } => {
    const asked: { answer: boolean | undefined } = { answer: undefined };
    void budget
      .of(account)
      .admit(signal)
      .then((answer) => (asked.answer = answer));
    return asked;
  };

  it('lets background calls out at once below 80 %', async () => {
    use(79);
    const asked = [ask(), ask(), ask()];
    await turn();
    assert.deepEqual(
      asked.map(({ answer }) => answer),
      [true, true, true],
    );
  });

  it('lets one out a minute from 80 % on, and all of them in the end', async () => {
    use(80);
    const asked = [ask(), ask(), ask()];
    const out = (): number => asked.filter(({ answer }) => answer === true).length;
    await turn();
    assert.equal(out(), 1);
    clock.advance(slowedIntervalMs - 1);
    await turn();
    assert.equal(out(), 1);
    clock.advance(1);
    await turn();
    assert.equal(out(), 2);
    clock.advance(slowedIntervalMs);
    await turn();
    assert.equal(out(), 3);
  });

  describe('over three windows', () => {
    let windows: { readonly meter: CallMeter; readonly budget: MonthlyBudget }[];
    let out: number[];
    const wish = (which: number, signal = never): void => {
      const window = windows[which];
      assert.ok(window);
      void window.budget
        .of(ada)
        .admit(signal)
        .then((answer) => answer && out.push(clock.now()));
    };
    const start = (shared: SharedMonths | undefined = months): void => {
      windows = [0, 1, 2].map(() => {
        const its = new CallMeter(clock, shared);
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
        await turn();
        await turn();
      }
    };

    it('lets one out a minute together, and all of them in the end', async () => {
      for (const which of [0, 1, 2, 0, 1, 2]) wish(which);
      await turn();
      await turn();
      assert.equal(out.length, 1);
      await pass(6 * slowedIntervalMs);
      assert.equal(out.length, 6);
      for (const [place, at] of out.entries()) {
        const before = out[place - 1];
        assert.ok(before === undefined || at - before >= slowedIntervalMs, out.join());
      }
    });

    it('knows of the turn that a window had which is closed now', async () => {
      wish(0);
      await turn();
      windows[0]?.meter.dispose();
      wish(1);
      await pass(slowedIntervalMs - 2_000);
      assert.equal(out.length, 1);
      await pass(4_000);
      assert.equal(out.length, 2);
    });

    it('goes on where the clock is set back by an hour, and after a day of sleep', async () => {
      wish(0);
      await turn();
      clock.setBack(3_600_000);
      wish(1);
      await turn();
      assert.equal(out.length, 2);
      clock.advance(24 * 3_600_000);
      wish(2);
      await turn();
      assert.equal(out.length, 3);
    });

    it('keeps each window to its own turns while the disk is full or hangs, and all to one again after', async () => {
      await Promise.all(windows.map(({ meter: its }) => its.refresh()));
      months.isFull = true;
      for (const which of [0, 0, 1, 1]) wish(which);
      await turn();
      await turn();
      assert.equal(out.length, 2);
      months.isFull = false;
      await pass(2 * slowedIntervalMs);
      assert.equal(out.length, 4);
      months.hangs = true;
      wish(0);
      await pass(slowedIntervalMs + 4_000);
      assert.equal(out.length, 5);
    });
  });

  it('lets none out at 100 %, until the month is over', async () => {
    use(100);
    const stopped = ask();
    await turn();
    assert.equal(stopped.answer, false);
    clock.advance(31 * 24 * 60 * 60_000);
    const next = ask();
    await turn();
    assert.equal(next.answer, true);
  });

  it('turns those away that wait when the rest is used up', async () => {
    use(80);
    ask();
    await turn();
    const waiting = ask();
    await turn();
    use(20);
    clock.advance(slowedIntervalMs);
    await turn();
    assert.equal(waiting.answer, false);
  });

  it('counts what other windows used', async () => {
    const other = new CallMeter(clock, months);
    use(100, other);
    await other.refresh();
    const asked = ask();
    await turn();
    assert.equal(asked.answer, false);
    other.dispose();
  });

  it('is for each account', async () => {
    use(100);
    const asked = ask('classic:ben@example.com');
    await turn();
    assert.equal(asked.answer, true);
  });

  it('asks nothing of the disk where there is none', async () => {
    most = 0;
    use(1_000);
    const asked = ask();
    await turn();
    assert.equal(asked.answer, true);
    assert.equal(months.reads, 0);
  });

  it('ends waiting at once where nobody waits any more, or a person joined', async () => {
    use(80);
    ask();
    await turn();
    const stop = new AbortController();
    const asked = ask(ada, stop.signal);
    await turn();
    assert.equal(asked.answer, undefined);
    stop.abort();
    await turn();
    assert.equal(asked.answer, false);
  });

  it('is read anew: raised, it lets those go on that wait', async () => {
    use(80);
    ask();
    await turn();
    const waiting = ask();
    await turn();
    most = 1_000;
    clock.advance(slowedIntervalMs);
    await turn();
    assert.equal(waiting.answer, true);
  });

  it('waits a second at most for a disk that hangs, and then goes by what it knows', async () => {
    months.hangs = true;
    const asked = ask();
    await turn();
    assert.equal(asked.answer, undefined);
    clock.advance(1_000);
    await turn();
    assert.equal(asked.answer, true);
  });
});
