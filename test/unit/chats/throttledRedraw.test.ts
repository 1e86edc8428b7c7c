import assert from 'node:assert/strict';
import { ThrottledRedraw } from '../../../src/ui/chats/throttledRedraw';
import { FakeClock } from '../support/fakeClock';

describe('ThrottledRedraw', () => {
  let clock: FakeClock;
  let drawn: number[];
  let redraw: ThrottledRedraw;
  beforeEach(() => {
    clock = new FakeClock();
    const begun = clock.now();
    drawn = [];
    redraw = new ThrottledRedraw(clock, () => drawn.push(clock.now() - begun));
  });

  const changeEvery = (ms: number, forMs: number): void => {
    for (let passed = 0; passed < forMs; passed += ms) {
      redraw.ask();
      clock.advance(ms);
    }
  };

  it('draws soon after a change, and at most once a second while changes go on', () => {
    changeEvery(50, 1_200);
    clock.advance(2_000);
    assert.deepEqual(drawn, [100, 1_100, 2_100]);
    redraw.ask();
    redraw.dispose();
    clock.advance(2_000);
    assert.equal(drawn.length, 3);
  });

  it('draws every other second while a hundred rows change in a second, and soon again after that', () => {
    changeEvery(10, 5_200);
    assert.deepEqual(drawn, [100, 1_100, 3_100, 5_100]);
    clock.advance(10_000);
    assert.deepEqual(drawn.splice(0, 5), [100, 1_100, 3_100, 5_100, 7_100]);
    changeEvery(500, 2_000);
    assert.deepEqual(drawn, [15_300, 16_300]);
  });

  it('does not wait longer if the clock is set back', () => {
    redraw.ask();
    clock.advance(100);
    clock.setBack(3_600_000);
    redraw.ask();
    clock.advance(1_000);
    assert.equal(drawn.length, 2);
  });
});
