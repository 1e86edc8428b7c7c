import assert from 'node:assert/strict';
import { subjectOf } from '../../../src/core/domain/arrival';
import { registered } from '../../workbench/support/registered';
import { FastClock } from '../support/fastClock';
import { NatsProxy } from './support/natsProxy';
import { chatsOf, receives, ReceiverMachines, through } from './support/receiverMachines';

describe('A receiver that is cut off from NATS', function () {
  this.timeout(60_000);
  let machines: ReceiverMachines;
  let proxy: NatsProxy;

  beforeEach(async () => {
    machines = await ReceiverMachines.open();
    proxy = await NatsProxy.open(machines.server);
  });
  afterEach(async () => {
    await proxy.close();
    await machines.close();
  });

  const start = (name: string): string => machines.account.sandbox.simulator.startChat({ name });

  it('goes on receiving, and gives way once it is back where another one took over, with each event once', async () => {
    const clock = new FastClock(8);
    const first = await machines.joined({ clock, access: () => through(proxy.address) });
    await machines.until(() => receives(first));
    const second = await machines.joined({ clock });
    const reader = await machines.joined({ access: () => ({ receive: false }) });
    await machines.until(() => second.eventService.view.state === 'live');
    proxy.cut();
    const one = start('Kim Lee');
    await machines.until(() => chatsOf(first).includes(one));
    await machines.until(() => receives(second));
    assert.ok(receives(first), 'it cannot know that another one took over');
    assert.equal((await registered(machines.account.sandbox)).length, 6);
    const two = start('Bo Berg');
    await machines.until(() => [first, second].every((window) => chatsOf(window).includes(two)));
    proxy.restore();
    await machines.until(() => first.eventService.view.tunnel === 'team');
    const three = start('Max Roe');
    await machines.until(() => [first, second, reader].every((window) => chatsOf(window).includes(three)));
    assert.equal((await registered(machines.account.sandbox)).length, 3);
    await machines.until(() => first.eventService.view.publishing?.waiting === 0);
    // The second one fetched what came before it was registered, which may be shown after what came then.
    for (const window of [first, second, reader]) {
      assert.deepEqual([...chatsOf(window)].sort(), [one, two, three].sort());
    }
    const subjects = (await machines.published()).map((arrival) => subjectOf(arrival));
    assert.equal(new Set(subjects).size, 3, subjects.join());
  });

  it('stays the receiver where no other one took over, and publishes what it stored', async () => {
    const first = await machines.joined({ access: () => through(proxy.address) });
    await machines.until(() => receives(first));
    const reader = await machines.joined({ access: () => ({ receive: false }) });
    proxy.cut();
    const id = start('Kim Lee');
    await machines.until(() => chatsOf(first).includes(id));
    proxy.restore();
    await machines.until(() => chatsOf(reader).includes(id));
    assert.ok(receives(first));
    assert.equal((await registered(machines.account.sandbox)).length, 3);
    assert.equal((await machines.published()).length, 1);
  });
});
