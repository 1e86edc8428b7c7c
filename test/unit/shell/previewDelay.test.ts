import assert from 'node:assert/strict';
import { PreviewDelay } from '../../../src/ui/shell/panels/previewDelay';
import { FakeClock } from '../support/fakeClock';

describe('PreviewDelay', () => {
  /** @param isBusy whether the window still handles keys, until `answer` is called */
  const start = (isBusy = false) => {
    const clock = new FakeClock();
    const answers: (() => void)[] = [];
    const delay = new PreviewDelay(clock, () =>
      isBusy ? new Promise<void>((resolve) => answers.push(resolve)) : Promise.resolve(),
    );
    const settle = async (): Promise<void> => {
      await new Promise((done) => setImmediate(done));
      clock.advance(0);
    };
    const advance = async (ms: number): Promise<void> => {
      clock.advance(ms);
      await settle();
    };
    let fetches = 0;
    delay.run(() => (fetches += 1));
    return {
      ...{ clock, delay, advance },
      fetches: () => fetches,
      /** @param inThatTurn done when the answer arrives */
      answer: async (inThatTurn?: () => void) => {
        inThatTurn?.();
        answers.shift()?.();
        await settle();
      },
    };
  };

  it('fetches almost at once after a click', async () => {
    const { advance, fetches } = start();
    assert.equal(fetches(), 0);
    await advance(20);
    assert.equal(fetches(), 1);
  });

  it('waits for 300 ms after an arrow key, and fetches once', async () => {
    const { advance, delay, fetches } = start();
    await advance(5);
    delay.reachedByArrowKey();
    await advance(299);
    assert.equal(fetches(), 0);
    await advance(1);
    assert.equal(fetches(), 1);
    await advance(1000);
    assert.equal(fetches(), 1);
  });

  it('also waits if the arrow key is reported before the fetch is requested', async () => {
    const { advance, delay } = start();
    let fetches = 0;
    delay.reachedByArrowKey();
    delay.run(() => (fetches += 1));
    await advance(299);
    assert.equal(fetches, 0);
    await advance(1);
    assert.equal(fetches, 1);
  });

  it('fetches nothing in a busy window that reports the arrow key late', async () => {
    const { advance, answer, clock, delay, fetches } = start(true);
    await advance(200);
    assert.equal(fetches(), 0);
    // As the command of the key does.
    await answer(() => clock.after(0, () => delay.reachedByArrowKey()));
    assert.equal(fetches(), 0);
    await advance(300);
    assert.equal(fetches(), 0);
    await answer();
    assert.equal(fetches(), 1);
  });

  it('fetches nothing in a busy window that has the next arrow key', async () => {
    const { advance, answer, delay, fetches } = start(true);
    delay.reachedByArrowKey();
    await advance(900);
    delay.dispose();
    await answer();
    assert.equal(fetches(), 0);
  });

  it('fetches nothing once the person has left', async () => {
    const { advance, clock, delay, fetches } = start();
    delay.dispose();
    delay.run(() => assert.fail());
    await advance(1000);
    assert.equal(fetches(), 0);
    assert.equal(clock.pending, 0);
  });
});
