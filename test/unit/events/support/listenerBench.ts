import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/core/base/event';
import { silentLog } from '../../../../src/core/base/log';
import { connect } from '../../../../src/core/api/connect';
import type { Arrival, ArrivalKind } from '../../../../src/core/domain/arrival';
import type { Credential } from '../../../../src/core/domain/account';
import type { CallBudget, CallRecord, LiveChatConnection } from '../../../../src/core/domain/connection';
import type { Webhook } from '../../../../src/core/domain/webhook';
import { startReceiver } from '../../../../src/core/events/receiver/startReceiver';
import type { Choice, SecretPort } from '../../../../src/core/events/transports/webhook/webhookPorts';
import { Listener, type ListenerOptions } from '../../../../src/core/events/listener/listener';
import type { ListenerSettings, ListenerStateName } from '../../../../src/core/events/status/listenerStatus';
import { WebhookTransport } from '../../../../src/core/events/transports/webhook/webhookTransport';
import type { WebhookTransportOptions } from '../../../../src/core/events/transports/webhook/webhookPorts';
import type { Sandbox } from '../../../../src/sandbox/sandbox';
import { startTestSandbox } from '../../support/testSandbox';
import { webhooksOf } from './connectionPorts';
import { FakeTunnels } from './fakeTunnel';
import { FakeClock } from '../../support/fakeClock';

const allEvents: readonly ArrivalKind[] = ['chat_started', 'chat_ended', 'ticket_created'];
/** Parts that a test can replace. */
export type ListenerParts = Partial<ListenerOptions & WebhookTransportOptions>;

export const installId = 'bench-install';

/** One machine with a sandbox account: real receiver, real client, and a tunnel on loopback. */
export class ListenerBench {
  readonly clock = new FakeClock();
  readonly tunnels = new FakeTunnels();
  readonly arrivals: Arrival[] = [];
  readonly caughtUp: number[] = [];
  settings: ListenerSettings = { events: allEvents, port: 0, autoStart: false };
  account: string | undefined = 'classic:owner';
  choice: Choice | undefined;
  stored: unknown;
  readonly secrets = new Map<string, string>();
  /** The content of an outdated copy of the secret storage, as a window may have it. */
  blind = false;
  private readonly listeners: Listener[] = [];
  private readonly arrived = new Emitter<Arrival>();

  private constructor(
    readonly sandbox: Sandbox,
    readonly connection: LiveChatConnection,
    readonly calls: CallRecord[],
  ) {}

  /** @param budget for background calls; unlimited by default */
  static async open(budget?: CallBudget): Promise<ListenerBench> {
    const sandbox = await startTestSandbox({ tickets: 25, agents: 3 });
    const [owner] = sandbox.credentials;
    assert.ok(owner);
    const account = { id: 'classic:owner', kind: 'classic', name: owner.login } as const;
    return ListenerBench.at(sandbox, { account, secret: owner.apiKey }, budget);
  }

  /** With a platform account. @param clientId of its application; default: the sandbox's */
  static async openPlatform(clientId?: string): Promise<ListenerBench> {
    const sandbox = await startTestSandbox({ tickets: 25, agents: 3 });
    const [owner] = sandbox.platform.credentials;
    assert.ok(owner);
    const account = {
      id: 'platform:owner',
      kind: 'platform',
      name: owner.accountId,
      clientId: clientId ?? sandbox.platform.clientId,
    } as const;
    return ListenerBench.at(sandbox, { account, secret: owner.token });
  }

  private static at(sandbox: Sandbox, credential: Credential, budget?: CallBudget): ListenerBench {
    const calls: CallRecord[] = [];
    const connection = connect({
      credential,
      apiUrl: sandbox.url,
      helpdeskUrl: sandbox.platform.helpdeskUrl,
      accountsUrl: sandbox.platform.accountsUrl,
      callsPerMinute: 10_000,
      timeoutMs: 2_000,
      onCall: (call) => calls.push(call),
      ...(budget && { budget }),
    });
    const bench = new ListenerBench(sandbox, connection, calls);
    bench.account = credential.account.id;
    return bench;
  }

