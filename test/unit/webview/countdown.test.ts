import assert from 'node:assert/strict';
import { Countdown } from '../../../src/webview/shared/countdown';
import { FakePorts } from './support/fakePorts';

describe('the countdown of a reply that waits', () => {
  const texts = { text: '{0} s', announcement: 'in {0}', takeBack: '', help: '' };

  it('shows each second, and is announced only at the start and now and then', () => {
    const ports = new FakePorts();
    const shown: (number | undefined)[] = [];
    const said: string[] = [];
    const countdown = new Countdown(
      ports.surroundings,
      (delayed, seconds) => shown.push(delayed && seconds),
      (text) => said.push(text),
    );
    countdown.set({ ...texts, leftMs: 12_000 });
    for (let second = 0; second < 4; second += 1) ports.pass(1_000);
    // The host sends its state again.
    countdown.set({ ...texts, leftMs: 8_000 });
    for (let second = 0; second < 8; second += 1) ports.pass(1_000);
    countdown.set(undefined);
    countdown.set(undefined);
    assert.deepEqual(shown, [12, 11, 10, 9, 8, 8, 7, 6, 5, 4, 3, 2, 1, 0, undefined]);
    assert.deepEqual(said, ['in 12', 'in 10', 'in 5']);
  });
});
