import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { candidatePorts } from '../../../src/core/cluster/candidatePorts';
import { ClusterBench } from './support/clusterBench';

describe('the election among real processes', () => {
  let bench: ClusterBench;
  beforeEach(() => (bench = new ClusterBench()));
  afterEach(() => bench.close());

  it('ends with one leader whatever is killed when', async () => {
    for (let opened = 0; opened < 8; opened += 1) bench.open();
    for (let round = 0; round < 5; round += 1) {
      const leader = await bench.settled();
      leader.signal('SIGKILL');
      bench.open();
      await bench.until(() => !leader.isAlive);
    }
    await bench.settled();
    assert.equal(bench.followers.length, 7);
  });

  it('takes over within a blink', async () => {
    for (let opened = 0; opened < 3; opened += 1) bench.open();
    const leader = await bench.settled();
    const killed = Date.now();
    leader.signal('SIGKILL');
    await bench.until(() => !leader.isAlive);
    const next = await bench.settled();
    const won = next.told('role').find(({ role }) => role === 'leader');
    assert.ok(won && won.at - killed < 2_000, `took ${(won?.at ?? 0) - killed} ms`);
  });

  it('hands over without a race for what the leader holds', async () => {
    bench.open();
    const first = await bench.settled();
    bench.open();
    await bench.settled();
    first.order({ do: 'leave' });
    await bench.until(() => !first.isAlive);
    await bench.settled();
    assert.equal(first.told('released').length, 1);
  });

  it('passes over a leader that stands still, which follows once it goes on', async () => {
    for (let opened = 0; opened < 3; opened += 1) bench.open();
    const first = await bench.settled();
    first.signal('SIGSTOP');
    await bench.until(() => bench.leaders.some((window) => window !== first));
    const [second] = bench.leaders.filter((window) => window !== first);
    first.signal('SIGCONT');
    assert.equal(await bench.settled(), second);
    assert.equal(first.told('released').length, 1);
  });

  it('lets a window that comes later wait for, and then pass over, a leader that stands still', async () => {
    const first = bench.open();
    await bench.settled();
    first.signal('SIGSTOP');
    const second = bench.open();
    await bench.until(() => second.role === 'leader');
    first.signal('SIGCONT');
    assert.equal(await bench.settled(), second);
  });

  it('lets nobody in who has another key', async () => {
    const stranger = bench.open({ key: 'a key of somebody else' });
    await bench.until(() => stranger.role === 'leader');
    const own = bench.open();
    await bench.until(() => own.role === 'leader');
    assert.equal(stranger.role, 'leader');
    own.order({ do: 'broadcast', what: 'a secret' });
    own.order({ do: 'request', what: 'an echo' });
    await bench.until(() => own.told('answered').length === 1);
    assert.equal(stranger.told('received').length, 0);
  });

  it('gives the lead to a window that answers', async () => {
    const first = bench.open();
    await bench.settled();
    const second = bench.open();
    await bench.settled();
    first.order({ do: 'mute' });
    await bench.until(() => second.role === 'leader');
    assert.equal(await bench.settled(), second);
    assert.equal(first.told('released').length, 1);
  });

  it('leaves the lead to a window that does not answer where no other does', async () => {
    const first = bench.open();
    await bench.settled();
    first.order({ do: 'mute' });
    const second = bench.open();
    second.order({ do: 'mute' });
    await bench.until(() => second.role === 'follower');
    first.order({ do: 'show', what: 1 });
    await bench.until(() => first.told('asked-to-show').length === 1);
    assert.equal(first.told('asked-to-show')[0]?.found, false);
    assert.equal(await bench.settled(), first);
  });
}).timeout(30_000);

describe('a port that is not ours', () => {
  let bench: ClusterBench;
  let servers: Server[];
  let sockets: Socket[];
  beforeEach(() => {
    bench = new ClusterBench();
    servers = [];
    sockets = [];
  });
  afterEach(async () => {
    await bench.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  });

  const occupy = async (place: number, behave: (socket: Socket) => void): Promise<void> => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      behave(socket);
    });
    servers.push(server);
    const port = candidatePorts(bench.installId)[place];
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  };

  const behaviours: Readonly<Record<string, (socket: Socket) => void>> = {
    'that answers like a web server': (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'that sends no end': (socket) => {
      const pour = (): void => {
        while (socket.writable && socket.write('x'.repeat(65_536)));
      };
      socket.on('drain', pour);
      pour();
    },
    'that sends JSON of its own': (socket) => socket.write('{"nonce":"AAAA","proof":7}\n[]\nnull\n'),
    'that accepts and says nothing': () => undefined,
    'that hangs up': (socket) => socket.destroy(),
    'that says our words back': (socket) => socket.pipe(socket),
  };
  for (const [name, behave] of Object.entries(behaviours)) {
    it(`and ${name} is passed over by all`, async () => {
      await occupy(0, behave);
      bench.open();
      bench.open();
      bench.open();
      await bench.settled();
    });
  }

  it('is left alone by a leader that knows it', async () => {
    let calls = 0;
    await occupy(1, (socket) => {
      calls += 1;
      socket.end('no\n');
    });
    const leader = bench.open();
    await bench.settled();
    const before = calls;
    leader.order({ do: 'request', what: 'an echo' });
    await bench.until(() => leader.told('answered').length === 1);
    await new Promise((done) => setTimeout(done, 700));
    assert.equal(calls, before);
  });
}).timeout(30_000);
