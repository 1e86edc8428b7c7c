import assert from 'node:assert/strict';
import path from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createRandom } from '../../../src/sandbox/data/random';
import { registered } from '../../workbench/support/registered';
import { testDatabase } from '../storage/support/testDatabase';
import { accessTo, TeamMachine } from '../team/support/teamMachine';
import type { Program } from './support/program';
import { nameOf, reader, ReceiverProgramBench } from './support/receiverProgramBench';

const seed = Number(process.env.LIVECHAT_CHAOS_SEED ?? Date.now() % 1_000_000);
const events = Number(process.env.LIVECHAT_CHAOS_EVENTS ?? 40);
/** After so many events all must be in the stream: more than a page of 25 chats. */
const round = 40;
/** In place of two minutes, so that events are published again after it. */
const duplicateMs = 200;

describe(`the receiver, NATS and members, ended at random moments (seed ${seed})`, function () {
  this.timeout(60_000 + events * 2_000);
  let bench: ReceiverProgramBench;
  const members: TeamMachine[] = [];

  beforeEach(async () => {
    bench = await ReceiverProgramBench.open();
  });
  afterEach(async () => {
    await Promise.all(members.splice(0).map((one) => one.dispose()));
    await bench.close();
  });

  it('lose nothing: what the receiver accepted is in the stream, and every member shows it once', async () => {
    const random = createRandom(seed);
    const { server, sandbox } = bench;
    await createStream(bench);
    const pause = (): Promise<unknown> => new Promise((done) => setTimeout(done, random.int(80)));
    let receiver: Program = bench.start();
    await receiver.ready();
    members.push(...[1, 2].map(() => new TeamMachine(accessTo(server, reader, bench.key))));
    const [always, sometimes] = members;
    assert.ok(always && sometimes);
    await always.join();
    let [isServerUp, isReceiverUp] = [true, true];
    const expected: string[] = [];
    for (let index = 0; index < events; index += 1) {
      expected.push(`started ${sandbox.simulator.startChat()}`);
      if (random.chance(0.3)) expected.push(`ticket ${sandbox.simulator.createTicket({})}`);
      await pause();
      if (random.chance(0.2)) {
        await (isServerUp ? server.kill() : server.run());
        isServerUp = !isServerUp;
      }
      if (random.chance(isReceiverUp ? 0.2 : 0.4)) {
        if (isReceiverUp) await receiver.kill();
        else receiver = bench.start();
        isReceiverUp = !isReceiverUp;
      }
      if (random.chance(0.2)) await (sometimes.isOpen ? sometimes.close() : listen(sometimes));
      if (index % round !== round - 1) continue;
      if (!isServerUp) await server.run();
      if (!isReceiverUp) receiver = bench.start();
      [isServerUp, isReceiverUp] = [true, true];
      await bench.appear(...expected);
    }
    await receiver.ready();
    assert.equal(await receiver.end('SIGTERM'), 0);
    assert.deepEqual(await registered(sandbox), []);
    const [accepted, published] = [await acceptedBy(bench), await bench.published()];
    const ids = published.map(({ messageId }) => messageId.replace(/\.\d+$/, ''));
    const distinct = [...new Set(ids)];
    assert.deepEqual(distinct.sort(), [...accepted].sort(), 'accepted = distinct ids in the stream');
    if (!sometimes.isOpen) await listen(sometimes);
    for (const member of members) {
      await member.until(() => member.shownIds.length >= accepted.size, 'all events are shown');
      assert.deepEqual(member.shownIds, distinct, 'each event is shown once');
    }
    const names = new Map(published.map(({ arrival }) => [arrival.eventId, nameOf(arrival)]));
    const named = [...names.values()];
    assert.deepEqual([...named].sort(), [...new Set(named)].sort(), 'one id for each event');
  });

  it('a message that is published again stands once within the duplicate window, and twice after it', async () => {
    await createStream(bench);
    const nats = await connectAsReceiver(bench);
    const stream = await jetstreamManager(nats, { checkAPI: false });
    const publish = async (): Promise<boolean> =>
      (await stream.jetstream().publish('livechat.a.chat_started.0', 'x', { msgID: 'E1' })).duplicate;
    assert.equal(await publish(), false);
    assert.equal(await publish(), true);
    await new Promise((done) => setTimeout(done, duplicateMs * 3));
    assert.equal(await publish(), false);
    const { state } = await stream.streams.info('LIVECHAT');
    await nats.close();
    assert.equal(state.messages, 2);
  });
});

/** Whether or not the server is there. */
async function listen(member: TeamMachine): Promise<void> {
  await member.open();
  void member.service.start({ interactive: true }).catch(() => undefined);
}

async function connectAsReceiver({ server, user: { user, password } }: ReceiverProgramBench) {
  return await connect({ servers: server.address, user, pass: password, inboxPrefix: `_INBOX.${user}` });
}

/** As an administrator does who wants other limits than the receiver's. */
async function createStream(bench: ReceiverProgramBench): Promise<void> {
  const nats = await connectAsReceiver(bench);
  const manager = await jetstreamManager(nats, { checkAPI: false });
  await manager.streams.add({
    name: 'LIVECHAT',
    subjects: ['livechat.>'],
    duplicate_window: duplicateMs * 1_000_000,
  });
  await nats.close();
}

/** The ids of the events in the receiver's database. */
async function acceptedBy({ folder }: ReceiverProgramBench): Promise<ReadonlySet<string>> {
  const database = await testDatabase(path.join(folder, 'data'));
  const rows = database.all('SELECT event_id FROM events');
  await database.close();
  return new Set(rows.map(({ event_id: id }) => String(id)));
}
