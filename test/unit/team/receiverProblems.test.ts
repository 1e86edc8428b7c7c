import assert from 'node:assert/strict';
import { asRecord } from '../../../src/core/base/json';
import type { Check } from '../../../src/core/events/status/checks';
import type { ListenerProblem } from '../../../src/core/events/status/problem';
import { publishingProblem, type PublishingFacts } from '../../../src/core/events/status/publishing';
import { decodeChecks, decodeView } from '../../../src/core/events/service/leaderApi';
import { registered } from '../../workbench/support/registered';
import type { OpenWindow } from '../events/support/eventServiceBench';
import { FastClock } from '../support/fastClock';
import { freePort } from './support/natsServer';
import { chatsOf, receives, ReceiverMachines } from './support/receiverMachines';

/** As long as a public address may not work before its receiver gives the lease up. */
const longestFailureMs = 7 * 60_000;

describe('A receiver that cannot publish', function () {
  this.timeout(60_000);
  let machines: ReceiverMachines;

  afterEach(() => machines.close());

  const start = (name: string): string => machines.account.sandbox.simulator.startChat({ name });
  const publishingCheck = async ({ eventService }: OpenWindow): Promise<Check | undefined> =>
    (await eventService.doctor()).find(({ name }) => name === 'team-publishing');

  it('says so where its password is refused, in the view and in the doctor, and receives all the same', async () => {
    machines = await ReceiverMachines.open();
    const first = await machines.joined({ clock: new FastClock(8) });
    await machines.until(() => receives(first));
    const { eventService } = first;
    const works = { receives: true, waiting: 0 };
    assert.deepEqual({ ...eventService.view.publishing }, works);
    assert.equal((await publishingCheck(first))?.result, 'ok');
    await machines.server.kill();
    machines.server.configure([{ user: 'receiver', password: 'other' }]);
    await machines.server.run();
    await machines.until(() => eventService.view.publishing?.needsUser === true);
    const id = start('Kim Lee');
    await machines.until(() => chatsOf(first).includes(id));
    await machines.until(() => eventService.view.publishing?.waiting === 1);
    const { state, problem, tunnel, publishing } = eventService.view;
    assert.equal(state, 'needs-user');
    assert.notEqual(tunnel, 'team');
    assert.deepEqual(problem, { kind: 'publishing', code: 'refused', waiting: 1 });
    assert.equal(publishing?.receives, true);
    const check = await publishingCheck(first);
    assert.deepEqual([check?.result, check?.problem, check?.fix], ['failed', problem, 'join-team']);
    await machines.server.kill();
    machines.server.configure([{ user: 'receiver', password: 'one' }]);
    await machines.server.run();
    await machines.until(() => eventService.view.state === 'live');
    await machines.until(() => eventService.view.publishing?.waiting === 0);
    assert.deepEqual({ ...eventService.view.publishing }, works);
  });

  it('says so where NATS has no room, keeps the lease, and publishes once there is room', async () => {
    machines = await ReceiverMachines.open();
    const first = await machines.joined({ clock: new FastClock(8) });
    await machines.until(() => receives(first));
    const id = start('Kim Lee');
    await machines.until(() => first.eventService.view.publishing?.waiting === 0);
    await machines.until(() => chatsOf(first).includes(id));
    await machines.setRoom(false);
    const next = start('Bo Berg');
    await machines.until(() => chatsOf(first).includes(next));
    await machines.until(() => first.eventService.view.problem?.kind === 'publishing');
    assert.deepEqual(first.eventService.view.problem, { kind: 'publishing', code: 'full', waiting: 1 });
    assert.equal(first.eventService.view.publishing?.receives, true);
    await machines.setRoom(true);
    await machines.until(() => first.eventService.view.publishing?.waiting === 0);
    await machines.until(() => first.eventService.view.state === 'live');
  });

  it('is live as long as NATS is away, and says that events have waited for minutes', async () => {
    machines = await ReceiverMachines.open();
    // Two minutes are a second and a half.
    const first = await machines.joined({ clock: new FastClock(80) });
    await machines.until(() => receives(first));
    await machines.server.kill();
    const id = start('Kim Lee');
    await machines.until(() => chatsOf(first).includes(id));
    await machines.until(() => first.eventService.view.publishing?.problem !== undefined);
    const { state, publishing, problem } = first.eventService.view;
    assert.equal(state, 'live');
    assert.equal(problem, undefined);
    assert.deepEqual(publishing?.problem, { kind: 'publishing', code: 'unreachable', waiting: 1 });
    assert.ok(publishing.oldestAt);
    assert.equal((await publishingCheck(first))?.result, 'failed');
  });
});