  /** A new window over the same storage. */
  listener(parts: ListenerParts = {}): Listener {
    const { connection } = this;
    const options: Omit<ListenerOptions, 'transports' | 'transportKind'> & WebhookTransportOptions = {
      clock: this.clock,
      log: silentLog,
      random: () => 0.5,
      installId,
      settings: () => this.settings,
      account: () => this.account,
      webhooks: webhooksOf(() => connection),
      choose: () => Promise.resolve(this.choice ?? { kind: 'provider', provider: this.tunnels }),
      startReceiver,
      newTickets: (since, at, options) => this.connection.tickets.newest(since, at, options),
      accept: (arrival) => {
        this.arrivals.push(arrival);
        this.arrived.fire(arrival);
        return Promise.resolve('kept');
      },
      catchUp: (since) => {
        this.caughtUp.push(since);
        return Promise.resolve();
      },
      storage: {
        read: () => Promise.resolve(structuredClone(this.stored)),
        write: (value) => {
          this.stored = structuredClone(value);
          return Promise.resolve();
        },
      },
      secrets: this.secretPort(),
      ...parts,
    };
    const listener = new Listener({
      ...options,
      transportKind: () => 'webhooks',
      transports: { webhooks: (host) => new WebhookTransport(options, host) },
    });
    this.listeners.push(listener);
    return listener;
  }

  /** A leading window that is live. */
  async live(parts: ListenerParts = {}): Promise<Listener> {
    const listener = this.listener(parts);
    await this.lead(listener);
    const { state } = await listener.start({ interactive: true });
    assert.equal(state, 'live');
    return listener;
  }

  /** Becomes the leader and reads what an earlier leader stored. */
  async lead(listener: Listener): Promise<void> {
    listener.setRole('leader');
    await reached(listener, ({ state }) => state !== 'electing');
  }

  /** All webhooks at LiveChat, including those of other programs. */
  registered(): Promise<readonly Webhook[]> {
    return this.connection.webhooks.list();
  }

  /** Asserts that each wanted event is registered once, all with one URL, and returns it. */
  async onlyAddress(events: readonly ArrivalKind[] = allEvents): Promise<string> {
    const rows = await this.registered();
    assert.deepEqual(rows.map(({ event }) => event).sort(), [...events].sort());
    const [url = '', ...others] = new Set(rows.map((row) => row.url));
    assert.deepEqual(others, []);
    return url;
  }

  /** A webhook that was left registered by a crash. */
  async leave(
    path = `/lc/${installId}/${'x'.repeat(32)}`,
    event: ArrivalKind = 'chat_started',
  ): Promise<string> {
    return (await this.connection.webhooks.create({ event, url: `http://127.0.0.1:9${path}` })).id;
  }

  /** Causes an event at LiveChat, and waits until it has arrived. */
  async happen(what: () => unknown): Promise<Arrival> {
    const arrival = new Promise<Arrival>((resolve) => {
      const watching = this.arrived.event((one) => {
        watching.dispose();
        resolve(one);
      });
    });
    what();
    await this.sandbox.webhooks.idle();
    return await arrival;
  }

  async close(): Promise<void> {
    this.sandbox.faults.clear();
    await Promise.all(this.listeners.map((listener) => listener.dispose(false)));
    this.connection.dispose();
    await this.sandbox.dispose();
  }

  private secretPort(): SecretPort {
    return {
      get: (key) => Promise.resolve(this.blind ? undefined : this.secrets.get(key)),
      store: (key, value) => {
        this.secrets.set(key, value);
        return Promise.resolve();
      },
      delete: (key) => {
        this.secrets.delete(key);
        return Promise.resolve();
      },
    };
  }
}

/** Waits until the condition is true, starting with the present state. */
export async function reached(listener: Listener, isIt: (view: Listener['view']) => boolean): Promise<void> {
  if (isIt(listener.view)) return;
  await new Promise<void>((resolve) => {
    const watching = listener.onDidChange((view) => {
      if (!isIt(view)) return;
      watching.dispose();
      resolve();
    });
  });
}

export async function stands(listener: Listener, state: ListenerStateName): Promise<void> {
  await reached(listener, (view) => view.state === state);
}

/** Advances the clock until the condition is true. */
export async function passUntil(clock: FakeClock, stepMs: number, isIt: () => boolean): Promise<void> {
  // Concurrent work takes real time, and more on a loaded machine.
  const giveUpAt = performance.now() + 8_000;
  while (performance.now() < giveUpAt) {
    if (isIt()) return;
    clock.advance(stepMs);
    await new Promise((done) => setImmediate(done));
  }
  assert.fail('it never came to that');
}
