import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import type { EventTransportKind } from '../../../../src/core/domain/capabilities';
import { Listener } from '../../../../src/core/events/listener/listener';
import type { EventTransport, TransportRun } from '../../../../src/core/events/transports/eventTransport';
import { FakeClock } from '../../support/fakeClock';
import { stands } from '../support/listenerBench';

/** Records its calls, and is live as soon as it is opened. */
class FakeTransport implements EventTransport {
  readonly calls: string[] = [];
  readonly redelivers = false;
  readonly mustWithdrawAtExit = false;
  readonly pollsTickets = false;

  constructor(readonly kind: EventTransportKind) {}

  describe() {
    return { events: [], tunnel: this.kind };
  }

  async open(run: TransportRun): Promise<void> {
    this.calls.push('open');
    run.enter('opening');
    await run.begin();
    run.live({ dispose: () => this.calls.push('end') });
  }

  whenChanged(what: string) {
    this.calls.push(`changed ${what}`);
    return 'nothing' as const;
  }

  recheck(): void {
    this.calls.push('recheck');
  }

  release(): Promise<void> {
    this.calls.push('release');
    return Promise.resolve();
  }

  withdraw(): Promise<boolean> {
    this.calls.push('withdraw');
    return Promise.resolve(true);
  }

  abandon(): Promise<void> {
    this.calls.push('abandon');
    return Promise.resolve();
  }

  cleanUp(): undefined {
    return undefined;
  }

  checks() {
    return [];
  }

  sendTest() {
    return Promise.resolve({ kind: 'delivered', ms: 0 } as const);
  }
}

class FakeTeamTransport extends FakeTransport {
  readonly isIndependent = true;

  constructor() {
    super('team');
  }
}

