import assert from 'node:assert/strict';
import { sleep } from '../../../src/core/base/async';
import { systemClock } from '../../../src/core/base/clock';
import { arrivalKinds } from '../../../src/core/domain/arrival';
import { TeamConnection } from '../../../src/core/team/teamConnection';
import { NatsServer, type NatsUser } from './support/natsServer';
import { accessTo, chatStarted, newKey, publish, TeamMachine } from './support/teamMachine';

const user: NatsUser = { user: 'receiver', password: 'one' };

describe('Members of a team whose server is killed', function () {
  this.timeout(120_000);
  let server: NatsServer;
  const key = newKey();
  const machines: TeamMachine[] = [];

  beforeEach(async () => {
    server = await NatsServer.start([user]);
  });
  afterEach(async () => {
    await Promise.all(machines.splice(0).map((one) => one.dispose()));
    await server.dispose();
  });

  /** Publishes as a receiver does, which keeps an event until the server has stored it. */
  const send = async (id: string): Promise<void> => {
    for (;;) {
      try {
        await publish(accessTo(server, user, key), chatStarted(id));
        return;
      } catch {
        await sleep(systemClock, 20);
      }
    }
  };

  it('show each event once, wherever the server and the members end', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `${100 + index}`);
    const pick = (): number => Math.floor(Math.random() * ids.length);
    const kills = new Set([pick(), pick(), pick()]);
    const restarts = new Set([pick(), pick()]);
    const plan = JSON.stringify([[...kills], [...restarts]]);
    await send('first');
    const members = [0, 1, 2].map(() => new TeamMachine(accessTo(server, user, key)));
    machines.push(...members);
    await Promise.all(members.map((one) => one.join()));
    for (const [index, id] of ids.entries()) {
      const sending = send(id);
      if (kills.has(index)) {
        await server.kill();
        await server.run();
      }
      if (restarts.has(index)) {
        const [one] = members;
        await one?.close();
        await one?.join();
      }
      await sending;
    }
    const expected = [...ids, 'first'].sort();
    for (const member of members) {
      await member.until(() => member.shownIds.length >= expected.length, `all are shown (${plan})`);
      assert.deepEqual(member.shownIds, expected, plan);
      assert.equal(member.calls, 0);
    }
    assert.equal(await inStream(), expected.length, plan);
  });

  it('show only the kinds of events that are wanted', async () => {
    await send('first');
    const member = new TeamMachine(accessTo(server, user, key));
    machines.push(member);
    member.events = arrivalKinds.filter((kind) => kind !== 'chat_started');
    await member.join();
    await member.until(() => member.view.team?.here === 1, 'the event was read');
    assert.deepEqual(member.arrived, []);
  });

  /** Distinct ids in the stream. */
  async function inStream(): Promise<number> {
    const connection = await TeamConnection.open({ ...accessTo(server, user, key), name: 'test' });
    const { last } = await connection.position();
    const ids = new Set<string>();
    await new Promise<void>((resolve, reject) => {
      void connection
        .read({
          filter: 'livechat.>',
          from: 1,
          onMessage: ({ messageId, sequence }) => {
            ids.add(messageId.replace(/\.\d+$/, ''));
            if (sequence === last) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
    await connection.close();
    return ids.size;
  }
});
