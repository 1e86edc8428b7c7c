import assert from 'node:assert/strict';
import { ThrottledRedraw } from '../../../src/ui/chats/throttledRedraw';
import { FakeClock } from '../support/fakeClock';

describe('ThrottledRedraw', () => {
  it('draws soon after a change, and at most once a second while changes go on', () => {
    const clock = new FakeClock();
    const begun = clock.now();
    const drawn: number[] = [];
    const redraw = new ThrottledRedraw(clock, () => drawn.push(clock.now() - begun));
    for (let ms = 0; ms < 1_200; ms += 10) {
      redraw.ask();
      clock.advance(10);
    }
    clock.advance(2_000);
    assert.deepEqual(drawn, [100, 1_100, 2_100]);
    redraw.ask();
    redraw.dispose();
    clock.advance(2_000);
    assert.equal(drawn.length, 3);
  });
});
