import assert from 'node:assert/strict';
import type { ListenerProblem } from '../../../../src/core/events/status/problem';
import { TeamError } from '../../../../src/core/team/teamError';
import { ReceiverBench } from '../support/receiverBench';

describe('The receiver role, as the listener changes', () => {
  let bench: ReceiverBench;
  const consent: ListenerProblem = { kind: 'tunnel', code: 'needs-consent', provider: 'cloudflared' };

  beforeEach(async () => {
    bench = await ReceiverBench.open();
  });
  afterEach(() => bench.close());

  it('says what prevents it also after everything that waited is published, and until listening is off', async () => {
    await bench.leaveBacklog();
    bench.hindrance = consent;
    await bench.follow('opening');
    assert.deepEqual(bench.receiver.view.publishing?.problem, consent);
    await bench.until(() => bench.receiver.view.publishing?.waiting === 0, 'it is published');
    await bench.receiver.settled();
    await bench.follow('live');
    assert.deepEqual(bench.receiver.view.publishing, { waiting: 0, problem: consent });
    assert.equal(bench.receiver.checks.length, 1);
    assert.equal(bench.leases.asked, 0);
    await bench.follow('off');
    assert.equal(bench.receiver.view.publishing, undefined);
    bench.hindrance = undefined;
    await bench.receive();
    assert.deepEqual(bench.receiver.view.publishing, { receives: true, waiting: 0 });
  });

  it('begins to publish what waits once, however often the view changes', async () => {
    await bench.leaveBacklog();
    bench.hindrance = consent;
    bench.beforeOpen = () => Promise.reject(new TeamError('unreachable'));
    for (let times = 0; times < 5; times += 1) await bench.follow('opening');
    assert.deepEqual(bench.opened, ['livechat-desk receiver']);
    bench.beforeOpen = () => Promise.resolve();
    bench.hindrance = undefined;
    await bench.receive();
    assert.equal(bench.leases.asked, 1);
  });

  it('ends as the receiver where the lease was lost and is had again before it has given up the role', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    bench.beforeOpen = ({ name }) => (name === 'livechat-desk member' ? gate : Promise.resolve());
    await bench.receive();
    await bench.until(() => bench.opened.includes('livechat-desk member'), 'it reads other accounts');
    bench.leases.isTaken = true;
    bench.leases.lose();
    await bench.until(() => bench.leases.asked === 2, 'it asks for the lease again');
    await bench.roundTrips();
    open();
    await bench.until(() => bench.changes.length === 3, 'it has given up the role, and taken it');
    assert.deepEqual(bench.changes, [true, false, true]);
    assert.equal(bench.receiver.isReceiving, true);
    assert.equal(bench.leases.released, 0);
  });
});
