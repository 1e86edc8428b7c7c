import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeTemporaryFolder, temporaryFolder, until } from '../../../scripts/workbench/childProcesses.mjs';
import type { Arrival } from '../../../src/core/domain/arrival';
import { unseal } from '../../../src/core/team/sealedEvents';
import { TeamConnection } from '../../../src/core/team/teamConnection';
import { createTeamKey, parseTeamKey } from '../../../src/core/team/teamKey';
import { parseTeamServer } from '../../../src/core/team/teamServers';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { registered } from '../../workbench/support/registered';
import { startTestSandbox } from '../support/testSandbox';
import { deployedUser } from '../team/support/deployedUsers';
import { freePort, NatsServer } from '../team/support/natsServer';
import { Program } from './support/program';

const program = path.resolve('out', 'src', 'core', 'receiverProgram', 'program.js');
const user = { user: 'receiver', password: 'password-of-nats' };
const { permissions } = deployedUser('receiver');
/** Reads what the receiver published. */
const reader = deployedUser('lead');

describe('the receiver without an editor', function () {
  // Each test starts several processes.
  this.timeout(60_000);
  let server: NatsServer;
  let sandbox: Sandbox;
  let folder: string;
  let port: number;
  let teamKey: string;
  const running: Program[] = [];

  beforeEach(async () => {
    [server, sandbox, port] = await Promise.all([
      NatsServer.start([{ ...user, permissions }, reader]),
      startTestSandbox({ tickets: 25, agents: 3 }),
      freePort(),
    ]);
    folder = temporaryFolder('receiver-');
    teamKey = createTeamKey();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.kill()));
    await Promise.all([server.dispose(), sandbox.dispose()]);
    removeTemporaryFolder(folder);
  });

  const owner = (): { readonly login: string; readonly apiKey: string } => {
    const [first] = sandbox.credentials;
    assert.ok(first);
    return first;
  };
  const configOf = (more: object = {}): object => ({
    account: { kind: 'classic', name: owner().login, secretEnv: 'LIVECHAT_KEY' },
    listen: { host: '127.0.0.1', port },
    publicUrl: `http://127.0.0.1:${port}`,
    servers: [server.address],
    ...{ credentialsEnv: 'NATS_USER', teamKeyEnv: 'TEAM_KEY', stream: 'LIVECHAT' },
    dataDir: path.join(folder, 'data'),
    apiUrl: sandbox.url,
    ...more,
  });
  const envOf = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    LIVECHAT_KEY: owner().apiKey,
    NATS_USER: JSON.stringify(user),
    TEAM_KEY: teamKey,
    ...more,
  });
  const start = (config: unknown = configOf(), env = envOf(), file = 'receiver.json'): Program => {
    const at = path.join(folder, file);
    writeFileSync(at, typeof config === 'string' ? config : JSON.stringify(config));
    const started = new Program([program, '--config', at], env);
    running.push(started);
    return started;
  };
  /** The events of the stream, opened. */
  const published = async (): Promise<readonly Arrival[]> => {
    const [address, key] = [parseTeamServer(server.address), parseTeamKey(teamKey)];
    assert.ok(address && key);
    const credentials = { kind: 'password', user: reader.user, password: reader.password } as const;
    const connection = await TeamConnection.open({
      servers: [address],
      credentials,
      stream: 'LIVECHAT',
      name: 'x',
    });
    const arrivals: Arrival[] = [];
    try {
      const { last } = await connection.position();
      if (last === 0) return arrivals;
      await new Promise<void>((resolve, reject) => {
        void connection
          .read({
            filter: 'livechat.>',
            from: 1,
            onMessage: ({ payload, sequence, ...place }) => {
              const opened = unseal([key], place, payload);
              if (opened.kind === 'event') arrivals.push(opened.arrival);
              if (sequence === last) resolve();
              return Promise.resolve();
            },
          })
          .catch(reject);
      });
    } finally {
      await connection.close();
    }
    return arrivals;
  };
  const chatsInStream = async (): Promise<readonly string[]> =>
    (await published()).flatMap((arrival) => (arrival.kind === 'chat_started' ? [arrival.chat.id] : []));
  const inStream = async (...ids: readonly string[]): Promise<void> => {
    await until(
      async () => {
        const found = await chatsInStream();
        return ids.every((id) => found.includes(id)) ? true : undefined;
      },
      {
        timeoutMs: 30_000,
        what: `${ids.join(', ')} in the stream: ${running.map((one) => one.errors).join('\n')}`,
      },
    );
  };
  /** How many webhooks are registered at LiveChat. */
  const webhooks = async (): Promise<number> => (await registered(sandbox)).length;

  it('publishes events encrypted, and ends on SIGTERM with nothing registered and no secret on the disk', async () => {
    const receiver = start();
    await receiver.ready();
    assert.ok((await webhooks()) >= 3);
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    assert.equal(health.status, 200);
    assert.deepEqual(await health.json(), { state: 'live', stream: 'connected', unpublished: 0 });
    const id = sandbox.simulator.startChat({ name: 'Kim Lee', text: 'Which tent is it?' });
    await inStream(id);
    assert.equal(await receiver.end('SIGTERM'), 0);
    assert.equal(receiver.output, 'receiver ready\n');
    assert.equal(await webhooks(), 0);
    const secrets = [owner().apiKey, user.password, teamKey, 'Which tent is it?'];
    for (const secret of secrets) assert.ok(!receiver.errors.includes(secret), receiver.errors);
    for (const line of receiver.errors.trim().split('\n')) {
      const { time, level, message } = JSON.parse(line) as Record<string, unknown>;
      assert.ok(typeof time === 'string' && typeof level === 'string' && typeof message === 'string', line);
    }
    const files = readdirSync(path.join(folder, 'data'), { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const bytes = readFileSync(path.join(file.parentPath, file.name));
      for (const secret of secrets.slice(0, 3)) assert.ok(!bytes.includes(secret), file.name);
    }
  });

  it('brings what was missed while it was down, whether it was stopped or killed, and leaves no registration', async () => {
    const first = start();
    await first.ready();
    const before = await webhooks();
    const firstUrls = new Set((await registered(sandbox)).map(({ url }) => url));
    const seen = sandbox.simulator.startChat();
    await inStream(seen);
    await first.kill();
    const missed = sandbox.simulator.startChat();
    const second = start();
    await second.ready();
    await inStream(seen, missed);
    assert.equal(await webhooks(), before, 'the registrations of the killed one are gone');
    const urls = (await registered(sandbox)).map(({ url }) => url);
    assert.ok(!urls.some((url) => firstUrls.has(url)), 'each start has another path');
    assert.equal(await second.end('SIGTERM'), 0);
    const later = sandbox.simulator.startChat();
    const third = start();
    await third.ready();
    await inStream(seen, missed, later);
    assert.equal(await third.end('SIGTERM'), 0);
    assert.equal(await webhooks(), 0);
    const ids = await chatsInStream();
    assert.deepEqual([...ids].sort(), [...new Set(ids)].sort(), 'each once');
  });

  it('keeps and acknowledges events while NATS is down, and publishes them afterwards', async () => {
    const receiver = start();
    await receiver.ready();
    await server.kill();
    const ids = Array.from({ length: 5 }, () => sandbox.simulator.startChat());
    await sandbox.webhooks.idle();
    const states = sandbox.webhooks.deliveries.map(({ state }) => state);
    assert.deepEqual([...new Set(states)], ['delivered']);
    const health = await until(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
        return answer.status === 503 ? ((await answer.json()) as Record<string, unknown>) : undefined;
      },
      { timeoutMs: 20_000, what: 'health to say that NATS is down' },
    );
    assert.deepEqual([health.state, health.unpublished], ['live', 5]);
    await server.run();
    await inStream(...ids);
  });

  it('waits while another one of the account is active, and takes over when that one ends', async () => {
    const first = start();
    await first.ready();
    const otherPort = await freePort();
    const config = configOf({
      listen: { host: '127.0.0.1', port: otherPort },
      publicUrl: `http://127.0.0.1:${otherPort}`,
      dataDir: path.join(folder, 'other'),
    });
    const second = start(config, envOf(), 'other.json');
    await second.shows('another receiver of this account is active');
    assert.equal(second.output, '');
    assert.equal(await first.end('SIGTERM'), 0);
    await second.ready();
    const id = sandbox.simulator.startChat();
    await inStream(id);
  });

  it('ends where another one uses its folder, which goes on', async () => {
    const first = start();
    await first.ready();
    const second = start();
    assert.equal(await second.ended, 1);
    assert.match(second.errors, /Another receiver uses the same dataDir/);
    const id = sandbox.simulator.startChat();
    await inStream(id);
    assert.ok((await webhooks()) >= 3);
  });

  it('ends with 3 where LiveChat refuses the key twice', async () => {
    const refused = start(configOf(), envOf({ LIVECHAT_KEY: 'wrong-key' }));
    assert.equal(await refused.ended, 3);
    assert.match(refused.errors, /LiveChat answered unauthorized/);
    assert.equal(await webhooks(), 0);
  });

  it('ends with 4 where NATS refuses the user', async () => {
    const nats = start(configOf(), envOf({ NATS_USER: JSON.stringify({ ...user, password: 'wrong' }) }));
    assert.equal(await nats.ended, 4);
    assert.equal(await webhooks(), 0);
  });

  it('ends with 2 and names everything that is wrong in the file and the environment', async () => {
    const wrong = start(
      { ...configOf(), stream: 'a.b', tunnel: 'ngrok', extra: 1 },
      envOf({ TEAM_KEY: 'short' }),
    );
    assert.equal(await wrong.ended, 2);
    for (const name of ['"stream"', '"extra"', 'publicUrl', '"teamKeyEnv"']) {
      assert.ok(wrong.errors.includes(name), `${name} in ${wrong.errors}`);
    }
    assert.ok(!wrong.errors.includes('short'));
    assert.equal(await start('{').ended, 2);
    const without = new Program([program], envOf());
    assert.equal(await without.ended, 2);
    assert.match(without.errors, /--config FILE/);
  });

  it('prints a new team key', async () => {
    const printed = new Program([program, '--new-key'], {});
    assert.equal(await printed.ended, 0);
    assert.ok(parseTeamKey(printed.output));
  });

  it('refuses an older Node.js in one sentence', async () => {
    const older = "Object.defineProperty(process.versions, 'node', { value: '20.19.4' });";
    const refused = new Program(['-e', `${older} require(${JSON.stringify(program)})`], envOf());
    assert.equal(await refused.ended, 1);
    assert.equal(refused.errors, 'The receiver needs Node.js 22.18 or later; this is 20.19.4.\n');
  });
});
