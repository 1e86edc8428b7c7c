import assert from 'node:assert/strict';
import { MonthlyBudget, slowedEveryMs } from '../../../src/core/stores/callBudget';
import { CallMeter } from '../../../src/core/stores/callMeter';
import { FakeClock } from '../sandbox/fakeClock';
import { SharedMonths } from './support/callStorage';
import { turn } from './support/turn';

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
    clock.advance(slowedEveryMs - 1);
    await turn();
    assert.equal(out(), 1);
    clock.advance(1);
    await turn();
    assert.equal(out(), 2);
    clock.advance(slowedEveryMs);
    await turn();
    assert.equal(out(), 3);
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
    clock.advance(slowedEveryMs);
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
    clock.advance(slowedEveryMs);
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
