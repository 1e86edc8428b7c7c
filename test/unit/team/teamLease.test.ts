import assert from 'node:assert/strict';
import { TeamConnection } from '../../../src/core/team/teamConnection';
import { acquireLease, teamLeaseMs, type Lease } from '../../../src/core/team/teamLease';
import { parseTeamServer } from '../../../src/core/team/teamServers';
import { FakeClock } from '../support/fakeClock';
import { NatsServer } from './support/natsServer';

const user = { user: 'receiver', password: 'one' };

describe('the lease of a receiver', () => {
  let server: NatsServer;
  let clock: FakeClock;
  let stop: AbortController;
  const connections: TeamConnection[] = [];

  beforeEach(async () => {
    server = await NatsServer.start([user]);
    clock = new FakeClock();
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await Promise.all(connections.splice(0).map((one) => one.close()));
    await server.dispose();
  });

  const connect = async (): Promise<TeamConnection> => {
    const address = parseTeamServer(server.address);
    assert.ok(address);
    const credentials = { kind: 'password', ...user } as const;
    const connection = await TeamConnection.open({
      servers: [address],
      credentials,
      stream: 'LIVECHAT',
      name: 'x',
    });
    connections.push(connection);
    return connection;
  };
  const acquire = async (
    holder: string,
    onWait?: () => void,
    account = 'classic:ada',
    isCaughtUp = () => false,
    yieldMs = 0,
  ): Promise<Lease> =>
    await acquireLease({
      connection: await connect(),
      holder,
      account,
      clock,
      signal: stop.signal,
      isCaughtUp,
      yieldMs,
      ...(onWait && { onWait }),
    });
  /** Starts to wait for a lease that another receiver has. */
  const wait = async (holder: string): Promise<{ readonly lease: Promise<Lease>; isOwned: boolean }> => {
    let waits = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (waits = resolve));
    const lease = acquire(holder, waits);
    const state = { lease, isOwned: false };
    lease.then(
      () => (state.isOwned = true),
      () => undefined,
    );
    await waiting;
    return state;
  };
  /** Lets time pass in steps, with answers of the server in between. */
  const pass = async (ms: number, until: () => boolean = () => false): Promise<void> => {
    for (let passed = 0; passed < ms && !until(); passed += 1_000) {
      await (await connect()).close();
      clock.advance(1_000);
      await (await connect()).close();
    }
  };

  it('is free for one receiver per account', async () => {
    await acquire('one');
    await acquire('two', undefined, 'classic:ben');
    assert.equal((await wait('two')).isOwned, false);
  });

  it('is taken at once after it was given up, and by its holder after a restart', async () => {
    const first = await acquire('one');
    await first.release();
    await first.ended;
    await acquire('two');
    await acquire('two');
    assert.equal((await wait('one')).isOwned, false);
  });

  it('is left to others for a time, and not taken where one of them has it by then', async () => {
    let isOwned = false;
    let waits = false;
    const yielding = (holder: string): void =>
      void acquire(
        holder,
        () => (waits = true),
        'classic:ada',
        () => false,
        20_000,
      ).then(
        () => (isOwned = true),
        () => undefined,
      );
    yielding('one');
    await pass(19_000);
    assert.deepEqual([isOwned, waits], [false, false]);
    await pass(6_000, () => isOwned);
    assert.equal(isOwned, true);
    const [held] = connections;
    isOwned = false;
    await held?.close();
    yielding('one');
    await pass(1_000);
    await (await acquire('one')).release(60_000);
    await acquire('two');
    await pass(6_000, () => waits);
    await pass(20_000);
    assert.deepEqual([isOwned, waits], [false, true]);
  });

  it('stays with a holder that renews it', async () => {
    await acquire('one');
    const other = await wait('two');
    await pass(2 * teamLeaseMs);
    assert.equal(other.isOwned, false);
  });

  it('is taken from a holder that is gone, and not earlier than it expires', async () => {
    await acquire('one');
    await connections[0]?.close();
    const other = await wait('two');
    await pass(teamLeaseMs - 6_000);
    assert.equal(other.isOwned, false);
    await pass(12_000, () => other.isOwned);
    assert.equal(other.isOwned, true);
  });

  it('ends where another receiver has taken it, and where the connection ends', async () => {
    const first = await acquire('one');
    await acquire('one');
    await pass(12_000);
    await first.ended;
    const last = await acquire('one');
    await server.kill();
    await last.ended;
  });

  describe('says since when events are missing', () => {
    it('which a receiver did not fetch before it gave the lease up, or was gone', async () => {
      const first = await acquire('one');
      assert.equal(first.missedSince, undefined);
      first.setMissedSince(1_000);
      await first.release();
      const other = await acquire('two');
      assert.equal(other.missedSince, 1_000);
      await connections.at(-1)?.close();
      const waiting = await wait('one');
      await pass(teamLeaseMs + 6_000, () => waiting.isOwned);
      assert.equal((await waiting.lease).missedSince, 1_000);
    });

    it('at the latest since it was held, as long as that is not fetched', async () => {
      const first = await acquire('one');
      await first.release();
      const second = await acquire('two');
      const since = second.missedSince;
      assert.ok(since !== undefined && since <= second.takenAt);
      await connections.at(-1)?.close();
      assert.equal((await acquire('two')).missedSince, since);
    });

    it('also what is known only after it was taken, once it is renewed', async () => {
      const first = await acquire('one');
      first.setMissedSince(1_000);
      await pass(12_000);
      await connections[0]?.close();
      assert.equal((await acquire('one')).missedSince, 1_000);
    });

    it('which a receiver may have missed that gives the lease up because it fails', async () => {
      const missedMs = 10 * 60_000;
      const first = await acquire('one');
      await first.release(missedMs);
      const second = await acquire('two');
      assert.equal(second.missedSince, first.takenAt - missedMs);
      // What is missing for longer stays so.
      second.setMissedSince(1_000);
      await second.release(missedMs);
      assert.equal((await acquire('one')).missedSince, 1_000);
    });

    it('and no longer once it is fetched', async () => {
      let isCaughtUp = false;
      const first = await acquire('one', undefined, 'classic:ada', () => isCaughtUp);
      first.setMissedSince(1_000);
      await pass(12_000);
      isCaughtUp = true;
      await pass(12_000);
      await first.release();
      const second = await acquire('two');
      assert.ok(Number(second.missedSince) > 1_000);
    });
  });
});
