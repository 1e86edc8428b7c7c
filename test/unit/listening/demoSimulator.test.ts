import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import type { Simulator } from '../../../src/sandbox/simulator';
import { DemoSimulator } from '../../../src/ui/demo/demoSimulator';
import { FakeClock } from '../sandbox/fakeClock';
import { turn } from '../stores/support/turn';

describe('DemoSimulator', () => {
  let clock: FakeClock;
  let actions: string[];
  let demo: DemoSimulator;

  beforeEach(() => {
    clock = new FakeClock();
    actions = [];
    const note = (what: string): string => {
      actions.push(what);
      return 'AB12CD';
    };
    const simulator: Simulator = {
      start: (everyMs) => note(`every ${everyMs}`),
      stop: () => note('stop'),
      startChat: () => note('chat'),
      endChat: (id) => note(`end of ${id}`),
      createTicket: () => note('ticket'),
    };
    demo = new DemoSimulator(() => Promise.resolve(simulator), clock, silentLog);
  });

  it('simulates each kind of event within seconds, then continues at a steady pace', async () => {
    demo.follow(true);
    demo.follow(true);
    await turn();
    clock.advance(20_000);
    assert.deepEqual(actions, ['chat', 'ticket', 'end of AB12CD', 'every 25000']);
  });

  it('stops with the listener, even before the first events are through', async () => {
    demo.follow(true);
    await turn();
    clock.advance(3_000);
    demo.follow(false);
    clock.advance(60_000);
    assert.deepEqual(actions, ['chat', 'stop']);
    assert.equal(clock.pending, 0);
  });

  it('does not start if it was disposed of before the server was ready', async () => {
    demo.follow(true);
    demo.dispose();
    await turn();
    clock.advance(60_000);
    assert.deepEqual(actions, ['stop']);
  });
});
