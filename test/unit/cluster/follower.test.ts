import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { systemClock } from '../../../src/core/base/clock';
import { silentLog } from '../../../src/core/base/log';
import type { Cluster } from '../../../src/core/cluster/cluster';
import { clientHandshake } from '../../../src/core/cluster/handshake';
import { joinCluster } from '../../../src/core/cluster/joinCluster';
import { JsonLineSocket } from '../../../src/core/cluster/jsonLineSocket';
import { candidatePorts } from '../../../src/core/cluster/probePort';

describe('a follower that sends messages together with its join', () => {
  const key = randomBytes(32);
  const installId = randomBytes(8).toString('hex');
  let leader: Cluster;
  const received: unknown[] = [];
  beforeEach(async () => {
    leader = joinCluster({
      installId,
      key,
      clock: systemClock,
      log: silentLog,
      pingWindow: () => Promise.resolve(),
      show: () => undefined,
      serve: () => Promise.resolve(),
      release: () => Promise.resolve(),
    });
    leader.onDidReceive((event) => received.push(event));
    await untilTrue(() => leader.role === 'leader');
  });
  afterEach(() => leader.dispose());

  it('is counted, has its messages processed, and is removed when it leaves', async () => {
    const socket = await openSocket(candidatePorts(installId)[0] ?? 0);
    const lines = new JsonLineSocket(socket);
    assert.ok(await clientHandshake(lines, { key, port: candidatePorts(installId)[0] ?? 0 }));
    const messages = [
      { t: 'join', focused: false },
      { t: 'focus', focused: true },
      { t: 'event', event: 'at once' },
    ];
    socket.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
    await untilTrue(() => received.includes('at once'));
    assert.equal(leader.followers, 1);
    socket.destroy();
    await untilTrue(() => leader.followers === 0);
  });
}).timeout(20_000);

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}

async function untilTrue(isTrue: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!isTrue()) {
    assert.ok(Date.now() - begun < 10_000, 'it never came true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
