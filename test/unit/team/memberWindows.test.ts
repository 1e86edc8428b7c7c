import assert from 'node:assert/strict';
import { freePort, NatsServer, type NatsUser } from './support/natsServer';
import { accessTo, chatStarted, newKey, publish, TeamMachine } from './support/teamMachine';

const user: NatsUser = { user: 'ada', password: 'one' };

describe('Several windows of one member of a team', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let monitor: number;
  let windows: TeamMachine[];
  const key = newKey();

  beforeEach(async () => {
    monitor = await freePort();
    server = await NatsServer.start([user], '', `http: "127.0.0.1:${monitor}"`);
    await send('A');
    const first = new TeamMachine(accessTo(server, user, key));
    windows = [first, new TeamMachine(first.access, { sameAs: first })];
  });
  afterEach(async () => {
    for (const one of windows.reverse()) await one.dispose();
    await server.dispose();
  });

  const send = (...ids: readonly string[]): Promise<void> =>
    publish(accessTo(server, user, key), ...ids.map((id) => chatStarted(id)));
  const connections = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${monitor}/connz`);
    return ((await answer.json()) as { readonly num_connections: number }).num_connections;
  };
  const hasConnections = async (count: number): Promise<void> => {
    const deadline = Date.now() + 10_000;
    while ((await connections()) !== count) assert.ok(Date.now() < deadline, `${await connections()}`);
  };
  /** Ids that were shown in any window, each as often as it was. */
  const shown = (): readonly string[] => windows.flatMap((one) => one.shownIds).sort();

  it('have one connection, that of the leader, and the next leader goes on where it stopped', async () => {
    const [leader, follower] = windows;
    assert.ok(leader && follower);
    await leader.join();
    await follower.open();
    await follower.until(() => follower.view.team?.here === 1, 'the view of the leader');
    assert.deepEqual([leader.service.role, follower.service.role], ['leader', 'follower']);
    assert.equal(follower.view.tunnel, 'team');
    await hasConnections(1);
    await send('B');
    await follower.until(() => follower.arrived.length === 1, 'B arrives in both');
    await hasConnections(1);
    await follower.until(() => shown().includes('B'), 'B is shown');
    await leader.close();
    await send('C');
    await follower.until(() => follower.service.role === 'leader', 'it leads');
    await follower.until(() => follower.view.state === 'live', 'it is live');
    await hasConnections(1);
    await follower.until(() => shown().includes('C'), 'C is shown');
    await send('D');
    await follower.until(() => shown().includes('D'), 'D is shown');
    assert.deepEqual(shown(), ['A', 'B', 'C', 'D']);
    assert.equal(leader.calls + follower.calls, 0);
  });

  it('can join again from one that does not lead', async () => {
    const [leader, follower] = windows;
    assert.ok(leader && follower);
    leader.access = accessTo(server, { ...user, password: 'wrong' }, key);
    await leader.join();
    await follower.open();
    await follower.until(() => follower.view.problem !== undefined, 'the refusal');
    // Both windows read the same secrets.
    leader.access = follower.access = accessTo(server, user, key);
    await follower.service.start({ interactive: true, recheck: true });
    await follower.until(() => leader.view.state === 'live', 'it is live');
    await follower.until(() => shown().includes('A'), 'A is shown');
    await hasConnections(1);
    assert.deepEqual(shown(), ['A']);
  });
});
