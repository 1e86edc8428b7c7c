import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { RecordKeeper } from '../../../src/core/relay/relayRecord';
import { Upkeep } from '../../../src/core/relay/upkeep';
import { JumpClock } from './support/jumpClock';

const hourMs = 60 * 60_000;

describe('what was missed while nothing could be heard', () => {
  let clock: JumpClock;
  let brought: number[];
  let upkeep: Upkeep;

  beforeEach(async () => {
    clock = new JumpClock();
    brought = [];
    let stored: unknown;
    const write = (value: unknown): Promise<void> => Promise.resolve(void (stored = value));
    const record = new RecordKeeper({ read: () => Promise.resolve(stored), write });
    await record.change({ liveAt: clock.now() });
    upkeep = new Upkeep({
      clock,
      log: silentLog,
      record,
      catchUp: (since) => Promise.resolve(void brought.push(since)),
    });
  });

  it('is brought from when it was last live, also where the way changed an hour later', () => {
    const liveAt = clock.now();
    clock.advance(hourMs);
    upkeep.slept(0);
    upkeep.live();
    assert.deepEqual(brought, [liveAt]);
  });

  it('is brought from the begin of a break that a sleep was a part of', () => {
    const begun = clock.now();
    upkeep.deaf();
    clock.advance(hourMs);
    upkeep.slept(60_000);
    upkeep.live();
    assert.deepEqual(brought, [begun]);
  });

  it('is not brought from a time on that the other way has listened since', () => {
    upkeep.deaf(clock.now() - hourMs);
    const liveAt = clock.now();
    clock.advance(2 * 60_000);
    upkeep.live();
    assert.deepEqual(brought, [liveAt]);
  });

  it('is brought from a day ago on where the clock was set back since, and nobody knows how long it was', () => {
    clock.setBack(3 * hourMs);
    upkeep.live();
    assert.deepEqual(brought, [clock.now() - 24 * hourMs]);
    clock.advance(20_000);
    upkeep.deaf();
    upkeep.live();
    assert.equal(brought.length, 1);
  });

  it('is brought once, and not at all after a break that deliveries are repeated over', () => {
    upkeep.deaf();
    clock.advance(20_000);
    upkeep.live();
    assert.deepEqual(brought, []);
    upkeep.slept(0);
    upkeep.reached();
    upkeep.reached();
    assert.deepEqual(brought, [clock.now()]);
  });
});
