import assert from 'node:assert/strict';
import { connect as connectTo } from '@nats-io/transport-node';
import { TeamConnection, type TeamConnectionOptions } from '../../../src/core/team/teamConnection';
import { teamErrorCode } from '../../../src/core/team/teamError';
import type { FeedMessage } from '../../../src/core/team/teamFeed';
import { parseTeamServer, type TeamServer } from '../../../src/core/team/teamServers';
import { until } from '../../../scripts/workbench/childProcesses.mjs';
import { NatsProxy } from './support/natsProxy';
import { freePort, NatsServer, type NatsUser } from './support/natsServer';

const receiver: NatsUser = { user: 'receiver', password: 'one' };
/** May read group 31 of one stream and nothing else. */
const member: NatsUser = {
  user: 'ada',
  password: 'two',
  permissions: `{
    publish: ["$JS.API.STREAM.INFO.LIVECHAT", "$JS.API.CONSUMER.CREATE.LIVECHAT.*.livechat.*.*.31",
      "$JS.API.CONSUMER.INFO.LIVECHAT.*", "$JS.API.CONSUMER.MSG.NEXT.LIVECHAT.*", "$JS.API.CONSUMER.DELETE.LIVECHAT.*"],
    subscribe: ["_INBOX.ada.>"] }`,
};

