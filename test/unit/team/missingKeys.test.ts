import assert from 'node:assert/strict';
import { TeamConnection } from '../../../src/core/team/teamConnection';
import type { TeamKey } from '../../../src/core/team/teamKey';
import { NatsServer, type NatsUser } from './support/natsServer';
import { accessTo, chatStarted, newKey, publish, TeamMachine } from './support/teamMachine';

const user: NatsUser = { user: 'ada', password: 'one' };

describe('Events that were encrypted with a key that a member does not have', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let member: TeamMachine;
  const [inUse, other, third] = [newKey(), newKey(), newKey()];

  const send = (key: TeamKey, ...ids: readonly string[]): Promise<void> =>
    publish(accessTo(server, user, key), ...ids.map((id) => chatStarted(id)));
  const joinWith = async (...keys: readonly [TeamKey, ...TeamKey[]]): Promise<void> => {
    member.access = accessTo(server, user, ...keys);
    await member.join();
    assert.equal(member.view.state, 'live');
  };
  const unread = (): readonly (readonly [string, number])[] =>
    (member.view.team?.unread ?? []).map(({ keyId, count }) => [keyId, count]);

  beforeEach(async () => {
    server = await NatsServer.start([user]);
    member = new TeamMachine(accessTo(server, user, inUse));
  });
  afterEach(async () => {
    await member.dispose();
    await server.dispose();
  });

  it('are read once it has the key, although others were read after them', async () => {
    await send(inUse, 'A');
    await joinWith(inUse);
    await send(other, 'B', 'C');
    await member.until(() => member.view.state === 'needs-user', 'the key is missing');
    await send(inUse, 'D');
    await member.hasShown('A', 'D');
    assert.equal(member.view.state, 'live');
    assert.deepEqual(unread(), [[other.id, 2]]);
    const check = (await member.service.doctor()).find(({ name }) => name === 'team-key');
    assert.deepEqual([check?.result, check?.team?.unread], ['ok', [{ keyId: other.id, count: 2 }]]);
    await joinWith(other, inUse);
    await member.hasShown('B', 'C');
    assert.deepEqual(unread(), []);
    await send(inUse, 'E');
    await member.hasShown('E');
    assert.deepEqual(member.shownIds, ['A', 'B', 'C', 'D', 'E']);
  });

  it('are read after a restart, and those of another missing key stay', async () => {
    await send(other, 'A');
    await send(third, 'B');
    await send(inUse, 'C');
    await joinWith(inUse);
    await member.hasShown('C');
    assert.deepEqual(unread(), [
      [other.id, 1],
      [third.id, 1],
    ]);
    await member.close();
    await send(inUse, 'D');
    await joinWith(third, inUse);
    await member.hasShown('B', 'D');
    assert.deepEqual(unread(), [[other.id, 1]]);
    await member.close();
    await joinWith(other, third, inUse);
    await member.hasShown('A');
    assert.deepEqual(unread(), []);
    assert.deepEqual(member.shownIds, ['A', 'B', 'C', 'D']);
  });

  it('are given up once the server has removed them', async () => {
    await send(inUse, 'A');
    await send(other, 'B');
    await send(inUse, 'C');
    await joinWith(inUse);
    await member.hasShown('C');
    assert.deepEqual(unread(), [[other.id, 1]]);
    const connection = await TeamConnection.open({ ...accessTo(server, user), name: 'test' });
    const manager = await connection.client.jetstreamManager();
    await manager.streams.purge('LIVECHAT', { seq: 3 });
    await connection.close();
    await member.join();
    assert.deepEqual(unread(), []);
    assert.deepEqual(member.shownIds, ['A', 'C']);
  });

  it('of one account do not keep those of another from being read', async () => {
    await publish(accessTo(server, user, other), chatStarted('A', 'platform:one'));
    await publish(accessTo(server, user, inUse), chatStarted('B', 'platform:two'));
    await member.join();
    assert.deepEqual(member.view.problem, { kind: 'team', code: 'wrong-key', keyId: other.id });
    await member.hasShown('B');
    await joinWith(other, inUse);
    await member.hasShown('A');
    assert.deepEqual(member.shownIds, ['A', 'B']);
  });
});
