import assert from 'node:assert/strict';
import { openClassicConnection } from '../../../../src/core/api/classic/classicConnection';
import type { LiveChatConnection } from '../../../../src/core/domain/connection';
import { failureOf } from '../../../../src/core/domain/failure';
import { catchUp } from '../../../../src/core/events/ingest/catchUp';
import type { Listener } from '../../../../src/core/events/listener/listener';
import type { Fault } from '../../../../src/sandbox/server/faults';
import { faults, lying } from '../../support/everyFault';
import { callsOf, webhooksOf } from '../support/connectionPorts';
import { passUntil, reached, ListenerBench, stands, type ListenerParts } from '../support/listenerBench';

/** A client with a short timeout; a new one per case, because the server may have asked the earlier one to pause. */
class Client {
  private connection: LiveChatConnection | undefined;

  constructor(private readonly bench: ListenerBench) {}

  get now(): LiveChatConnection {
    return (this.connection ??= this.open());
  }

  again(): void {
    this.connection?.dispose();
    this.connection = undefined;
  }

  parts(): ListenerParts {
    return {
      webhooks: webhooksOf(() => this.now),
    };
  }

  private open(): LiveChatConnection {
    const [owner] = this.bench.sandbox.credentials;
    assert.ok(owner);
    return openClassicConnection({
      credential: {
        account: { id: 'classic:owner', kind: 'classic', name: owner.login },
        secret: owner.apiKey,
      },
      apiUrl: this.bench.sandbox.url,
      callsPerMinute: 10_000,
      timeoutMs: 250,
      firstRetryMs: 1,
      confirmAfterMs: 1,
      onCall: () => undefined,
    });
  }
}

/** A client that gets a 404 assumes that the registration no longer exists. */
const gone = 'a 404';

describe('listening with each fault at each step of', function () {
  this.timeout(120_000);
  let bench: ListenerBench;
  let client: Client;
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));

  const each = async (
    steps: number,
    match: NonNullable<Fault['match']>,
    one: (where: string, what: string, fail: () => void) => Promise<void>,
  ): Promise<void> => {
    rejections.length = 0;
    for (const [what, fault] of Object.entries(faults)) {
      for (let step = 1; step <= steps; step += 1) {
        bench = await ListenerBench.open();
        client = new Client(bench);
        const fail = (): void => {
          if (step > 1) bench.sandbox.faults.next({ match, times: step - 1 });
          bench.sandbox.faults.next({ ...fault, match });
        };
        const where = `${what} at step ${step}`;
        try {
          await one(where, what, fail);
        } catch (thrown) {
          throw new Error(where, { cause: thrown });
        } finally {
          client.again();
          await bench.close();
        }
      }
    }
    // Unhandled rejections are reported one turn later.
    await new Promise((turned) => setImmediate(turned));
    assert.deepEqual(rejections, []);
  };

  /** A listener that is not live has a problem to show. */
  const explains = (listener: Listener, where: string): void => {
    const { state, problem } = listener.view;
    if (state !== 'live' && state !== 'off') assert.ok(problem, `${where}: ${state} and no word why`);
  };
  const recovered = async (listener: Listener): Promise<void> => {
    bench.sandbox.faults.clear();
    client.again();
    listener.retry({ interactive: true });
    await stands(listener, 'live');
  };
  /** Asserts that each event is registered once, and that a new event arrives once. */
  const isWhole = async (where: string): Promise<void> => {
    await bench.onlyAddress();
    bench.arrivals.length = 0;
    await bench.happen(() => bench.sandbox.simulator.createTicket());
    assert.equal(bench.arrivals.length, 1, where);
  };

  it('registering creates no duplicates, and the view shows why it does not listen', async () => {
    await each(5, { path: /webhooks/ }, async (where, _, fail) => {
      const listener = bench.listener(client.parts());
      await bench.lead(listener);
      fail();
      await listener.start({ interactive: true });
      explains(listener, where);
      await recovered(listener);
      await isWhole(where);
    });
  });

  it('moving to another address removes the old one, and the view shows why it does not listen', async () => {
    await each(7, { path: /webhooks/ }, async (where, what, fail) => {
      const listener = bench.listener(client.parts());
      await bench.lead(listener);
      await listener.start({ interactive: true });
      await stands(listener, 'live');
      const old = await bench.onlyAddress();
      bench.tunnels.host = 'localhost';
      fail();
      bench.tunnels.close();
      bench.clock.advance(1_000);
      await reached(listener, ({ state }) => ['live', 'backoff', 'needs-user'].includes(state));
      explains(listener, where);
      await recovered(listener);
      if (lying.has(what) || what === gone) return;
      assert.notEqual(await bench.onlyAddress(), old, where);
      await isWhole(where);
    });
  });

  it('unregistering leaves nothing behind, at the latest once a window leads again', async () => {
    await each(4, { path: /webhooks/ }, async (where, what, fail) => {
      const listener = bench.listener(client.parts());
      await bench.lead(listener);
      await listener.start({ interactive: true });
      fail();
      const stopped = listener.stop();
      await passUntil(bench.clock, 100, () => listener.view.state === 'off');
      await stopped;
      bench.sandbox.faults.clear();
      client.again();
      if (lying.has(what) || what === gone) return;
      const next = bench.listener(client.parts());
      await bench.lead(next);
      let left = 3;
      await passUntil(bench.clock, 10_000, () => {
        // The last check is still running when the bench closes.
        bench.registered().then(
          (rows) => (left = rows.length),
          () => undefined,
        );
        return left === 0;
      });
      assert.equal(left, 0, where);
    });
  });

  it('catching up fails with a typed error or fetches missed events, and the next attempt fetches the rest once', async () => {
    await each(2, { method: 'GET', path: /tickets|chats/ }, async (where, _, fail) => {
      const known = new Set<string>();
      const brought: string[] = [];
      const bring = (): Promise<unknown> =>
        catchUp(Date.now() - 1_000, {
          listings: callsOf(client.now).listings,
          account: 'classic:owner',
          events: bench.settings.events,
          accept: (arrival) => {
            if (known.has(arrival.eventId)) return Promise.resolve('duplicate');
            known.add(arrival.eventId);
            brought.push(arrival.kind === 'ticket_created' ? arrival.ticket.id : arrival.chat.id);
            return Promise.resolve('kept');
          },
        });
      const missed = [bench.sandbox.simulator.createTicket(), bench.sandbox.simulator.startChat()];
      fail();
      try {
        await bring();
      } catch (thrown) {
        assert.ok(failureOf(thrown), `${where}: ${String(thrown)}`);
      }
      bench.sandbox.faults.clear();
      client.again();
      await bring();
      assert.deepEqual(brought.toSorted(), missed.toSorted(), where);
    });
  });
});
