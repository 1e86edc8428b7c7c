import { connect as connectTo } from '@nats-io/transport-node';
import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { TeamConnection } from '../../../src/core/team/teamConnection';
import { teamErrorCode } from '../../../src/core/team/teamError';
import { acquireLease } from '../../../src/core/team/teamLease';
import { parseTeamServer } from '../../../src/core/team/teamServers';
import { deployedUser, deployedUsers } from '../team/support/deployedUsers';
import { NatsServer } from '../team/support/natsServer';

describe('the users of deploy/nats-users.conf', () => {
  let server: NatsServer;
  const open: TeamConnection[] = [];

  const connect = async (name: string): Promise<TeamConnection> => {
    const address = parseTeamServer(server.address);
    assert.ok(address);
    const { user, password } = deployedUser(name);
    const credentials = { kind: 'password', user, password } as const;
    const options = { servers: [address], credentials, stream: 'LIVECHAT', name: 'test' };
    const connection = await TeamConnection.open(options);
    open.push(connection);
    return connection;
  };
  const publish = async (groups: readonly number[], name = 'receiver'): Promise<TeamConnection> => {
    const receiver = await connect(name);
    await receiver.ensureStream();
    for (const group of groups) {
      await receiver.publish(`livechat.a.chat_started.${group}`, `ID-${group}`, Buffer.from('x'));
    }
    return receiver;
  };
  /** The ids of the events that a user receives with this filter. */
  const heard = async (name: string, filter: string, count: number): Promise<readonly string[]> => {
    const member = await connect(name);
    const ids: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const onMessage = ({ messageId }: { readonly messageId: string }): Promise<void> => {
        if (ids.push(messageId) === count) resolve();
        return Promise.resolve();
      };
      member.read({ filter, from: 1, onMessage }).catch(reject);
    });
    return ids;
  };
  const isRefused = (thrown: unknown): boolean =>
    ['not-allowed', 'lost'].includes(teamErrorCode(thrown) ?? '');

  before(async () => {
    server = await NatsServer.start(deployedUsers());
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });
  after(() => server.dispose());

  it('let a receiver create the stream, hold the lease and give it up, and a member that is one read all', async () => {
    const { signal } = new AbortController();
    for (const holder of ['receiver', 'duty']) {
      const connection = await publish([0, 8], holder);
      const lease = await acquireLease({ connection, account: 'a', holder, clock: systemClock, signal });
      await lease.release();
      assert.ok(connection.isOpen);
    }
    assert.equal((await heard('duty', 'livechat.>', 2)).length, 2);
  });

  it('let members hear their groups, and no other', async () => {
    await publish([0, 3, 7, 8]);
    for (const group of [0, 3, 7]) {
      assert.deepEqual(await heard('support', `livechat.*.*.${group}`, 1), [`ID-${group}`]);
    }
    for (const filter of ['livechat.*.*.8', 'livechat.>', 'livechat.*.*.*', 'livechat.a.chat_started.8']) {
      await assert.rejects(heard('support', filter, 1), isRefused);
    }
    assert.equal((await heard('lead', 'livechat.>', 4)).length, 4);
  });

  it('let no member publish, or read or change the stream in another way', async () => {
    const receiver = await publish([0, 8]);
    for (const name of ['support', 'lead']) {
      for (const subject of [
        'livechat.a.chat_started.0',
        '$JS.API.STREAM.DELETE.LIVECHAT',
        '$JS.API.STREAM.PURGE.LIVECHAT',
        '$JS.API.STREAM.MSG.GET.LIVECHAT',
        '$JS.API.DIRECT.GET.LIVECHAT',
        '$JS.API.CONSUMER.LIST.LIVECHAT',
        '$JS.API.CONSUMER.CREATE.LIVECHAT',
        '$JS.API.CONSUMER.DURABLE.CREATE.LIVECHAT.x',
        '$KV.LIVECHAT_LEASE.x',
      ]) {
        const member = await connect(name);
        await assert.rejects(member.publish(subject, 'X', Buffer.from('{}')), isRefused, subject);
      }
    }
    assert.ok((await receiver.position()).last >= 2);
  });

  it('let only the operator change the limits of the stream, and not delete it', async () => {
    await publish([0]);
    const ask = async (name: string, action: string, body = ''): Promise<unknown> => {
      const { user, password: pass } = deployedUser(name);
      const { address: servers } = server;
      const nats = await connectTo({ servers, user, pass, inboxPrefix: `_INBOX.${user}` });
      try {
        const reply = await nats.request(`$JS.API.STREAM.${action}.LIVECHAT`, body, { timeout: 5_000 });
        return reply.json<{ readonly config: unknown }>().config;
      } finally {
        await nats.close();
      }
    };
    const limit = { max_age: 30 * 86_400 * 1e9 };
    const changed = JSON.stringify(Object.assign({}, await ask('operator', 'INFO'), limit));
    for (const name of ['receiver', 'support', 'lead', 'duty']) {
      await assert.rejects(ask(name, 'UPDATE', changed), /Permissions Violation/, name);
    }
    assert.deepEqual(await ask('operator', 'UPDATE', changed), JSON.parse(changed));
    await assert.rejects(ask('operator', 'DELETE'), /Permissions Violation/);
  });

  it('let no receiver delete or purge', async () => {
    await publish([0]);
    for (const name of ['receiver', 'duty']) {
      for (const subject of ['$JS.API.STREAM.DELETE.LIVECHAT', '$JS.API.STREAM.PURGE.LIVECHAT']) {
        const receiver = await connect(name);
        await assert.rejects(receiver.publish(subject, 'X', Buffer.from('{}')), isRefused, subject);
      }
    }
    assert.ok((await (await connect('receiver')).position()).last >= 1);
  });
});
