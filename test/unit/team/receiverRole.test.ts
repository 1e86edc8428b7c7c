import assert from 'node:assert/strict';
import type { ListenerProblem } from '../../../src/core/events/status/problem';
import { registered } from '../../workbench/support/registered';
import { chatsOf, receives, ReceiverMachines } from './support/receiverMachines';
import { chatStarted, publish } from './support/teamMachine';

describe('The receiver role of a member', function () {
  this.timeout(60_000);
  let machines: ReceiverMachines;

  beforeEach(async () => {
    machines = await ReceiverMachines.open();
  });
  afterEach(() => machines.close());

  const start = (name: string): string => machines.account.sandbox.simulator.startChat({ name });

  it('is not taken before the user agreed to a tunnel, so that another machine can have it', async () => {
    // Where no receiver ever was, a member waits for the stream.
    await publish(machines.access);
    const consent: { missing: ListenerProblem | undefined } = {
      missing: { kind: 'tunnel', code: 'needs-consent', provider: 'cloudflared' },
    };
    const first = await machines.joined({ hindrance: () => Promise.resolve(consent.missing) });
    const { eventService } = first;
    await machines.until(() => eventService.view.publishing?.problem !== undefined);
    assert.deepEqual(eventService.view.publishing, { waiting: 0, problem: consent.missing });
    await machines.until(() => eventService.view.state === 'live');
    assert.equal(eventService.view.tunnel, 'team');
    const check = (await eventService.doctor()).find(({ name }) => name === 'team-publishing');
    assert.deepEqual([check?.result, check?.fix], ['failed', 'start']);
    const second = await machines.joined();
    await machines.until(() => receives(second));
    assert.equal((await registered(machines.account.sandbox)).length, 3);
    await second.eventService.stop();
    consent.missing = undefined;
    await eventService.start({ interactive: true, recheck: true });
    await machines.until(() => receives(first));
    const id = start('Kim Lee');
    await machines.until(() => chatsOf(first).includes(id));
    assert.deepEqual(first.eventService.view.publishing, { receives: true, waiting: 0 });
  });

  it('leaves it a member for other accounts of the stream, and each event is shown once', async () => {
    const first = await machines.joined();
    await machines.until(() => receives(first));
    const [before, after] = [chatStarted('BEFORE', 'platform:other'), chatStarted('AFTER', 'platform:other')];
    await publish(machines.access, before);
    await machines.until(() => chatsOf(first).includes('BEFORE'));
    const own = start('Kim Lee');
    await publish(machines.access, after);
    await machines.until(() => chatsOf(first).includes('AFTER') && chatsOf(first).includes(own));
    await machines.until(() => first.eventService.view.team?.here === first.eventService.view.team?.last);
    await machines.server.kill();
    await machines.server.run();
    await publish(machines.access, chatStarted('LATER', 'platform:other'));
    await machines.until(() => chatsOf(first).includes('LATER'));
    assert.deepEqual([...chatsOf(first)].sort(), ['AFTER', 'BEFORE', 'LATER', own].sort());
    const shown = first.shown.flatMap((one) => (one.kind === 'one' ? [one.arrival.eventId] : []));
    assert.deepEqual(shown, [...new Set(shown)]);
    assert.ok(receives(first));
  });
});
