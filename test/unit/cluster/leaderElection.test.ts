import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { candidatePorts } from '../../../src/core/cluster/probePort';
import { ClusterBench } from './support/clusterBench';

describe('leader election among processes', () => {
  let bench: ClusterBench;
  beforeEach(() => (bench = new ClusterBench()));
  afterEach(() => bench.close());

  it('ends with one leader after leaders are killed', async () => {
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

  it('elects a new leader within 2 seconds', async () => {
    for (let opened = 0; opened < 3; opened += 1) bench.open();
    const leader = await bench.settled();
    const killed = Date.now();
    leader.signal('SIGKILL');
    await bench.until(() => !leader.isAlive);
    const next = await bench.settled();
    const won = next.reportsOf('role').find(({ role }) => role === 'leader');
    assert.ok(won && won.at - killed < 2_000, `took ${(won?.at ?? 0) - killed} ms`);
  });

  it('releases what the leader holds before another window leads', async () => {
    bench.open();
    const first = await bench.settled();
    bench.open();
    await bench.settled();
    first.send({ do: 'leave' });
    await bench.until(() => !first.isAlive);
    await bench.settled();
    assert.equal(first.reportsOf('released').length, 1);
  });

  it('replaces a suspended leader, which follows once resumed', async () => {
    for (let opened = 0; opened < 3; opened += 1) bench.open();
    const first = await bench.settled();
    first.signal('SIGSTOP');
    await bench.until(() => bench.leaders.some((window) => window !== first));
    const [second] = bench.leaders.filter((window) => window !== first);
    first.signal('SIGCONT');
    assert.equal(await bench.settled(), second);
    assert.equal(first.reportsOf('released').length, 1);
  });

  it('lets a new window replace a suspended leader after a timeout', async () => {
    const first = bench.open();
    await bench.settled();
    first.signal('SIGSTOP');
    const second = bench.open();
    await bench.until(() => second.role === 'leader');
    first.signal('SIGCONT');
    assert.equal(await bench.settled(), second);
  });

  it('rejects windows with another key', async () => {
    const foreign = bench.open({ key: 'another key of 16 bytes' });
    await bench.until(() => foreign.role === 'leader');
    const own = bench.open();
    await bench.until(() => own.role === 'leader');
    assert.equal(foreign.role, 'leader');
    own.send({ do: 'broadcast', what: 'a secret' });
    own.send({ do: 'request', what: 'an echo' });
    await bench.until(() => own.reportsOf('answered').length === 1);
    assert.equal(foreign.reportsOf('received').length, 0);
  });

  it('replaces a leader that does not respond by a window that does', async () => {
    const first = bench.open();
    await bench.settled();
    const second = bench.open();
    await bench.settled();
    first.send({ do: 'hang' });
    await bench.until(() => second.role === 'leader');
    assert.equal(await bench.settled(), second);
    assert.equal(first.reportsOf('released').length, 1);
  });

  it('keeps a leader that does not respond if no other window does', async () => {
    const first = bench.open();
    await bench.settled();
    first.send({ do: 'hang' });
    const second = bench.open();
    second.send({ do: 'hang' });
    await bench.until(() => second.role === 'follower');
    first.send({ do: 'show', what: 1 });
    await bench.until(() => first.reportsOf('asked-to-show').length === 1);
    assert.equal(first.reportsOf('asked-to-show')[0]?.found, false);
    assert.equal(await bench.settled(), first);
  });
}).timeout(30_000);

describe('a port of another program', () => {
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

  const programs: Readonly<Record<string, (socket: Socket) => void>> = {
    'that answers like a web server': (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'that never stops sending': (socket) => {
      const pour = (): void => {
        while (socket.writable && socket.write('x'.repeat(65_536)));
      };
      socket.on('drain', pour);
      pour();
    },
    'that sends unrelated JSON': (socket) => socket.write('{"nonce":"AAAA","proof":7}\n[]\nnull\n'),
    'that accepts and sends nothing': () => undefined,
    'that closes the connection': (socket) => socket.destroy(),
    'that echoes our messages': (socket) => socket.pipe(socket),
  };
  for (const [name, behave] of Object.entries(programs)) {
    it(`${name} is skipped by all windows`, async () => {
      await occupy(0, behave);
      bench.open();
      bench.open();
      bench.open();
      await bench.settled();
    });
  }

  it('is not probed again by a leader that has found it before', async () => {
    let calls = 0;
    await occupy(1, (socket) => {
      calls += 1;
      socket.end('no\n');
    });
    const leader = bench.open();
    await bench.settled();
    const before = calls;
    leader.send({ do: 'request', what: 'an echo' });
    await bench.until(() => leader.reportsOf('answered').length === 1);
    await new Promise((done) => setTimeout(done, 700));
    assert.equal(calls, before);
  });
}).timeout(30_000);
