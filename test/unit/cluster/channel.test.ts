import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { candidatePorts } from '../../../src/core/cluster/probePort';
import { ClusterBench, type WindowProcess } from './support/clusterBench';

describe('cluster channel', () => {
  let bench: ClusterBench;
  let leader: WindowProcess;
  let one: WindowProcess;
  let other: WindowProcess;
  beforeEach(async () => {
    bench = new ClusterBench();
    leader = bench.open();
    await bench.settled();
    one = bench.open();
    other = bench.open();
    await bench.settled();
  });
  afterEach(() => bench.close());

  const shownBy = (what: unknown): readonly WindowProcess[] =>
    bench.windows.filter((window) => window.reportsOf('shown').some((report) => report.what === what));

  it('delivers an event of any window to all others once', async () => {
    leader.send({ do: 'broadcast', what: 'from the leader' });
    one.send({ do: 'broadcast', what: { from: 'a follower', text: 'ü\n{"}\u2028' } });
    await bench.until(
      () => other.reportsOf('received').length === 2 && leader.reportsOf('received').length === 1,
    );
    other.send({ do: 'request', what: 'after it' });
    await bench.until(() => other.reportsOf('answered').length === 1);
    assert.equal(other.reportsOf('received').length, 2);
    assert.deepEqual(leader.reportsOf('received')[0]?.what, { from: 'a follower', text: 'ü\n{"}\u2028' });
    assert.deepEqual(
      one.reportsOf('received').map(({ what }) => what),
      ['from the leader'],
    );
  });

  it('serves requests of all windows in the leader, and reports failures', async () => {
    one.send({ do: 'request', what: { start: true } });
    leader.send({ do: 'request', what: 'own' });
    other.send({ do: 'request', what: 'fail' });
    await bench.until(
      () =>
        one.reportsOf('answered').length + leader.reportsOf('answered').length === 2 &&
        other.reportsOf('refused').length === 1,
    );
    assert.deepEqual(one.reportsOf('answered')[0]?.what, { echo: { start: true } });
    assert.equal(other.reportsOf('refused')[0]?.code, 'refused');
    assert.equal(leader.reportsOf('served').length, 3);
  });

  it('delivers a large event', async () => {
    const text = 'x'.repeat(1_000_000);
    leader.send({ do: 'broadcast', what: text });
    await bench.until(() => one.reportsOf('received').length === 1);
    assert.equal(one.reportsOf('received')[0]?.what, text);
  });

  it('shows in one window: the focused one, or else the leader', async () => {
    leader.send({ do: 'show', what: 1 });
    await bench.until(() => shownBy(1).length > 0);
    assert.deepEqual(shownBy(1), [leader]);

    one.send({ do: 'focus', focused: true });
    one.send({ do: 'request', what: 'after the focus' });
    await bench.until(() => one.reportsOf('answered').length === 1);
    leader.send({ do: 'show', what: 2 });
    await bench.until(() => shownBy(2).length > 0);
    assert.deepEqual(shownBy(2), [one]);

    one.send({ do: 'focus', focused: false });
    other.send({ do: 'focus', focused: true });
    one.send({ do: 'request', what: 'again' });
    other.send({ do: 'request', what: 'again' });
    await bench.until(
      () => other.reportsOf('answered').length === 1 && one.reportsOf('answered').length === 2,
    );
    leader.send({ do: 'show', what: 3 });
    await bench.until(() => shownBy(3).length > 0);
    assert.deepEqual(shownBy(3), [other]);
  });

  it('skips a focused window and a leader that do not respond', async () => {
    one.send({ do: 'focus', focused: true });
    one.send({ do: 'hang' });
    leader.send({ do: 'hang' });
    leader.send({ do: 'show', what: 1 });
    await bench.until(() => shownBy(1).length > 0);
    assert.deepEqual(shownBy(1), [other]);
  });

  it('recognizes a window that had the focus when it joined', async () => {
    leader.signal('SIGKILL');
    other.send({ do: 'focus', focused: true });
    await bench.until(() => !leader.isAlive);
    const next = await bench.settled();
    next.send({ do: 'show', what: 1 });
    await bench.until(() => shownBy(1).length > 0);
    assert.deepEqual(shownBy(1), [other]);
  });
}).timeout(30_000);

describe('an unauthenticated client of the leader', () => {
  let bench: ClusterBench;
  let leader: WindowProcess;
  beforeEach(async () => {
    bench = new ClusterBench();
    leader = bench.open();
    await bench.settled();
  });
  afterEach(() => bench.close());

  const send = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const port = candidatePorts(bench.installId)[0] ?? 0;
      const socket: Socket = connect(port, '127.0.0.1', () => socket.write(text));
      let received = '';
      socket.on('data', (data) => (received += data.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(received));
    });

  it('receives at most a nonce and a proof, and is disconnected', async () => {
    assert.equal(await send('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'), '');
    assert.equal(await send('{"version":1,"nonce":"short"}\n'), '');
    assert.equal(await send('x'.repeat(5_000)), '');
    assert.equal(await send(''), '', 'a silent client is disconnected in time');
    const nonce = Buffer.alloc(32, 1).toString('base64');
    const received = await send(`{"version":1,"nonce":"${nonce}"}\n{"proof":"guessed"}\n{"t":"join"}\n`);
    const lines = received.trim().split('\n');
    assert.equal(lines.length, 1);
    assert.deepEqual(Object.keys(JSON.parse(lines[0] ?? '') as object), ['nonce', 'proof']);
  });

  it('cannot block windows with many connections', async () => {
    const clients = Array.from({ length: 100 }, () => send('{'));
    const window = bench.open();
    await bench.until(() => window.role === 'follower');
    await Promise.all(clients);
    leader.send({ do: 'request', what: 'still there' });
    await bench.until(() => leader.reportsOf('answered').length === 1);
  });
}).timeout(30_000);
