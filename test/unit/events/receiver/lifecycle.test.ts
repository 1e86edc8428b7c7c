import assert from 'node:assert/strict';
import { parseResponse, openSocket, untilClosed } from './support/rawClient';
import { receiverBench, ticketBody, type ReceiverBench } from './support/receiverBench';

describe('receiver lifecycle', () => {
  let bench: ReceiverBench;
  beforeEach(async () => {
    bench = await receiverBench();
  });
  afterEach(() => bench.receiver.dispose());

  const status = async (parts: Parameters<ReceiverBench['send']>[0] = {}): Promise<number | undefined> =>
    (await bench.send({ body: ticketBody('A'), ...parts })).status;

  it('accepts both paths until the earlier one is retired', async () => {
    const { receiver } = bench;
    const first = receiver.path();
    const second = receiver.rotate();
    assert.notEqual(first, second);
    assert.equal(receiver.path(), second);
    assert.deepEqual([await status({ path: first }), await status({ path: second })], [200, 200]);
    receiver.retire(first);
    receiver.retire(second);
    assert.deepEqual([await status({ path: first }), await status({ path: second })], [404, 200]);
  });

  it('continues with an earlier path and port, but not with a path of another installation', async () => {
    const path = bench.receiver.path();
    const { port } = bench.receiver;
    await bench.receiver.dispose();
    bench = await receiverBench({ path, port });
    assert.deepEqual([bench.receiver.path(), bench.receiver.port], [path, port]);
    for (const malformed of [path.replace('test', 'other'), `${path}x`, '/lc/test-install/short', '']) {
      const other = await receiverBench({ path: malformed });
      assert.notEqual(other.receiver.path(), malformed);
      await other.receiver.dispose();
    }
    await assert.rejects(receiverBench({ installId: 'a/b' }), RangeError);
  });

  it('reports that another program uses the port', async () => {
    const { port } = bench.receiver;
    await assert.rejects(receiverBench({ port }), { name: 'ReceiverError', code: 'port-taken', port });
  });

  it('responds to pending requests before it closes', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = (): void => undefined;
    const began = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const slow = await receiverBench({
      accept: () => {
        reached();
        return held;
      },
    });
    const idle = await openSocket(slow.receiver.port);
    const idleEnd = untilClosed(idle);
    const answered = slow.send({ body: ticketBody('A'), headers: { Connection: 'keep-alive' } });
    await began;
    const ended = slow.receiver.dispose();
    release();
    assert.equal((await answered).status, 200);
    await ended;
    assert.equal(parseResponse(await idleEnd).status, undefined);
    await assert.rejects(openSocket(slow.receiver.port), { code: 'ECONNREFUSED' });
    await slow.receiver.dispose();
  });
});
