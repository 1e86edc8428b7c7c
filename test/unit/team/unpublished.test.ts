import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { openJournal } from '../../../src/core/events/journal/openJournal';
import { Outbox } from '../../../src/core/events/publish/outbox';
import { testDatabase } from '../storage/support/testDatabase';
import { FastClock } from '../support/fastClock';
import { chatStarted } from './support/teamMachine';
import { chatsOf, receives, ReceiverMachines } from './support/receiverMachines';

describe('What a receiver could not publish', function () {
  this.timeout(60_000);
  let machines: ReceiverMachines;

  beforeEach(async () => {
    machines = await ReceiverMachines.open();
  });
  afterEach(() => machines.close());

  const start = (name: string): string => machines.account.sandbox.simulator.startChat({ name });

  it('is published after the next start, where listening was stopped while NATS was down', async () => {
    const on = await machines.machine();
    const first = await machines.joined({}, on);
    await machines.until(() => receives(first));
    const reader = await machines.joined({ access: () => ({ receive: false }) });
    await machines.server.kill();
    const id = start('Kim Lee');
    await machines.until(() => chatsOf(first).includes(id));
    await first.eventService.stop();
    assert.equal(first.eventService.view.state, 'off');
    assert.ok((await machines.unpublished(on)) > 0);
    await machines.server.run();
    await first.eventService.start({ interactive: true });
    await machines.until(() => chatsOf(reader).includes(id));
    await machines.until(() => first.eventService.view.publishing?.waiting === 0);
    assert.deepEqual(chatsOf(reader), [id]);
    assert.deepEqual(chatsOf(first), [id]);
  });

  it('is published as well where another machine has become the receiver, or it may not be one any more', async () => {
    const on = await machines.machine();
    const may = { receive: true };
    const first = await machines.joined({ access: () => may }, on);
    await machines.until(() => receives(first));
    await machines.server.kill();
    const id = start('Kim Lee');
    await machines.until(() => chatsOf(first).includes(id));
    await first.eventService.stop();
    may.receive = false;
    await machines.server.run();
    const second = await machines.joined({ clock: new FastClock(8) });
    await machines.until(() => receives(second));
    await first.eventService.start({ interactive: true });
    await machines.until(() => chatsOf(second).includes(id));
    await machines.until(() => first.eventService.view.publishing === undefined);
    assert.equal(await machines.unpublished(on), 0);
    const reader = await machines.joined({ access: () => ({ receive: false }) });
    await machines.until(() => chatsOf(reader).includes(id));
    assert.deepEqual(chatsOf(reader), [id]);
  });

  it('is forgotten once the team is left, and nothing is added without one', async () => {
    const on = await machines.machine();
    const joined = { isIt: true };
    const first = await machines.joined({ access: () => (joined.isIt ? {} : 'none') }, on);
    await machines.until(() => receives(first));
    await machines.server.kill();
    const id = start('Kim Lee');
    await machines.until(() => chatsOf(first).includes(id));
    await first.eventService.stop();
    assert.ok((await machines.unpublished(on)) > 0);
    joined.isIt = false;
    first.eventService.refresh('account');
    await first.eventService.start({ interactive: true });
    const next = start('Bo Berg');
    await machines.until(() => chatsOf(first).includes(next));
    assert.equal(await machines.unpublished(on), 0);
  });

  it('does not grow where an earlier run of the editor was a receiver and the team is left', async () => {
    const on = await machines.machine();
    const database = await testDatabase(on.dir);
    const journal = openJournal({ database, clock: new FastClock(1), log: silentLog });
    await new Outbox(database).enable();
    await journal.accept(chatStarted('EARLIER'));
    await journal.dispose();
    await database.close();
    const window = await machines.joined({ access: () => 'none' }, on);
    const id = start('Kim Lee');
    await machines.until(() => chatsOf(window).includes(id));
    assert.equal(await machines.unpublished(on), 0);
  });
});
