import assert from 'node:assert/strict';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { until } from '../../../scripts/workbench/childProcesses.mjs';
import { silentLog } from '../../../src/core/base/log';
import { readReceiverConfig } from '../../../src/core/receiverProgram/receiverConfig';
import { ReceiverRun } from '../../../src/core/receiverProgram/receiverRun';
import { FastClock } from '../support/fastClock';
import { freePort } from '../team/support/natsServer';
import { ReceiverProgramBench, receiverProgram } from './support/receiverProgramBench';

/** As long as a public address may not work before its receiver gives the lease up. */
const longestFailureMs = 7 * 60_000;

describe('a receiver that holds the lease and receives nothing', function () {
  this.timeout(60_000);
  let bench: ReceiverProgramBench;
  const running: ReceiverRun[] = [];
  let front: Server | undefined;
  const warnings: string[] = [];

  beforeEach(async () => {
    bench = await ReceiverProgramBench.open();
  });
  afterEach(async () => {
    for (const one of running) one.stop();
    await Promise.all(running.splice(0).map((one) => one.ended));
    front?.close();
    await bench.close();
  });

  /** @param at the port of its public address */
  const start = async (name: string, port: number, at = port): Promise<ReceiverRun> => {
    const given = bench.config({
      listen: { host: '127.0.0.1', port },
      publicUrl: `http://127.0.0.1:${at}`,
      dataDir: path.join(bench.folder, name),
    });
    const read = readReceiverConfig(given, bench.env());
    assert.ok('config' in read);
    const run = await ReceiverRun.start(read.config, {
      // A hundred seconds are ten.
      clock: new FastClock(10),
      log: { ...silentLog, warn: (line) => warnings.push(line), hide: () => undefined },
      bundleFolder: path.dirname(receiverProgram),
      env: {},
      onReady: () => undefined,
    });
    running.push(run);
    warnings.length = 0;
    return run;
  };
  const eventually = async (isTrue: () => boolean, what: string): Promise<void> => {
    await until(() => (isTrue() ? true : undefined), {
      timeoutMs: 40_000,
      what: `${what}: ${JSON.stringify(running.map(({ health }) => health))}`,
    });
  };

  it('leaves that to another one, and is the receiver again once that one has ended', async () => {
    const [port, closed] = [await freePort(), await freePort()];
    const first = await start('first', port, closed);
    await eventually(() => first.health.details.stream === 'connected', 'the first one holds the lease');
    const second = await start('second', await freePort());
    await eventually(() => second.health.isHealthy, 'the second one receives');
    assert.ok(Number(second.missedMs) >= longestFailureMs, 'it fetches what the first one may have missed');
    assert.equal(first.health.isHealthy, false);
    await bench.until(
      () => 'only the webhooks of the second one',
      async () => (await bench.webhooks()) === 3,
    );
    front = createServer((socket) => socket.pipe(connect(port, '127.0.0.1')).pipe(socket));
    await new Promise<void>((resolve) => front?.listen(closed, '127.0.0.1', resolve));
    second.stop();
    await second.ended;
    running.splice(running.indexOf(second), 1);
    await eventually(() => first.health.isHealthy, 'the first one receives');
    const id = bench.sandbox.simulator.startChat();
    await bench.appear(`started ${id}`);
  });

  it('keeps what is open, and asks for the lease again, where no other one is there', async () => {
    const [port, closed] = [await freePort(), await freePort()];
    const only = await start('only', port, closed);
    await eventually(() => only.health.details.state === 'backoff', 'it has tried');
    const states = new Set<unknown>();
    const givenUp = (): boolean => warnings.some((line) => line.includes('The lease is given up'));
    await eventually(givenUp, 'it has given the lease up');
    front = createServer((socket) => socket.pipe(connect(port, '127.0.0.1')).pipe(socket));
    await new Promise<void>((resolve) => front?.listen(closed, '127.0.0.1', resolve));
    const isHealthy = (): boolean => {
      states.add(only.health.details.state);
      return only.health.isHealthy;
    };
    await eventually(isHealthy, 'it receives');
    assert.ok(!states.has('off') && !states.has('stopping'), [...states].join());
  });
});
