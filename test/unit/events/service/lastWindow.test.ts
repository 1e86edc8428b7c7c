import assert from 'node:assert/strict';
import type { Role } from '../../../../src/core/cluster/cluster';
import { isLastWindow } from '../../../../src/core/events/service/lastWindow';
import { FakeClock } from '../../support/fakeClock';

describe('the last window', () => {
  let clock: FakeClock;
  let windows: { role: Role; followers: number };
  beforeEach(() => {
    clock = new FakeClock();
    windows = { role: 'leader', followers: 0 };
  });

  /** @param change at what time, and what changes then */
  const ask = async (change?: readonly [ms: number, change: Partial<typeof windows>]): Promise<boolean> => {
    if (change) clock.after(change[0], () => Object.assign(windows, change[1]));
    const answer = isLastWindow(windows, clock, 500);
    for (let turn = 0; turn < 30; turn += 1) {
      for (let task = 0; task < 5; task += 1) await Promise.resolve();
      clock.advance(25);
    }
    return await answer;
  };

  it('leads, and no other window is connected', async () => assert.equal(await ask(), true));

  it('is not one that follows', async () => {
    windows.role = 'follower';
    assert.equal(await ask(), false);
  });

  it('waits for others that close at the same time', async () => {
    windows.followers = 2;
    assert.equal(await ask([300, { followers: 0 }]), true);
    windows.followers = 1;
    assert.equal(await ask([600, { followers: 0 }]), false);
  });

  it('waits for the lead after its leader has closed', async () => {
    windows.role = 'electing';
    assert.equal(await ask([100, { role: 'leader' }]), true);
    windows.role = 'electing';
    assert.equal(await ask([100, { role: 'follower' }]), false);
    windows.role = 'electing';
    assert.equal(await ask(), false);
  });
});
