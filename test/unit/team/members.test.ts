import assert from 'node:assert/strict';
import { until } from '../../../scripts/workbench/childProcesses.mjs';
import { TeamConnection } from '../../../src/core/team/teamConnection';
import type { Check } from '../../../src/core/events/status/checks';
import { NatsProxy } from './support/natsProxy';
import { NatsServer, type NatsUser } from './support/natsServer';
import { through } from './support/receiverMachines';
import { accessTo, chatStarted, newKey, publish, TeamMachine } from './support/teamMachine';

const receiver: NatsUser = { user: 'receiver', password: 'one' };
/** May read the stream and nothing else. */
const ada: NatsUser = {
  user: 'ada',
  password: 'two',
  permissions: `{
    publish: ["$JS.API.STREAM.INFO.LIVECHAT", "$JS.API.CONSUMER.CREATE.LIVECHAT.>", "$JS.API.CONSUMER.INFO.LIVECHAT.*",
      "$JS.API.CONSUMER.MSG.NEXT.LIVECHAT.*", "$JS.API.CONSUMER.DELETE.LIVECHAT.*"],
    subscribe: ["_INBOX.ada.>"] }`,
};

describe('A member of a team', function () {
  this.timeout(60_000);
  let server: NatsServer;
  const key = newKey();
  const machines: TeamMachine[] = [];
  const machine = (access = accessTo(server, ada, key)): TeamMachine => {
    const created = new TeamMachine(access);
    machines.push(created);
    return created;
  };
  const send = (...ids: readonly string[]): Promise<void> =>
    publish(accessTo(server, receiver, key), ...ids.map((id) => chatStarted(id)));

  beforeEach(async () => {
    server = await NatsServer.start([receiver, ada]);
  });
  afterEach(async () => {
    await Promise.all(machines.splice(0).map((one) => one.dispose()));
    await server.dispose();
  });

  it('shows each event once, while signed out and without a call to LiveChat', async () => {
    await send();
    const member = machine();
    await member.join();
    assert.equal(member.view.state, 'live');
    assert.equal(member.service.status().tunnel, 'team');
    await send('A');
    await member.hasShown('A');
    await send('A', 'B');
    await member.until(() => member.arrived.length === 2, 'B arrives');
    assert.deepEqual(
      member.arrived.map(({ eventId, viaTeam }) => [eventId, viaTeam]),
      [
        ['EVENT-A', true],
        ['EVENT-B', true],
      ],
    );
    await member.hasShown('A', 'B');
    assert.deepEqual(member.shownIds, ['A', 'B']);
    const { team } = member.view;
    assert.deepEqual([team?.here, team?.last], [2, 2]);
    assert.equal(member.calls, 0);
  });

  it('shows what came while it was away as one digest, and leaves nothing behind at the server', async () => {
    await send('A');
    const member = machine();
    await member.join();
    await member.hasShown('A');
    await member.close();
    await send('B', 'C', 'D');
    member.shown.length = 0;
    await member.join();
    await member.hasShown('B', 'C', 'D');
    assert.deepEqual(
      member.shown.map(({ kind }) => kind),
      ['digest'],
    );
    await member.close();
    assert.equal(await consumers(), 0);
    await member.join();
    assert.deepEqual(member.shownIds, ['B', 'C', 'D']);
  });

  it('leaves nothing behind at the server either where it begins anew while it is being connected', async () => {
    await send('A');
    const proxy = await NatsProxy.open(server);
    const member = machine({ ...accessTo(server, ada, key), ...through(proxy.address) });
    try {
      proxy.holdAfter('CONSUMER.CREATE');
      const first = member.join();
      await until(async () => ((await consumers()) === 1 ? true : undefined), {
        timeoutMs: 20_000,
        what: 'the server to create the consumer',
      });
      const second = member.join();
      proxy.pass();
      await Promise.all([first, second]);
      assert.equal(member.view.state, 'live');
      await member.close();
      assert.equal(await consumers(), 0);
    } finally {
      await proxy.close();
    }
  });

  it('shows nothing again after local data was deleted', async () => {
    await send('A', 'B');
    const member = machine();
    await member.join();
    await member.hasShown('A', 'B');
    await member.deleteLocalData();
    await member.close();
    await send('C');
    await member.join();
    await member.hasShown('C');
    assert.deepEqual(member.shownIds, ['A', 'B', 'C']);
  });

  it('reads a stream again from its beginning that was created anew, and shows what is new', async () => {
    await send('A', 'B', 'C');
    const member = machine();
    await member.join();
    await member.hasShown('A', 'B', 'C');
    await member.close();
    await remakeStream();
    await send('C', 'D');
    await member.join();
    await member.hasShown('D');
    assert.deepEqual(member.shownIds, ['A', 'B', 'C', 'D']);
  });

  it('notices that the stream was created anew while it is connected', async () => {
    await send('A', 'B', 'C');
    const member = machine();
    await member.join();
    await remakeStream();
    await send('D');
    await member.hasShown('D');
    assert.deepEqual(member.shownIds, ['A', 'B', 'C', 'D']);
  });

  it('reads all where the server lost the end of the stream', async () => {
    await send('A', 'B', 'C');
    const member = machine();
    await member.join();
    await member.hasShown('A', 'B', 'C');
    await member.close();
    await withManager(async (connection) => {
      const manager = await connection.client.jetstreamManager();
      // The sequence of C stands for another message then.
      await manager.streams.deleteMessage('LIVECHAT', 3);
    });
    await send('D');
    await member.join();
    await member.hasShown('D');
    assert.deepEqual(member.shownIds, ['A', 'B', 'C', 'D']);
  });

  it('continues after the server was killed', async () => {
    await send('A');
    const member = machine();
    await member.join();
    await server.kill();
    await member.until(() => member.view.state === 'backoff', 'it waits');
    assert.equal(member.view.problem?.kind, 'team');
    await server.run();
    await send('B');
    await member.until(() => member.view.state === 'live', 'it is live again');
    await member.hasShown('A', 'B');
    assert.deepEqual(member.shownIds, ['A', 'B']);
  });

  it('names the key that is missing, and reads everything once it has it', async () => {
    const other = newKey();
    await publish(accessTo(server, receiver, other), chatStarted('A'));
    const member = machine();
    await member.join();
    assert.equal(member.view.state, 'needs-user');
    assert.deepEqual(member.view.problem, { kind: 'team', code: 'wrong-key', keyId: other.id });
    await publish(accessTo(server, receiver, other), chatStarted('B'));
    await member.until(() => member.view.team?.last === 2, 'B was seen');
    const checks = await member.service.doctor();
    assert.deepEqual(failed(checks), ['team-key']);
    assert.deepEqual(member.shownIds, []);
    member.access = accessTo(server, ada, other);
    await member.join();
    assert.equal(member.view.state, 'live');
    await member.hasShown('A', 'B');
    assert.deepEqual(failed(await member.service.doctor()), []);
  });

  it('reads events of the former key after the key was rotated while it was away', async () => {
    const next = newKey();
    await send('A');
    const member = machine();
    await member.join();
    await member.close();
    await send('B');
    await publish(accessTo(server, receiver, next), chatStarted('C'));
    member.access = accessTo(server, ada, next, key);
    await member.join();
    await member.hasShown('A', 'B', 'C');
    assert.equal(member.view.state, 'live');
  });

  it('shows the events of two accounts on one stream', async () => {
    await send();
    const member = machine();
    await member.join();
    const access = accessTo(server, receiver, key);
    await publish(access, chatStarted('A', 'classic:one'), chatStarted('B', 'platform:two'));
    await member.until(() => member.arrived.length === 2, 'both arrive');
    assert.deepEqual(
      member.arrived.map(({ account }) => account),
      ['classic:one', 'platform:two'],
    );
  });

  it('hears only the groups that it is to hear', async () => {
    await send();
    const member = machine({ ...accessTo(server, ada, key), groups: [31, 32] });
    await member.join();
    const chat = (id: string, groups: readonly number[]): ReturnType<typeof chatStarted> => {
      const arrival = chatStarted(id);
      return arrival.kind === 'ticket_created' ? arrival : { ...arrival, chat: { ...arrival.chat, groups } };
    };
    const access = accessTo(server, receiver, key);
    await publish(access, chat('A', [31]), chat('B', [47]), chat('C', [31, 32]), chat('D', [32]));
    await member.hasShown('A', 'C', 'D');
    assert.deepEqual(member.shownIds, ['A', 'C', 'D']);
    assert.deepEqual([member.view.team?.here, member.view.team?.last], [5, 5]);
  });

  it('waits for a stream that is missing, and for credentials that are accepted', async () => {
    const member = machine();
    await member.join();
    assert.deepEqual(member.view.problem, { kind: 'team', code: 'no-stream' });
    assert.deepEqual(failed(await member.service.doctor()), ['team-stream']);
    await send('A');
    await member.until(() => member.view.state === 'live', 'it is live');
    member.access = accessTo(server, { ...ada, password: 'wrong' }, key);
    await member.join();
    await member.until(() => member.view.state === 'needs-user', 'it is refused');
    assert.deepEqual(member.view.problem, { kind: 'team', code: 'refused' });
    assert.deepEqual(failed(await member.service.doctor()), ['team-server']);
    member.access = accessTo(server, ada, key);
    await member.join();
    assert.equal(member.view.state, 'live');
    const [check] = await member.service.doctor();
    assert.equal(check?.note, 'old-server');
  });

  async function withManager(work: (connection: TeamConnection) => Promise<void>): Promise<void> {
    const connection = await TeamConnection.open({ ...accessTo(server, receiver, key), name: 'test' });
    await work(connection);
    await connection.close();
  }

  async function remakeStream(): Promise<void> {
    await withManager(async (connection) => {
      const manager = await connection.client.jetstreamManager();
      await manager.streams.delete('LIVECHAT');
    });
  }

  async function consumers(): Promise<number> {
    let count = -1;
    await withManager(async (connection) => {
      const manager = await connection.client.jetstreamManager();
      count = (await manager.streams.info('LIVECHAT')).state.consumer_count;
    });
    return count;
  }
});

function failed(checks: readonly Check[]): readonly string[] {
  return checks.filter(({ result }) => result === 'failed').map(({ name }) => name);
}
