import assert from 'node:assert/strict';
import { DoNotDisturb } from '../../../src/ui/listening/doNotDisturb';
import { FakeClock } from '../support/fakeClock';
import { MemoryStorage } from './support/memoryStorage';

describe('DoNotDisturb', () => {
  let clock: FakeClock;
  let storage: MemoryStorage;
  let doNotDisturb: DoNotDisturb;
  let changes: number;
  let hours: string;

  beforeEach(() => {
    clock = new FakeClock();
    storage = new MemoryStorage();
    doNotDisturb = new DoNotDisturb(storage, clock, () => hours);
    changes = 0;
    hours = '';
    doNotDisturb.onDidChange(() => (changes += 1));
  });

  it('mutes every window for an hour', async () => {
    const other = new DoNotDisturb(storage, clock, () => hours);
    assert.equal(await other.load(), false);
    await doNotDisturb.mute();
    assert.equal(doNotDisturb.until, '2026-07-01T13:00:00.000Z');
    assert.equal(await other.load(), true);
    clock.advance(60 * 60_000);
    assert.equal(doNotDisturb.until, undefined);
    assert.equal(await other.load(), false);
    assert.equal(changes, 2);
    other.dispose();
  });

  it('can be unmuted early', async () => {
    await doNotDisturb.mute();
    await doNotDisturb.unmute();
    assert.equal(await doNotDisturb.load(), false);
    assert.equal(clock.pending, 0);
  });

  it('ignores a malformed or distant time in the storage', async () => {
    for (const value of ['for ever', Number.MAX_SAFE_INTEGER, null]) {
      storage.value = value;
      assert.equal(await doNotDisturb.load(), false);
    }
  });

  it('ends when the clock is set back, so that it never lasts longer than an hour', async () => {
    await doNotDisturb.mute();
    clock.setBack(10 * 60_000);
    assert.equal(await doNotDisturb.load(), false);
    await doNotDisturb.mute();
    clock.advance(60 * 60_000);
    assert.equal(await doNotDisturb.load(), false);
    assert.equal(clock.pending, 0);
  });

  it('evaluates quiet hours by the current clock after it was set back', async () => {
    const timeOf = (hoursAhead: number): string =>
      `${String((new Date(clock.now()).getHours() + hoursAhead + 24) % 24).padStart(2, '0')}:00`;
    hours = `${timeOf(-2)}-${timeOf(-1)}`;
    assert.equal(await doNotDisturb.load(), false);
    clock.setBack(2 * 3_600_000);
    assert.equal(await doNotDisturb.load(), true);
    clock.advance(3_600_000);
    assert.equal(await doNotDisturb.load(), false);
    doNotDisturb.dispose();
    assert.equal(clock.pending, 0);
  });

  it('fires when quiet hours begin, end or are changed', async () => {
    const clockAt = (hoursAhead: number): string => {
      const time = new Date(clock.now() + hoursAhead * 3_600_000);
      return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
    };
    hours = `${clockAt(1)}-${clockAt(3)}`;
    await doNotDisturb.load();
    assert.equal(doNotDisturb.until, undefined);
    clock.advance(3_600_000);
    assert.equal(changes, 1);
    assert.notEqual(doNotDisturb.until, undefined);
    clock.advance(2 * 3_600_000);
    assert.equal(changes, 2);
    assert.equal(doNotDisturb.until, undefined);
    hours = `${clockAt(-1)}-${clockAt(1)}`;
    doNotDisturb.hoursChanged();
    assert.equal(changes, 3);
    assert.notEqual(doNotDisturb.until, undefined);
    doNotDisturb.dispose();
    assert.equal(clock.pending, 0);
  });
});