describe('a listener with two transports', () => {
  let kind: EventTransportKind | undefined;
  let webhooks: FakeTransport;
  let socket: FakeTransport;
  let listener: Listener;
  let caughtUp: number[];
  let clock: FakeClock;
  let missedMs: number | undefined;
  let stored: unknown;
  let catchUp: (since: number, signal: AbortSignal) => Promise<unknown>;

  beforeEach(() => {
    kind = 'webhooks';
    caughtUp = [];
    missedMs = undefined;
    clock = new FakeClock();
    [webhooks, socket] = [new FakeTransport('webhooks'), new FakeTransport('socket')];
    stored = undefined;
    catchUp = () => Promise.resolve();
    listener = open();
  });

  const open = (): Listener =>
    new Listener({
      clock,
      log: silentLog,
      settings: () => ({ autoStart: false }),
      account: () => 'platform:a',
      accept: () => Promise.resolve(),
      catchUp: (since, signal) => {
        caughtUp.push(since);
        return catchUp(since, signal);
      },
      storage: {
        read: () => Promise.resolve(structuredClone(stored)),
        write: (value) => Promise.resolve(void (stored = structuredClone(value))),
      },
      missedMs: () => missedMs,
      transportKind: () => kind,
      transports: {
        webhooks: () => webhooks,
        socket: () => socket,
        team: () => new FakeTeamTransport(),
      },
    });
  const turn = () => new Promise((done) => setImmediate(done));
  const switchTo = async (next: EventTransportKind): Promise<void> => {
    kind = next;
    listener.refresh('account');
    await turn();
    await stands(listener, 'live');
    await turn();
  };
  const untilAborted = (_: number, signal: AbortSignal): Promise<unknown> =>
    new Promise((_done, fail) => signal.addEventListener('abort', () => fail(new Error('ended'))));

  it('opens only the transport of the account', async () => {
    listener.setRole('leader');
    assert.equal((await listener.start({ interactive: true })).tunnel, 'webhooks');
    assert.deepEqual([webhooks.calls, socket.calls], [['open'], []]);
  });

  it('opens the other when the account changes, after closing the first, and fetches missed events', async () => {
    listener.setRole('leader');
    await listener.start({ interactive: true });
    assert.deepEqual(caughtUp, []);
    const seen: (string | undefined)[] = [];
    listener.onDidChange(({ tunnel, state }) => seen.push(`${tunnel} ${state}`));
    kind = 'socket';
    listener.refresh('account');
    await new Promise((done) => setImmediate(done));
    await stands(listener, 'live');
    assert.deepEqual(webhooks.calls, ['open', 'end', 'release', 'abandon']);
    assert.deepEqual(socket.calls, ['open']);
    assert.deepEqual(caughtUp, [clock.now()]);
    assert.equal(listener.view.tunnel, 'socket');
    assert.equal(seen.at(-1), 'socket live');
    assert.ok(!seen.includes('webhooks electing'));
  });

  it('fetches what no machine received before this one took over', async () => {
    missedMs = 3_600_000;
    listener.setRole('leader');
    await listener.start({ interactive: true });
    assert.deepEqual(caughtUp, [clock.now() - 3_600_000]);
    missedMs = 7_200_000;
    kind = 'socket';
    listener.refresh('account');
    await new Promise((done) => setImmediate(done));
    await stands(listener, 'live');
    assert.deepEqual(caughtUp.slice(1), [clock.now() - 7_200_000]);
  });

  it('opens none if it was not listening', async () => {
    listener.setRole('leader');
    await stands(listener, 'off');
    kind = 'socket';
    listener.refresh('account');
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(socket.calls, []);
    assert.equal(listener.view.state, 'off');
  });

  it('keeps the transport while signed out', async () => {
    listener.setRole('leader');
    await listener.start({ interactive: true });
    kind = undefined;
    listener.refresh('account');
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(webhooks.calls, ['open', 'changed account']);
    assert.deepEqual(socket.calls, []);
  });

  it('removes the registrations of both when it stops', async () => {
    listener.setRole('leader');
    await listener.start({ interactive: true });
    assert.equal((await listener.stop()).state, 'off');
    assert.deepEqual(webhooks.calls, ['open', 'end', 'withdraw', 'release']);
    assert.deepEqual(socket.calls, ['abandon']);
  });

  it('closes the active one at the end', async () => {
    await listener.dispose(true);
    assert.deepEqual([webhooks.calls, socket.calls], [['release'], []]);
  });

  for (const [how, end] of [
    ['was not complete', untilAborted],
    ['had failed', () => Promise.reject(new Error('no'))],
  ] as const) {
    it(`fetches later what was missed if that ${how} when it became a member of a team again`, async () => {
      missedMs = 12 * 3_600_000;
      const begun = clock.now() - missedMs;
      catchUp = end;
      listener.setRole('leader');
      await listener.start({ interactive: true });
      await turn();
      missedMs = undefined;
      await switchTo('team');
      clock.advance(3_600_000);
      catchUp = () => Promise.resolve();
      await switchTo('webhooks');
      assert.deepEqual(caughtUp, [begun, begun]);
      assert.ok(listener.isCaughtUp);
    });

    it(`fetches later what was missed if that ${how} when the window closed, after it began as a member`, async () => {
      missedMs = 12 * 3_600_000;
      const begun = clock.now() - missedMs;
      catchUp = end;
      listener.setRole('leader');
      await listener.start({ interactive: true });
      await turn();
      await listener.dispose(false);
      [kind, missedMs] = ['team', undefined];
      listener = open();
      listener.setRole('leader');
      await stands(listener, 'live');
      await turn();
      catchUp = () => Promise.resolve();
      await switchTo('webhooks');
      assert.deepEqual(caughtUp, [begun, begun]);
    });
  }

  it('fetches nothing of the time in which a team brought the events', async () => {
    kind = 'team';
    listener.setRole('leader');
    await listener.start({ interactive: true });
    clock.sleep(3_600_000);
    await stands(listener, 'live');
    await switchTo('webhooks');
    assert.deepEqual(caughtUp, [clock.now()]);
  });

  it('has caught up once everything is fetched, and not while a team brings the events', async () => {
    let finish = (): void => undefined;
    catchUp = () => new Promise<void>((done) => (finish = done));
    missedMs = 3_600_000;
    listener.setRole('leader');
    assert.ok(!listener.isCaughtUp);
    await listener.start({ interactive: true });
    assert.ok(!listener.isCaughtUp);
    finish();
    await turn();
    assert.ok(listener.isCaughtUp);
    await switchTo('team');
    assert.ok(!listener.isCaughtUp);
  });
});