describe('a connection to the NATS server of a team', function () {
  let server: NatsServer;
  const open: TeamConnection[] = [];

  const optionsOf = (
    { user, password }: NatsUser,
    more: Partial<TeamConnectionOptions> = {},
  ): TeamConnectionOptions => ({
    servers: [serverAt(server.address)],
    credentials: { kind: 'password', user, password },
    stream: 'LIVECHAT',
    name: 'test',
    ...more,
  });
  const connect = async (...args: Parameters<typeof optionsOf>): Promise<TeamConnection> => {
    const connection = await TeamConnection.open(optionsOf(...args));
    open.push(connection);
    return connection;
  };

  beforeEach(async () => {
    server = await NatsServer.start([receiver, member]);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    await server.dispose();
  });

  it('reads what was published, in order, from a sequence on and as it comes', async () => {
    const publisher = await connect(receiver);
    await publisher.ensureStream();
    for (const id of ['A', 'B', 'C']) await publisher.publish('livechat.a.chat_started.31', id, bytes(id));
    const reading = await connect(receiver);
    const messages = new Messages();
    const feed = await reading.read({ filter: 'livechat.>', from: 2, onMessage: messages.add });
    await messages.count(2);
    await publisher.publish('livechat.a.chat_started.31', 'D', bytes('D'));
    await messages.count(3);
    assert.deepEqual(
      messages.all.map(({ messageId, sequence, payload }) => [
        messageId,
        sequence,
        String(Buffer.from(payload)),
      ]),
      [
        ['B', 2, 'B'],
        ['C', 3, 'C'],
        ['D', 4, 'D'],
      ],
    );
    assert.equal(messages.all[0]?.pending, 1);
    await feed.stop();
    assert.equal(await feed.ended, undefined);
  });

  it('stores a message with the same id once', async () => {
    const publisher = await connect(receiver);
    await publisher.ensureStream();
    for (const id of ['A', 'A', 'B', 'A'])
      await publisher.publish('livechat.a.chat_started.0', id, bytes(id));
    assert.equal((await publisher.position()).last, 2);
  });

  it('keeps messages through a crash of the server, and reports that the connection ended', async () => {
    const publisher = await connect(receiver);
    const { created } = await publisher.ensureStream();
    const messages = new Messages();
    const feed = await publisher.read({ filter: 'livechat.>', from: 1, onMessage: messages.add });
    await publisher.publish('livechat.a.chat_started.0', 'A', bytes('A'));
    await server.kill();
    assert.ok((await publisher.ended) ?? !publisher.isOpen);
    assert.equal((await feed.ended)?.code, 'lost');
    await assert.rejects(publisher.publish('livechat.a.chat_started.0', 'B', bytes('B')), { code: 'lost' });
    await server.run();
    const again = await connect(receiver);
    assert.deepEqual(await again.ensureStream(), await again.position());
    const { created: sameStream, last } = await again.position();
    assert.deepEqual([sameStream, last], [created, 1]);
  });

  it('ends as soon as the server is being stopped', async () => {
    await server.kill();
    server.configure([receiver], '', 'lame_duck_grace_period: "10m"\nlame_duck_duration: "20m"');
    await server.run();
    const connection = await connect(receiver);
    await connection.ensureStream();
    const feed = await connection.read({ filter: 'livechat.>', from: 1, onMessage: () => Promise.resolve() });
    server.stopSlowly();
    assert.equal((await connection.ended)?.code, 'lost');
    assert.equal((await feed.ended)?.code, 'lost');
    assert.equal(connection.isOpen, false);
  });

  it('ends a feed whose messages do not follow one another', async () => {
    const connection = await connect(receiver);
    await connection.ensureStream();
    const { user, password: pass } = receiver;
    const other = await connectTo({ servers: server.address, user, pass });
    other.subscribe('taken', { callback: () => undefined });
    try {
      for (const from of [1, new Date(0)]) {
        const requests = other.subscribe('$JS.API.CONSUMER.MSG.NEXT.>', { max: 1 });
        await other.flush();
        const feed = await connection.read({
          filter: 'livechat.>',
          from,
          onMessage: () => Promise.resolve(),
        });
        // Takes one of the next messages away from the feed.
        for await (const { subject } of requests)
          other.publish(subject, JSON.stringify({ batch: 1 }), { reply: 'taken' });
        await other.flush();
        for (const id of ['A', 'B', 'C'])
          await connection.publish('livechat.a.chat_started.0', `${String(from)} ${id}`, bytes(id));
        assert.equal((await feed.ended)?.code, 'lost');
      }
    } finally {
      await other.close();
    }
  });

  it('leaves an existing stream as it is', async () => {
    const one = await connect(receiver);
    const before = await one.ensureStream();
    const other = await connect(receiver);
    assert.deepEqual(await other.ensureStream(), before);
    assert.equal(before.maxAgeMs, 14 * 24 * 60 * 60_000);
  });

  it('reads only what permissions allow', async () => {
    const publisher = await connect(receiver);
    await publisher.ensureStream();
    await publisher.publish('livechat.a.chat_started.31', 'A', bytes('A'));
    await publisher.publish('livechat.a.chat_started.47', 'B', bytes('B'));
    await publisher.publish('livechat.a.chat_started.31', 'C', bytes('C'));
    const ada = await connect(member);
    assert.equal((await ada.position()).last, 3);
    const messages = new Messages();
    const feed = await ada.read({ filter: 'livechat.*.*.31', from: 1, onMessage: messages.add });
    await messages.count(2);
    assert.deepEqual(
      messages.all.map(({ messageId }) => messageId),
      ['A', 'C'],
    );
    await feed.stop();
    for (const work of [
      () => ada.read({ filter: 'livechat.>', from: 1, onMessage: messages.add }),
      () => ada.publish('livechat.a.chat_started.31', 'X', bytes('X')),
    ]) {
      await assert.rejects(work(), (thrown) => ['not-allowed', 'lost'].includes(teamErrorCode(thrown) ?? ''));
    }
    assert.equal((await publisher.position()).last, 3);
  });

  it('reports each reason why it cannot be used', async () => {
    const wrong = { ...receiver, password: 'wrong' };
    await assert.rejects(connect(wrong), { name: 'TeamError', code: 'refused' });
    const stream = await connect(receiver);
    await assert.rejects(stream.position(), { code: 'no-stream' });
    await assert.rejects(stream.publish('livechat.a.chat_started.0', 'A', bytes('A')), { code: 'no-stream' });
    const servers = [serverAt(server.address.replace('nats:', 'tls:'))];
    await assert.rejects(connect(receiver, { servers }), { code: 'tls' });
    await server.kill();
    await assert.rejects(connect(receiver), { code: 'unreachable' });
    const unknown = [serverAt('tls://nats.invalid:4222')];
    await assert.rejects(connect(receiver, { servers: unknown }), { code: 'unreachable' });
  });

  it('reports that the server has no room, and that an event is too large', async () => {
    await server.kill();
    server.configure([receiver], 'max_file_store: 1MB');
    await server.run();
    const publisher = await connect(receiver);
    await publisher.ensureStream();
    const publish = (id: string, size: number): Promise<void> =>
      publisher.publish('livechat.a.chat_started.0', id, new Uint8Array(size));
    await assert.rejects(publish('A', publisher.maxPayload + 1), { code: 'too-large' });
    await assert.rejects(
      async () => {
        for (let count = 0; count < 20; count += 1) await publish(`B${count}`, 800_000);
      },
      { code: 'full' },
    );
  });

  it('leaves no consumer behind where it is closed while one is being created', async () => {
    const publisher = await connect(receiver);
    await publisher.ensureStream();
    const manager = await publisher.client.jetstreamManager();
    const consumers = async (): Promise<number> =>
      (await manager.streams.info('LIVECHAT')).state.consumer_count;
    const proxy = await NatsProxy.open(server);
    try {
      const reading = await connect(receiver, { servers: [serverAt(proxy.address)] });
      proxy.holdAfter('CONSUMER.CREATE');
      const { add } = new Messages();
      const opening = reading.read({ filter: 'livechat.>', from: 1, onMessage: add });
      await until(async () => ((await consumers()) === 1 ? true : undefined), {
        timeoutMs: 20_000,
        what: 'the server to create the consumer',
      });
      const closing = reading.close();
      proxy.pass();
      await closing;
      assert.equal((await (await opening).ended)?.code, 'lost');
      assert.equal(await consumers(), 0);
      await assert.rejects(reading.read({ filter: 'livechat.>', from: 1, onMessage: add }), { code: 'lost' });
    } finally {
      await proxy.close();
    }
  });

  it('knows the largest payload of the server once it is connected again', async () => {
    const limit = (bytes: number): void => server.configure([receiver], '', `max_payload: ${bytes}`);
    await server.kill();
    limit(100_000);
    await server.run();
    const first = await connect(receiver);
    assert.equal(first.maxPayload, 100_000);
    limit(200_000);
    await server.reload();
    const second = await connect(receiver);
    assert.deepEqual([first.maxPayload, second.maxPayload], [100_000, 200_000]);
  });

  it('connects by TCP and by a websocket at the same time', async () => {
    const port = await freePort();
    await server.kill();
    server.configure([receiver], '', `websocket { listen: "127.0.0.1:${port}", no_tls: true }`);
    await server.run();
    const websocket = { servers: [serverAt(`ws://127.0.0.1:${port}`)] };
    const opened = await Promise.all([
      connect(receiver),
      connect(receiver, websocket),
      connect(receiver),
      connect(receiver, websocket),
    ]);
    assert.deepEqual(
      opened.map(({ isOpen }) => isOpen),
      [true, true, true, true],
    );
  });

  it('uses the next kind of server where one does not answer', async () => {
    const servers = [serverAt('ws://127.0.0.1:1'), serverAt(server.address)];
    assert.ok((await connect(receiver, { servers })).isOpen);
  });
});

function serverAt(address: string): TeamServer {
  const parsed = parseTeamServer(address);
  assert.ok(parsed, address);
  return parsed;
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

class Messages {
  readonly all: FeedMessage[] = [];
  private waiting: { readonly count: number; readonly resolve: () => void } | undefined;

  readonly add = (message: FeedMessage): Promise<void> => {
    this.all.push(message);
    if (this.waiting && this.all.length >= this.waiting.count) this.waiting.resolve();
    return Promise.resolve();
  };

  async count(count: number): Promise<void> {
    if (this.all.length >= count) return;
    await new Promise<void>((resolve) => (this.waiting = { count, resolve }));
  }
}
