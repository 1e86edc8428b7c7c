import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { candidatePorts } from '../../../src/core/cluster/candidatePorts';
import { ClusterBench, type WindowProcess } from './support/clusterBench';

describe('what windows tell each other', () => {
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
    bench.windows.filter((window) => window.told('shown').some((tale) => tale.what === what));

  it('an event of any window reaches all others once', async () => {
    leader.order({ do: 'broadcast', what: 'from the leader' });
    one.order({ do: 'broadcast', what: { from: 'a follower', text: 'ü\n{"}\u2028' } });
    await bench.until(() => other.told('received').length === 2 && leader.told('received').length === 1);
    other.order({ do: 'request', what: 'after it' });
    await bench.until(() => other.told('answered').length === 1);
    assert.equal(other.told('received').length, 2);
    assert.deepEqual(leader.told('received')[0]?.what, { from: 'a follower', text: 'ü\n{"}\u2028' });
    assert.deepEqual(
      one.told('received').map(({ what }) => what),
      ['from the leader'],
    );
  });

  it('a request is served by the leader, for itself too, and a failure is told', async () => {
    one.order({ do: 'request', what: { start: true } });
    leader.order({ do: 'request', what: 'own' });
    other.order({ do: 'request', what: 'fail' });
    await bench.until(
      () =>
        one.told('answered').length + leader.told('answered').length === 2 &&
        other.told('refused').length === 1,
    );
    assert.deepEqual(one.told('answered')[0]?.what, { echo: { start: true } });
    assert.equal(other.told('refused')[0]?.code, 'refused');
    assert.equal(leader.told('served').length, 3);
  });

  it('a large event passes', async () => {
    const text = 'x'.repeat(1_000_000);
    leader.order({ do: 'broadcast', what: text });
    await bench.until(() => one.told('received').length === 1);
    assert.equal(one.told('received')[0]?.what, text);
  });

  it('one window shows: the focused one, else the leader', async () => {
    leader.order({ do: 'show', what: 1 });
    await bench.until(() => shownBy(1).length > 0);
    assert.deepEqual(shownBy(1), [leader]);

    one.order({ do: 'focus', focused: true });
    one.order({ do: 'request', what: 'after the focus' });
    await bench.until(() => one.told('answered').length === 1);
    leader.order({ do: 'show', what: 2 });
    await bench.until(() => shownBy(2).length > 0);
    assert.deepEqual(shownBy(2), [one]);

    one.order({ do: 'focus', focused: false });
    other.order({ do: 'focus', focused: true });
    one.order({ do: 'request', what: 'again' });
    other.order({ do: 'request', what: 'again' });
    await bench.until(() => other.told('answered').length === 1 && one.told('answered').length === 2);
    leader.order({ do: 'show', what: 3 });
    await bench.until(() => shownBy(3).length > 0);
    assert.deepEqual(shownBy(3), [other]);
  });

  it('a focused window that does not answer is passed over, and so is a leader', async () => {
    one.order({ do: 'focus', focused: true });
    one.order({ do: 'mute' });
    leader.order({ do: 'mute' });
    leader.order({ do: 'show', what: 1 });
    await bench.until(() => shownBy(1).length > 0);
    assert.deepEqual(shownBy(1), [other]);
  });

  it('a window that joined while focused is known to be', async () => {
    leader.signal('SIGKILL');
    other.order({ do: 'focus', focused: true });
    await bench.until(() => !leader.isAlive);
    const next = await bench.settled();
    next.order({ do: 'show', what: 1 });
    await bench.until(() => shownBy(1).length > 0);
    assert.deepEqual(shownBy(1), [other]);
  });
}).timeout(30_000);

describe('a stranger at the port of the leader', () => {
  let bench: ClusterBench;
  let leader: WindowProcess;
  beforeEach(async () => {
    bench = new ClusterBench();
    leader = bench.open();
    await bench.settled();
  });
  afterEach(() => bench.close());

  const visit = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const port = candidatePorts(bench.installId)[0] ?? 0;
      const socket: Socket = connect(port, '127.0.0.1', () => socket.write(text));
      let heard = '';
      socket.on('data', (data) => (heard += data.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(heard));
    });

  it('hears nothing but a nonce and a proof, and is turned away', async () => {
    assert.equal(await visit('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'), '');
    assert.equal(await visit('{"desk":1,"nonce":"short"}\n'), '');
    assert.equal(await visit('x'.repeat(5_000)), '');
    assert.equal(await visit(''), '', 'one that says nothing is turned away in time');
    const nonce = Buffer.alloc(32, 1).toString('base64');
    const heard = await visit(`{"desk":1,"nonce":"${nonce}"}\n{"proof":"guessed"}\n{"t":"join"}\n`);
    const lines = heard.trim().split('\n');
    assert.equal(lines.length, 1);
    assert.deepEqual(Object.keys(JSON.parse(lines[0] ?? '') as object), ['nonce', 'proof']);
  });

  it('cannot keep windows out by crowding', async () => {
    const crowd = Array.from({ length: 100 }, () => visit('{'));
    const window = bench.open();
    await bench.until(() => window.role === 'follower');
    await Promise.all(crowd);
    leader.order({ do: 'request', what: 'still there' });
    await bench.until(() => leader.told('answered').length === 1);
  });
}).timeout(30_000);
