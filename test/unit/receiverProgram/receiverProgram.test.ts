import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../../scripts/workbench/childProcesses.mjs';
import { parseTeamKey } from '../../../src/core/team/teamKey';
import { registered } from '../../workbench/support/registered';
import { freePort } from '../team/support/natsServer';
import { LocaltunnelServer } from '../tunnel/support/localtunnelServer';
import { ReceiverProgramBench, receiverProgram } from './support/receiverProgramBench';

describe('the receiver without an editor', function () {
  // Each test starts several processes.
  this.timeout(60_000);
  let bench: ReceiverProgramBench;

  beforeEach(async () => {
    bench = await ReceiverProgramBench.open();
  });
  afterEach(() => bench.close());

  const inStream = (...ids: readonly string[]): Promise<void> =>
    bench.appear(...ids.map((id) => `started ${id}`));
  /** How many webhooks are registered at LiveChat. */
  const webhooks = (): Promise<number> => bench.webhooks();

  it('publishes events encrypted, and ends on SIGTERM with nothing registered and no secret on the disk', async () => {
    const receiver = bench.start();
    await receiver.ready();
    assert.ok((await webhooks()) >= 3);
    const health = await fetch(`http://127.0.0.1:${bench.port}/healthz`);
    assert.equal(health.status, 200);
    assert.deepEqual(await health.json(), { state: 'live', stream: 'connected', unpublished: 0 });
    const id = bench.sandbox.simulator.startChat({ name: 'Kim Lee', text: 'Which tent is it?' });
    await inStream(id);
    assert.equal(await receiver.end('SIGTERM'), 0);
    assert.equal(receiver.output, 'receiver ready\n');
    assert.equal(await webhooks(), 0);
    const secrets = [bench.apiKey, bench.user.password, bench.teamKey, 'Which tent is it?'];
    for (const secret of secrets) assert.ok(!receiver.errors.includes(secret), receiver.errors);
    for (const line of receiver.errors.trim().split('\n')) {
      const { time, level, message } = JSON.parse(line) as Record<string, unknown>;
      assert.ok(typeof time === 'string' && typeof level === 'string' && typeof message === 'string', line);
    }
    const files = readdirSync(path.join(bench.folder, 'data'), { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const bytes = readFileSync(path.join(file.parentPath, file.name));
      for (const secret of secrets.slice(0, 3)) assert.ok(!bytes.includes(secret), file.name);
    }
  });

  it('brings what was missed while it was down, whether it was stopped or killed, and leaves no registration', async () => {
    const first = bench.start();
    await first.ready();
    const before = await webhooks();
    const firstUrls = new Set((await registered(bench.sandbox)).map(({ url }) => url));
    const seen = bench.sandbox.simulator.startChat();
    await inStream(seen);
    await first.kill();
    const missed = bench.sandbox.simulator.startChat();
    const second = bench.start();
    await second.ready();
    await inStream(seen, missed);
    assert.equal(await webhooks(), before, 'the registrations of the killed one are gone');
    const urls = (await registered(bench.sandbox)).map(({ url }) => url);
    assert.ok(!urls.some((url) => firstUrls.has(url)), 'each start has another path');
    assert.equal(await second.end('SIGTERM'), 0);
    const later = bench.sandbox.simulator.startChat();
    const third = bench.start();
    await third.ready();
    await inStream(seen, missed, later);
    assert.equal(await third.end('SIGTERM'), 0);
    assert.equal(await webhooks(), 0);
    const ids = await bench.inStream();
    assert.deepEqual([...ids].sort(), [...new Set(ids)].sort(), 'each once');
  });

  it('keeps and acknowledges events while NATS is down, and publishes them afterwards', async () => {
    const receiver = bench.start();
    await receiver.ready();
    await bench.server.kill();
    const ids = Array.from({ length: 5 }, () => bench.sandbox.simulator.startChat());
    await bench.sandbox.webhooks.idle();
    const states = bench.sandbox.webhooks.deliveries.map(({ state }) => state);
    assert.deepEqual([...new Set(states)], ['delivered']);
    const health = await until(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${bench.port}/healthz`);
        return answer.status === 503 ? ((await answer.json()) as Record<string, unknown>) : undefined;
      },
      { timeoutMs: 20_000, what: 'health to say that NATS is down' },
    );
    assert.deepEqual([health.state, health.unpublished], ['live', 5]);
    await bench.server.run();
    await inStream(...ids);
  });

  it('waits while another one of the account is active, and takes over when that one ends', async () => {
    const first = bench.start();
    await first.ready();
    const otherPort = await freePort();
    const config = bench.config({
      listen: { host: '127.0.0.1', port: otherPort },
      publicUrl: `http://127.0.0.1:${otherPort}`,
      dataDir: path.join(bench.folder, 'other'),
    });
    const second = bench.start(config, bench.env(), 'other.json');
    await second.shows('another receiver of this account is active');
    assert.equal(second.output, '');
    assert.equal(await first.end('SIGTERM'), 0);
    await second.ready();
    const id = bench.sandbox.simulator.startChat();
    await inStream(id);
  });

  it('ends where another one uses its folder, which goes on', async () => {
    const first = bench.start();
    await first.ready();
    const second = bench.start();
    assert.equal(await second.ended, 1);
    assert.match(second.errors, /Another receiver uses the same dataDir/);
    const id = bench.sandbox.simulator.startChat();
    await inStream(id);
    assert.ok((await webhooks()) >= 3);
  });

  it('ends with 3 where LiveChat refuses the key twice', async () => {
    const refused = bench.start(bench.config(), bench.env({ LIVECHAT_KEY: 'wrong-key' }));
    assert.equal(await refused.ended, 3);
    assert.match(refused.errors, /LiveChat answered unauthorized/);
    assert.equal(await webhooks(), 0);
  });

  it('ends with 4 where NATS refuses the user', async () => {
    const nats = bench.start(
      bench.config(),
      bench.env({ NATS_USER: JSON.stringify({ ...bench.user, password: 'wrong' }) }),
    );
    assert.equal(await nats.ended, 4);
    assert.equal(await webhooks(), 0);
  });

  it('is reached through a localtunnel server of its own', async () => {
    const tunnels = await LocaltunnelServer.open();
    try {
      const { publicUrl, ...config } = bench.config() as Readonly<Record<string, unknown>>;
      const receiver = bench.start({ ...config, tunnel: 'localtunnel', tunnelServer: tunnels.url });
      await receiver.ready();
      const id = bench.sandbox.simulator.startChat();
      await inStream(id);
      assert.equal(await receiver.end('SIGTERM'), 0);
      const nowhere = bench.start({ ...config, tunnel: 'localtunnel' });
      assert.equal(await nowhere.ended, 2);
      assert.match(nowhere.errors, /"tunnelServer" is missing/);
      const other = bench.start({ ...config, tunnel: 'ssh', tunnelServer: tunnels.url });
      assert.equal(await other.ended, 2);
      assert.match(other.errors, /"tunnelServer" is only for/);
    } finally {
      tunnels.close();
    }
  });

  it('ends with 2 and names everything that is wrong in the file and the environment', async () => {
    const wrong = bench.start(
      { ...bench.config(), stream: 'a.b', tunnel: 'ngrok', extra: 1 },
      bench.env({ TEAM_KEY: 'short' }),
    );
    assert.equal(await wrong.ended, 2);
    for (const name of ['"stream"', '"extra"', 'publicUrl', '"teamKeyEnv"']) {
      assert.ok(wrong.errors.includes(name), `${name} in ${wrong.errors}`);
    }
    assert.ok(!wrong.errors.includes('short'));
    assert.equal(await bench.start('{').ended, 2);
    const without = bench.run([]);
    assert.equal(await without.ended, 2);
    assert.match(without.errors, /--config FILE/);
  });

  it('prints a new team key', async () => {
    const printed = bench.run(['--new-key'], {});
    assert.equal(await printed.ended, 0);
    assert.ok(parseTeamKey(printed.output));
  });

  it('refuses an older Node.js in one sentence', async () => {
    const older = "Object.defineProperty(process.versions, 'node', { value: '20.19.4' });";
    const refused = bench.execute(['-e', `${older} require(${JSON.stringify(receiverProgram)})`]);
    assert.equal(await refused.ended, 1);
    assert.equal(refused.errors, 'The receiver needs Node.js 22.18 or later; this is 20.19.4.\n');
  });
});
