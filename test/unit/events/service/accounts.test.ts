import assert from 'node:assert/strict';
import { EventServiceBench } from '../support/eventServiceBench';

describe('the event service of windows with different accounts', function () {
  this.timeout(20_000);
  let bench: EventServiceBench;
  beforeEach(async () => (bench = await EventServiceBench.open()));
  afterEach(() => bench.close());

  const refused = { name: 'EventServiceError', code: 'other-account' };

  it('starts, stops and tests nothing for a window whose account is another one', async () => {
    const leader = await bench.window();
    const other = await bench.window({ account: () => 'classic:other@example.com' });
    await assert.rejects(other.eventService.start({ interactive: false }), refused);
    assert.deepEqual(await bench.account.registered(), []);
    assert.equal(leader.eventService.status().state, 'off');
    await leader.eventService.start({ interactive: false });
    await assert.rejects(other.eventService.stop(), refused);
    await assert.rejects(other.eventService.doctor(), refused);
    const test = { kind: 'chat_started', name: 'Kim' } as const;
    await assert.rejects(other.eventService.ask('sendTestEvent', test), refused);
    assert.equal(leader.eventService.status().state, 'live');
  });

  it('follows to the account that a window names, where it is the active one by now', async () => {
    let isBehind = true;
    const leader = await bench.window({
      account: () => (isBehind ? 'classic:other@example.com' : bench.account.account),
      rereadAccounts: () => {
        isBehind = false;
        leader.eventService.refresh('account');
        return Promise.resolve();
      },
    });
    const follower = await bench.window();
    assert.equal((await follower.eventService.start({ interactive: false })).state, 'follower');
    assert.equal(leader.eventService.status().state, 'live');
  });

  it('neither shows nor raises an event in a window that does not have the account', async () => {
    const leader = await bench.window();
    const other = await bench.window({ hasAccount: () => false });
    const third = await bench.window();
    other.eventService.setFocused(true);
    await leader.eventService.start({ interactive: false });
    bench.account.sandbox.simulator.createTicket();
    await bench.until(() => third.arrivals.length === 1);
    await bench.until(() => leader.shown.length + third.shown.length === 1);
    assert.deepEqual([other.arrivals, other.shown], [[], []]);
  });

  it('shows what was not shown where a window has the account, and leaves the rest', async () => {
    bench.surface = 'toast';
    const leader = await bench.window({ hasAccount: () => false });
    await leader.eventService.start({ interactive: false });
    const stored = new Promise<void>((resolve) => {
      leader.eventService.onDidChangeJournal(() => resolve());
    });
    bench.account.sandbox.simulator.createTicket();
    await stored;
    assert.deepEqual([leader.arrivals, leader.shown], [[], []]);
    assert.equal((await leader.eventService.journal.unshown()).length, 1);
    const second = await bench.window();
    await leader.eventService.dispose();
    await bench.until(() => second.shown.length === 1);
    assert.equal((await second.eventService.journal.unshown()).length, 0);
  });
});