describe('A receiver that receives nothing', function () {
  this.timeout(60_000);
  let machines: ReceiverMachines;

  beforeEach(async () => {
    machines = await ReceiverMachines.open();
  });
  afterEach(() => machines.close());

  it('leaves that to another machine, says why, and is the receiver again once the user starts it', async () => {
    const clock = new FastClock(20);
    const on = await machines.machine();
    machines.tunnelsOf(on).elsewhere = await freePort();
    const first = await machines.joined({ clock }, on);
    await machines.until(() => first.eventService.view.publishing?.receives === true);
    const second = await machines.joined({ clock });
    await machines.until(() => receives(second));
    await machines.until(() => first.eventService.view.state === 'live');
    const { tunnel, publishing } = first.eventService.view;
    assert.equal(tunnel, 'team');
    assert.deepEqual([publishing?.receives, publishing?.problem?.kind], [undefined, 'unreachable']);
    const check = (await first.eventService.doctor()).find(({ name }) => name === 'team-publishing');
    assert.deepEqual([check?.result, check?.problem?.kind], ['failed', 'unreachable']);
    const id = machines.account.sandbox.simulator.startChat({ name: 'Kim Lee' });
    await machines.until(() => [first, second].every((window) => chatsOf(window).includes(id)));
    assert.equal((await registered(machines.account.sandbox)).length, 3);
    machines.tunnelsOf(on).elsewhere = undefined;
    await second.eventService.stop();
    await first.eventService.start({ interactive: true, recheck: true });
    await machines.until(() => receives(first));
    assert.deepEqual({ ...first.eventService.view.publishing }, { receives: true, waiting: 0 });
  });

  it('leaves behind since when events are missing, which begins before that was noticed', async () => {
    const on = await machines.machine();
    machines.tunnelsOf(on).elsewhere = await freePort();
    const begun = Date.now();
    const first = await machines.joined({ clock: new FastClock(20) }, on);
    await machines.until(() => first.eventService.view.publishing?.problem?.kind === 'unreachable');
    const { holder, missedSince } = asRecord(await machines.lease());
    assert.equal(holder, undefined);
    assert.ok(Number(missedSince) <= begun - longestFailureMs, String(missedSince));
  });
});

describe('what a user has to know of publishing', () => {
  const now = 1_000_000;
  const of = (facts: Partial<PublishingFacts>) =>
    publishingProblem({ failed: undefined, waiting: 0, oldestAt: undefined, now, ...facts });

  it('is nothing where it works, or has just failed for a reason that passes', () => {
    assert.deepEqual(of({}), {});
    assert.deepEqual(of({ waiting: 3, oldestAt: now - 1_000 }), {});
    assert.deepEqual(
      of({ failed: { code: 'unreachable', failures: 9 }, waiting: 3, oldestAt: now - 1_000 }),
      {},
    );
    assert.deepEqual(of({ failed: { code: 'refused', failures: 1 } }), {});
  });

  it('is what does not pass without a person, and events that wait for minutes', () => {
    for (const code of ['not-allowed', 'full', 'tls', 'no-stream'] as const) {
      assert.deepEqual(of({ failed: { code, failures: 1 } }), {
        problem: { kind: 'publishing', code, waiting: 0 },
        needsUser: true,
      });
    }
    assert.equal(of({ failed: { code: 'refused', failures: 2 } }).needsUser, true);
    const late = { waiting: 3, oldestAt: now - 3 * 60_000 };
    assert.deepEqual(of(late), { problem: { kind: 'publishing', code: 'slow', waiting: 3 } });
    assert.deepEqual(of({ ...late, failed: { code: 'lost', failures: 1 } }), {
      problem: { kind: 'publishing', code: 'lost', waiting: 3 },
    });
  });

  it('reaches the other windows', () => {
    const problem: ListenerProblem = { kind: 'publishing', code: 'full', waiting: 2 };
    const publishing = {
      receives: true,
      waiting: 2,
      oldestAt: '2026-07-01T12:00:00.000Z',
      problem,
      needsUser: true,
    };
    const view = { state: 'needs-user', events: [], problem, publishing };
    assert.deepEqual(decodeView(JSON.parse(JSON.stringify(view))), view);
    const checks = [{ name: 'team-publishing', result: 'ok', ms: 1, publishing: { waiting: 0 } }];
    assert.deepEqual(decodeChecks(JSON.parse(JSON.stringify(checks))), checks);
  });
});
