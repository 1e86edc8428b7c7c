import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import type { Simulator } from '../../../src/sandbox/simulator';
import { DemoSimulator } from '../../../src/ui/demo/demoSimulator';
import { FakeClock } from '../sandbox/fakeClock';
import { turn } from '../stores/support/turn';

describe('the life of the demo account', () => {
  let clock: FakeClock;
  let happened: string[];
  let demo: DemoSimulator;

  beforeEach(() => {
    clock = new FakeClock();
    happened = [];
    const note = (what: string): string => {
      happened.push(what);
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

  it('shows each kind of event within seconds, and goes on at a gentle pace', async () => {
    demo.follow(true);
    demo.follow(true);
    await turn();
    clock.advance(20_000);
    assert.deepEqual(happened, ['chat', 'ticket', 'end of AB12CD', 'every 25000']);
  });

  it('ends with the listening, also in the middle of the beginning', async () => {
    demo.follow(true);
    await turn();
    clock.advance(3_000);
    demo.follow(false);
    clock.advance(60_000);
    assert.deepEqual(happened, ['chat', 'stop']);
    assert.equal(clock.pending, 0);
  });

  it('does not begin where it ended before the server was there', async () => {
    demo.follow(true);
    demo.dispose();
    await turn();
    clock.advance(60_000);
    assert.deepEqual(happened, ['stop']);
  });
});
