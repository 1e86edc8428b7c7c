import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { PublisherState } from '../../../../src/core/events/publish/eventPublisher';
import { LeasedPublisher } from '../../../../src/core/events/publish/leasedPublisher';
import { Outbox } from '../../../../src/core/events/publish/outbox';
import type { Database } from '../../../../src/core/storage/database';
import { TeamConnection } from '../../../../src/core/team/teamConnection';
import { acquireLease } from '../../../../src/core/team/teamLease';
import {
  removeTemporaryFolder,
  temporaryFolder,
  until,
} from '../../../../scripts/workbench/childProcesses.mjs';
import { testDatabase } from '../../storage/support/testDatabase';
import { FastClock } from '../../support/fastClock';
import { NatsServer, type NatsUser } from '../../team/support/natsServer';
import { accessTo, chatStarted, newKey, publish } from '../../team/support/teamMachine';

const user: NatsUser = { user: 'receiver', password: 'one' };
const reader: NatsUser = {
  user: 'reader',
  password: 'two',
  permissions: '{ publish: ["$JS.API.STREAM.INFO.LIVECHAT"] }',
};

describe('a publisher with a lease', function () {
  this.timeout(30_000);
  let server: NatsServer;
  let folder: string;
  let database: Database;
  const key = newKey();
  const publishers: LeasedPublisher[] = [];

  beforeEach(async () => {
    server = await NatsServer.start([user, reader]);
    folder = temporaryFolder('leased-');
    database = await testDatabase(folder);
  });
  afterEach(async () => {
    for (const one of publishers.splice(0)) await one.stop();
    await database.close();
    await server.dispose();
    removeTemporaryFolder(folder);
  });

  /** Takes the lease of an account, and gives it back. @returns for how long there may have been no receiver */
  const take = async (account: string, holder: string): Promise<number> => {
    let publisher: LeasedPublisher | undefined;
    const missedMs = await new Promise<number>((resolve) => {
      publisher = start(account, holder, resolve);
    });
    await publisher?.stop();
    return missedMs;
  };
  const start = (
    account: string,
    holder: string,
    onTake: (missedMs: number) => void,
    as = user,
    clock: Clock = systemClock,
  ): LeasedPublisher => {
    const publisher = new LeasedPublisher({
      ...{ clock, log: silentLog, outbox: new Outbox(database), key, random: () => 0 },
      connect: () => TeamConnection.open({ ...accessTo(server, as, key), name: 'receiver' }),
      acquireLease: () => Promise.resolve(acquireLease),
      receiver: { account, holder, isCaughtUp: () => false, onTake, onWait: () => undefined },
    });
    publishers.push(publisher);
    return publisher;
  };
  const pass = async (ms: number): Promise<void> => {
    const begun = Date.now();
    await until(() => (Date.now() - begun > ms ? true : undefined), { timeoutMs: 5_000, what: 'time' });
  };

  it('has missed nothing where it creates the stream', async () => {
    assert.ok((await take('classic:ada', 'one')) < 2_000);
  });

  it('may have missed everything since the stream was created where it is empty', async () => {
    const connection = await TeamConnection.open({ ...accessTo(server, user, key), name: 'x' });
    await connection.ensureStream();
    await connection.close();
    await pass(300);
    assert.ok((await take('classic:ada', 'one')) >= 300);
  });

  it('may have missed what came since its account had a receiver, whatever others published', async () => {
    const access = accessTo(server, user, key);
    await publish(access, chatStarted('A', 'classic:ada'));
    await take('classic:ada', 'one');
    await pass(300);
    await publish(access, chatStarted('B', 'classic:ben'));
    const missedMs = await take('classic:ada', 'two');
    assert.ok(missedMs >= 300 && missedMs < 20_000, String(missedMs));
  });

  it('may have missed what came since the newest event where the receiver before did not get any', async () => {
    await publish(accessTo(server, user, key), chatStarted('A', 'classic:ada'));
    await pass(300);
    await take('classic:ada', 'one');
    assert.ok((await take('classic:ada', 'two')) >= 300);
  });

  it('may have missed what a receiver before had not fetched yet, whatever it published, on any machine', async () => {
    const access = accessTo(server, user, key);
    await take('classic:ada', 'one');
    await pass(300);
    const missedMs = await take('classic:ada', 'two');
    assert.ok(missedMs >= 300);
    await publish(access, chatStarted('A', 'classic:ada'));
    for (const holder of ['two', 'three']) {
      assert.ok((await take('classic:ada', holder)) >= missedMs, holder);
    }
    const gone = await new Promise<number>((resolve) => {
      start('classic:ada', 'four', resolve);
    });
    assert.ok(gone >= missedMs);
  });

  it('takes no lease after it ended asking, and keeps one that it has until it stops', async () => {
    const taken: string[] = [];
    const clock = new FastClock(20);
    const first = start('classic:ada', 'one', () => taken.push('one'), user, clock);
    await until(() => taken[0], { timeoutMs: 5_000, what: 'the first one takes it' });
    const second = start('classic:ada', 'two', () => taken.push('two'), user, clock);
    await until(() => second.state.kind === 'connected' || undefined, { timeoutMs: 5_000, what: 'it waits' });
    second.endAsking();
    first.endAsking();
    assert.equal(first.holdsLease, true);
    await first.stop();
    // It would have looked twice by then.
    await pass(600);
    assert.deepEqual(taken, ['one']);
    assert.equal(second.holdsLease, false);
  });

  it('says why it cannot have the lease, once and again', async () => {
    const states: PublisherState[] = [];
    const connection = await TeamConnection.open({ ...accessTo(server, user, key), name: 'x' });
    await connection.ensureStream();
    await connection.close();
    const publisher = start('classic:ada', 'one', () => assert.fail('it has the lease'), reader);
    publisher.onDidChange((state) => states.push(state));
    await until(() => (states.filter(({ kind }) => kind === 'waiting').length > 1 ? true : undefined), {
      timeoutMs: 20_000,
      what: 'two attempts',
    });
    assert.deepEqual(
      [...new Set(states.map(({ kind }) => kind))],
      ['waiting'],
      'it was never connected between',
    );
    const [, second] = states;
    assert.ok(second?.kind === 'waiting' && second.code === 'not-allowed', JSON.stringify(second));
  });
});
