import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { parseTeamServer } from '../../../src/core/team/teamServers';
import { TeamConnection } from '../../../src/core/team/teamConnection';
import { deployedUser, deployedUsers } from './support/deployedUsers';
import { NatsServer } from './support/natsServer';
import { accessTo, chatStarted, newKey, publish, TeamMachine } from './support/teamMachine';

describe('A member that cannot read its team', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let member: TeamMachine;
  const key = newKey();
  const support = deployedUser('support');
  const access = () => ({ ...accessTo(server, support, key), groups: [0, 3, 7] });
  const send = (...ids: readonly string[]): Promise<void> =>
    publish(accessTo(server, deployedUser('receiver'), key), ...ids.map((id) => chatStarted(id)));
  const deleteStream = async (): Promise<void> => {
    const connection = await TeamConnection.open({ ...accessTo(server, admin), name: 'test' });
    const manager = await connection.client.jetstreamManager();
    await manager.streams.delete('LIVECHAT');
    await connection.close();
  };
  const admin = { user: 'admin', password: 'admin' };

  beforeEach(async () => {
    server = await NatsServer.start([...deployedUsers(), admin]);
    member = new TeamMachine(access());
  });
  afterEach(async () => {
    await member.dispose();
    await server.dispose();
  });

  it('uses what was given last, also while an attempt is under way', async () => {
    await send('A');
    const silent = await SilentServer.start();
    member.access = { ...access(), servers: [silent.address] };
    await member.open();
    const first = member.service.start({ interactive: true });
    await silent.connected;
    assert.equal(member.view.state, 'opening');
    member.access = access();
    const second = member.service.start({ interactive: true, recheck: true });
    await silent.stop();
    assert.equal((await second).state, 'live');
    assert.equal((await first).state, 'live');
    await member.hasShown('A');
  });

  it('is refused for good after two attempts, whatever the doctor asks meanwhile', async () => {
    await member.join();
    assert.deepEqual(member.view.problem, { kind: 'team', code: 'no-stream' });
    const states: string[] = [];
    member.service.onDidChangeView(({ state, problem }) => {
      if (problem?.kind === 'team') states.push(`${state} ${problem.code}`);
    });
    member.access = { ...access(), credentials: { kind: 'password', user: 'support', password: 'wrong' } };
    for (let asked = 0; asked < 2; asked += 1) {
      const [check] = await member.service.doctor();
      assert.deepEqual(check?.problem, { kind: 'team', code: 'refused' });
    }
    await member.until(() => member.view.state === 'needs-user', 'it is refused');
    assert.ok(states.includes('backoff refused'), states.join());
  });

  it('looks often for a stream that was lost, and shows what is new in another one', async () => {
    await send('A', 'B');
    await member.join();
    await member.hasShown('A', 'B');
    await deleteStream();
    await member.until(() => member.view.problem?.kind === 'team', 'it is lost');
    await member.until(() => isMissing(), 'it is missing');
    const { nextTryAt = '' } = member.view;
    // However often it was missing.
    for (let tries = 0; tries < 6; tries += 1) {
      await member.service.ask('retry', {});
      await member.until(() => isMissing(), 'it is missing still');
    }
    const last = Date.parse(member.view.nextTryAt ?? '') - Date.now();
    assert.ok(last <= 6_000, `${nextTryAt} ${last}`);
    await send('B', 'C');
    await member.hasShown('C');
    assert.equal(member.view.state, 'live');
    assert.deepEqual(member.shownIds, ['A', 'B', 'C']);
    assert.deepEqual([member.view.team?.here, member.view.team?.last], [2, 2]);
  });

  function isMissing(): boolean {
    const { state, problem } = member.view;
    return state === 'backoff' && problem?.kind === 'team' && problem.code === 'no-stream';
  }
});

/** Accepts connections, and never greets. */
class SilentServer {
  private readonly sockets: Socket[] = [];
  readonly connected: Promise<void>;

  private constructor(private readonly server: Server) {
    this.connected = new Promise((resolve) => {
      server.on('connection', (socket) => {
        this.sockets.push(socket);
        resolve();
      });
    });
  }

  static async start(): Promise<SilentServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new SilentServer(server);
  }

  get address() {
    const parsed = parseTeamServer(`nats://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
    assert.ok(parsed);
    return parsed;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
