import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/core/base/event';
import { switchingListener } from '../../../../src/core/events/listener/switchingListener';
import type {
  Listener,
  ListenerStateName,
  ListenerView,
  TransportListener,
} from '../../../../src/core/events/status/listenerTypes';
import { statusOf } from '../../../../src/core/events/status/statusOf';
import type { Role } from '../../../../src/core/cluster/cluster';

/** Notes what it is told, and is live as soon as it is started. */
class FakeRelay implements TransportListener {
  readonly told: string[] = [];
  private readonly changed = new Emitter<ListenerView>();
  readonly onDidChange = this.changed.event;
  private state: ListenerStateName = 'electing';

  constructor(private readonly name: string) {}

  get view(): ListenerView {
    return { state: this.state, events: [], tunnel: this.name };
  }

  status() {
    return statusOf(this.view);
  }

  setRole(role: Role): void {
    this.told.push(role);
    this.become(role === 'leader' ? 'off' : role);
  }

  start() {
    this.told.push('start');
    this.become('live');
    return Promise.resolve(this.status());
  }

  stop() {
    this.become('off');
    return Promise.resolve(this.status());
  }

  refresh(what: string): void {
    this.told.push(what);
  }

  retry(): void {
    this.told.push('retry');
  }

  release(): Promise<void> {
    this.told.push('release');
    return Promise.resolve();
  }

  missing(): void {
    this.told.push('missing');
  }

  withdraw(): Promise<void> {
    this.told.push('withdraw');
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.told.push('dispose');
    return Promise.resolve();
  }

  doctor() {
    return Promise.resolve([]);
  }

  sendTestEvent() {
    return Promise.resolve({ kind: 'delivered', ms: 0 } as const);
  }

  foreignWebhooks() {
    return Promise.resolve([]);
  }

  removeForeign(): Promise<void> {
    return Promise.resolve();
  }

  private become(state: ListenerStateName): void {
    this.state = state;
    this.changed.fire(this.view);
  }
}

describe('two ways to listen', () => {
  let transport: 'webhooks' | 'socket' | undefined;
  let webhooks: FakeRelay;
  let socket: FakeRelay;
  let listener: Listener;
  const turn = () => new Promise((done) => setImmediate(done));

  beforeEach(() => {
    transport = 'webhooks';
    [webhooks, socket] = [new FakeRelay('webhooks'), new FakeRelay('socket')];
    listener = switchingListener({ webhooks, socket, transport: () => transport });
  });

  it('only that of the account is told what to do', async () => {
    listener.setRole('leader');
    assert.equal((await listener.start({ interactive: true })).tunnel, 'webhooks');
    assert.deepEqual([webhooks.told, socket.told], [['leader', 'start'], []]);
  });

  it('goes on in the other way when the account changes, once the first has let go', async () => {
    listener.setRole('leader');
    await listener.start({ interactive: true });
    const seen: (string | undefined)[] = [];
    listener.onDidChange(({ tunnel, state }) => seen.push(`${tunnel} ${state}`));
    transport = 'socket';
    listener.refresh('account');
    await turn();
    assert.deepEqual(webhooks.told, ['leader', 'start', 'electing', 'release', 'withdraw']);
    assert.deepEqual(socket.told, ['missing', 'leader', 'start']);
    assert.equal(listener.view.tunnel, 'socket');
    assert.equal(seen.at(-1), 'socket live');
    assert.ok(!seen.includes('webhooks electing'));
  });

  it('does not begin by itself where nothing was listened to', async () => {
    listener.setRole('leader');
    transport = 'socket';
    listener.refresh('account');
    await turn();
    assert.deepEqual(socket.told, ['leader']);
    assert.equal(listener.view.state, 'off');
  });

  it('stays as it is while nobody is signed in', async () => {
    listener.setRole('leader');
    transport = undefined;
    listener.refresh('account');
    await turn();
    assert.deepEqual(webhooks.told, ['leader', 'account']);
    assert.deepEqual(socket.told, []);
  });

  it('ends both', async () => {
    await listener.dispose(true);
    assert.deepEqual([webhooks.told, socket.told], [['dispose'], ['dispose']]);
  });
});
