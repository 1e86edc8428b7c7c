import assert from 'node:assert/strict';
import type { ListenerProblem } from '../../../../src/core/events/status/problem';
import { ReceiverWatch } from '../../../../src/core/events/service/receiverWatch';
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

describe('A receiver that does not receive', () => {
  let bench: ReceiverBench;
  const full: ListenerProblem = { kind: 'full', event: 'chat_started', hosts: [], isOurs: false };
  const pauseMs = 10 * 60_000;

  beforeEach(async () => {
    bench = await ReceiverBench.open();
    await bench.receive();
  });
  afterEach(() => bench.close());

  /** It is not live until it has given the lease back. */
  const fail = async (): Promise<void> => {
    await bench.follow('needs-user', full);
    bench.clock.advance(100_000);
    await bench.receiver.settled();
  };
  const facts = (): object => {
    const { receiver, leases } = bench;
    return { isReceiving: receiver.isReceiving, asked: leases.asked, released: leases.released };
  };

  it('gives the lease back, says why, and asks for it again after 10 minutes', async () => {
    await bench.follow('registering');
    bench.clock.advance(99_999);
    await bench.follow('needs-user', full);
    assert.deepEqual(facts(), { isReceiving: true, asked: 1, released: 0 });
    bench.clock.advance(1);
    await bench.receiver.settled();
    assert.deepEqual(facts(), { isReceiving: false, asked: 1, released: 1 });
    assert.deepEqual(bench.changes, [true, false]);
    await bench.follow('opening');
    await bench.follow('live');
    assert.deepEqual(bench.receiver.view.publishing, { waiting: 0, problem: full });
    assert.equal(bench.receiver.checks.length, 1);
    assert.equal(bench.warnings.filter((line) => line.includes('too many webhooks')).length, 1);
    bench.clock.advance(pauseMs - 1);
    await bench.receiver.settled();
    assert.deepEqual(facts(), { isReceiving: false, asked: 1, released: 1 });
    bench.clock.advance(1);
    await bench.until(() => bench.receiver.isReceiving, 'it receives again');
    assert.deepEqual(facts(), { isReceiving: true, asked: 2, released: 1 });
    assert.deepEqual(bench.receiver.view.publishing, { receives: true, waiting: 0 });
  });

  it('keeps the lease where it is live between, or does not know yet why it is not', async () => {
    for (let times = 0; times < 3; times += 1) {
      await bench.follow('backoff', full);
      bench.clock.advance(60_000);
      await bench.follow('live');
    }
    await bench.follow('opening');
    bench.clock.advance(200_000);
    await bench.receiver.settled();
    assert.deepEqual(facts(), { isReceiving: true, asked: 1, released: 0 });
  });

  it('goes on without a connection to NATS, where the lease expires', async () => {
    await bench.server.kill();
    await bench.until(
      () => bench.warnings.some((line) => line.includes('cannot be published')),
      'the connection ends',
    );
    await bench.follow('backoff', full);
    bench.clock.advance(100_000);
    await bench.receiver.settled();
    assert.deepEqual(facts(), { isReceiving: true, asked: 1, released: 0 });
    await bench.server.run();
    await bench.until(() => {
      bench.clock.advance(100);
      return bench.leases.asked === 2;
    }, 'it is connected again');
    assert.equal(bench.receiver.isReceiving, true);
  });

  it('has all the time again after it has taken the lease again', () => {
    const problems: ListenerProblem[] = [];
    const { clock } = bench;
    const onFailing = (problem: ListenerProblem): number => problems.push(problem);
    const watch = new ReceiverWatch({ clock, holdsLease: () => true, onFailing });
    watch.follow({ state: 'backoff', problem: full });
    clock.advance(60_000);
    watch.restart();
    clock.advance(99_999);
    assert.deepEqual(problems, []);
    clock.advance(1);
    assert.deepEqual(problems, [full]);
  });

  it('asks for the lease at once where the user starts to listen, or has chosen another account', async () => {
    await fail();
    bench.receiver.compete();
    await bench.until(() => bench.receiver.isReceiving, 'it receives');
    await fail();
    bench.account = 'classic:ben';
    await bench.receive();
    assert.deepEqual(facts(), { isReceiving: true, asked: 3, released: 2 });
  });

  it('asks for nothing after listening has ended, or another window leads', async () => {
    for (const end of ['off', 'follower'] as const) {
      await fail();
      await bench.follow(end);
      assert.equal(bench.receiver.view.publishing, undefined);
      const { asked } = bench.leases;
      bench.clock.advance(pauseMs);
      await bench.receiver.settled();
      assert.equal(bench.leases.asked, asked);
      await bench.receive();
    }
  });

  it('publishes what waits, and nothing more, while it leaves the lease to others', async () => {
    bench.beforeOpen = () => Promise.reject(new TeamError('unreachable'));
    await bench.leaveBacklog();
    await fail();
    await bench.until(() => bench.opened.at(-1) === 'livechat-desk receiver', 'it publishes');
    assert.deepEqual(bench.receiver.view.publishing, { waiting: 1, problem: full });
    assert.deepEqual(facts(), { isReceiving: false, asked: 1, released: 1 });
  });
});
