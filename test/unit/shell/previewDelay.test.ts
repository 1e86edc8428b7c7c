import assert from 'node:assert/strict';
import { PreviewDelay } from '../../../src/ui/shell/panels/previewDelay';
import { FakeClock } from '../support/fakeClock';

describe('PreviewDelay', () => {
  const start = () => {
    const clock = new FakeClock();
    const delay = new PreviewDelay(clock);
    let fetches = 0;
    delay.run(() => (fetches += 1));
    return { clock, delay, fetches: () => fetches };
  };

  it('fetches almost at once after a click', () => {
    const { clock, fetches } = start();
    assert.equal(fetches(), 0);
    clock.advance(20);
    assert.equal(fetches(), 1);
  });

  it('waits for 300 ms after an arrow key, and fetches once', () => {
    const { clock, delay, fetches } = start();
    clock.advance(5);
    delay.reachedByArrowKey();
    clock.advance(299);
    assert.equal(fetches(), 0);
    clock.advance(1);
    assert.equal(fetches(), 1);
    clock.advance(1000);
    assert.equal(fetches(), 1);
  });

  it('also waits if the arrow key is reported before the fetch is requested', () => {
    const clock = new FakeClock();
    const delay = new PreviewDelay(clock);
    let fetches = 0;
    delay.reachedByArrowKey();
    delay.run(() => (fetches += 1));
    clock.advance(299);
    assert.equal(fetches, 0);
    clock.advance(1);
    assert.equal(fetches, 1);
  });

  it('fetches nothing once the person has left', () => {
    const { clock, delay, fetches } = start();
    delay.dispose();
    delay.run(() => assert.fail());
    clock.advance(1000);
    assert.equal(fetches(), 0);
    assert.equal(clock.pending, 0);
  });
});
