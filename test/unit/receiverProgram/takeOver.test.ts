import assert from 'node:assert/strict';
import path from 'node:path';
import { NatsProxy } from '../team/support/natsProxy';
import { freePort } from '../team/support/natsServer';
import { accessTo, TeamMachine } from '../team/support/teamMachine';
import type { Program } from './support/program';
import { reader, ReceiverProgramBench } from './support/receiverProgramBench';

describe('a receiver that takes over from another one', function () {
  // A lease expires after 30 seconds, and expires twice.
  this.timeout(240_000);
  let bench: ReceiverProgramBench;
  let proxy: NatsProxy;
  let member: TeamMachine;

  beforeEach(async () => {
    bench = await ReceiverProgramBench.open();
    proxy = await NatsProxy.open(bench.server);
    member = new TeamMachine(accessTo(bench.server, reader, bench.key));
  });
  afterEach(async () => {
    await member.dispose();
    await bench.close();
    await proxy.close();
  });

  const receiver = async (name: string, more: object = {}): Promise<Program> => {
    const port = await freePort();
    const config = bench.config({
      listen: { host: '127.0.0.1', port },
      publicUrl: `http://127.0.0.1:${port}`,
      dataDir: path.join(bench.folder, name),
      ...more,
    });
    return bench.start(config, bench.env(), `${name}.json`);
  };
  const started = (id: string): string => `started ${id}`;

  it('fetches what came while there was none, and each event is in the stream and shown once', async () => {
    const { simulator } = bench.sandbox;
    const chat = (): string => simulator.startChat();
    const first = await receiver('first', { servers: [proxy.address] });
    await first.ready();
    await member.join();
    const second = await receiver('second');
    await second.shows('another receiver of this account is active');
    const before = chat();
    await bench.appear(started(before));

    // Cut off from NATS, the first one stays registered, and stores what it receives.
    proxy.cut();
    const stored = chat();
    await second.ready();
    // The second one has fetched that; both get what comes now.
    const both = chat();
    await bench.appear(started(stored), started(both));
    assert.equal(await bench.webhooks(), 6);
    proxy.restore();
    await first.shows('another receiver of this account is active');
    await bench.until(
      () => 'the first one to remove its webhooks',
      async () => (await bench.webhooks()) === 3,
    );

    // The second one dies: until the first one takes over, there is no receiver.
    await second.kill();
    const unreceived = [...Array(30).keys()].map(() => chat());
    const ticket = simulator.createTicket({});
    await bench.appear(...unreceived.map(started), `ticket ${ticket}`);
    const after = chat();
    await bench.appear(started(after));
    assert.equal(await first.end('SIGTERM'), 0);
    assert.equal(await bench.webhooks(), 3, 'those of the one that died, which only that one can know');

    const chats = [before, stored, both, ...unreceived, after];
    const names = await bench.inStream();
    assert.deepEqual([...new Set(names)].sort(), [...chats.map(started), `ticket ${ticket}`].sort());
    // What came shortly before a take-over or during the split may be there twice, under two ids.
    const shared = new Set([before, stored, both].map(started));
    const once = names.filter((name) => !shared.has(name));
    assert.deepEqual(once, [...new Set(once)]);
    await member.until(() => member.shownIds.length >= chats.length + 1, 'all are shown');
    assert.deepEqual(member.shownIds, [...new Set(member.shownIds)]);
    assert.equal(member.shownIds.length, chats.length + 1);
    const arrived = member.arrived.map((arrival) =>
      arrival.kind === 'ticket_created' ? arrival.ticket.id : arrival.chat.id,
    );
    assert.deepEqual(arrived.sort(), [...chats, ticket].sort());
  });
});
