import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { silentLog } from '../../../../src/core/base/log';
import { BesideReading } from '../../../../src/core/events/service/besideReading';
import { acquireLease } from '../../../../src/core/team/teamLease';
import { TeamConnection } from '../../../../src/core/team/teamConnection';
import { until } from '../../../../scripts/workbench/childProcesses.mjs';
import { FastClock } from '../../support/fastClock';
import { NatsServer } from '../../team/support/natsServer';
import { accessTo } from '../../team/support/teamMachine';

const user = { user: 'receiver', password: 'one' };

describe('Reading beside receiving', () => {
  let server: NatsServer;
  const { AbortController: original } = globalThis;

  beforeEach(async () => {
    server = await NatsServer.start([user]);
  });
  afterEach(async () => {
    globalThis.AbortController = original;
    await server.dispose();
  });

  it('holds nothing of the connections that have ended', async () => {
    const signals: AbortSignal[] = [];
    class Recorded extends original {
      constructor() {
        super();
        signals.push(this.signal);
      }
    }
    const held: number[] = [];
    const reading = new BesideReading({
      ...{ clock: new FastClock(1_000), log: silentLog, random: () => 0 },
      load: () =>
        Promise.resolve({
          teamClient: {
            acquireLease,
            open: (options) => {
              held.push(signals.flatMap((signal) => getEventListeners(signal, 'abort')).length);
              return TeamConnection.open(options);
            },
          },
        }),
      storage: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
      events: () => [],
      accept: () => Promise.resolve(),
      missedEvents: () => ({ accept: () => Promise.resolve(), show: () => undefined }),
      onChange: () => undefined,
    });
    globalThis.AbortController = Recorded;
    // There is no stream, so each attempt fails.
    reading.start(accessTo(server, user));
    globalThis.AbortController = original;
    await until(() => (held.length > 4 ? true : undefined), { timeoutMs: 10_000, what: 'five attempts' });
    await reading.stop();
    assert.deepEqual([...new Set(held)], [0]);
    assert.deepEqual(
      signals.map((signal) => getEventListeners(signal, 'abort').length),
      [0],
    );
  });
});
