import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { installedNatsServer } from '../../../scripts/testing/natsServer.mjs';
import { removeTemporaryFolder, temporaryFolder } from '../../../scripts/workbench/childProcesses.mjs';
import { readReceiverConfig } from '../../../src/core/receiverProgram/receiverConfig';
import { exitCodes } from '../../../src/core/receiverProgram/receiverRun';
import { createTeamKey } from '../../../src/core/team/teamKey';
import { selfSigned } from '../support/selfSigned';

interface Ended {
  readonly status: number;
  readonly output: string;
}

function run(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { timeout: 20_000 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : error.code;
      if (typeof status === 'number') resolve({ status, output: stdout + stderr });
      else reject(error ?? new Error(`${program} was ended.`));
    });
  });
}

const textOf = (name: string): string => readFileSync(path.join('deploy', name), 'utf8');

describe('the examples of deploy', () => {
  let folder: string;

  beforeEach(() => (folder = temporaryFolder('deploy-')));
  afterEach(() => removeTemporaryFolder(folder));

  it('contain a configuration that the receiver accepts, with the variables of receiver.env', () => {
    const file: unknown = JSON.parse(textOf('receiver.json'));
    const env = parseEnv(textOf('receiver.env'));
    assert.deepEqual(Object.keys(env).sort(), ['LIVECHAT_TOKEN', 'NATS_CREDENTIALS', 'TEAM_KEY']);
    const read = readReceiverConfig(file, { ...env, TEAM_KEY: createTeamKey() });
    assert.ok('config' in read, JSON.stringify(read));
    assert.equal(read.config.credentials.kind, 'password');
    const [, shown = ''] = /```json\n([\s\S]+?)```/.exec(readFileSync('docs/team.md', 'utf8')) ?? [];
    assert.deepEqual(JSON.parse(shown), file, 'docs/team.md shows the same');
  });

  it('contain a configuration that nats-server accepts', async () => {
    const server = installedNatsServer();
    assert.ok(server !== undefined, 'nats-server is missing: run npm test, which installs it.');
    const { key, cert } = selfSigned();
    writeFileSync(path.join(folder, 'server.key'), key);
    writeFileSync(path.join(folder, 'server.pem'), cert);
    writeFileSync(path.join(folder, 'nats-users.conf'), textOf('nats-users.conf'));
    const here = textOf('nats-server.conf')
      .replaceAll('/etc/nats/', `${folder}/`)
      .replaceAll('/var/lib/nats', path.join(folder, 'data'));
    const check = async (text: string): Promise<Ended> => {
      const file = path.join(folder, 'nats-server.conf');
      writeFileSync(file, text);
      return await run(server, ['-t', '-c', file]);
    };
    const { status, output } = await check(here);
    const [, major, minor] = /v(\d+)\.(\d+)\./.exec((await run(server, ['--version'])).output) ?? [];
    if (Number(major) > 2 || Number(minor) >= 10) assert.equal(status, 0, output);
    else {
      // Only servers from 2.10 on know it. Debian 12 has 2.9.10.
      assert.match(output, /unknown field "sync_interval"/);
      const older = await check(here.replace(/^ *sync_interval: .*$/m, ''));
      assert.equal(older.status, 0, older.output);
    }
  });

  it('contain a systemd unit that starts it again except where that changes nothing', async () => {
    const unit = textOf('livechat-receiver.service');
    const { configuration, refusedByLiveChat, refusedByNats } = exitCodes;
    const setting = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];
    assert.equal(
      setting('RestartPreventExitStatus'),
      [configuration, refusedByLiveChat, refusedByNats].join(' '),
    );
    assert.equal(setting('Restart'), 'on-failure');
    assert.equal(setting('DynamicUser'), 'yes');
    const { dataDir } = JSON.parse(textOf('receiver.json')) as { readonly dataDir: string };
    assert.equal(`/var/lib/${setting('StateDirectory')}`, dataDir);
    const verifier = '/usr/bin/systemd-analyze';
    if (!existsSync(verifier)) return;
    const file = path.join(folder, 'livechat-receiver.service');
    writeFileSync(file, unit.replace('/opt/livechat-receiver/node', process.execPath));
    // An unknown key is only a warning.
    assert.deepEqual(await run(verifier, ['verify', file]), { status: 0, output: '' });
  });

  it('contain a container file of a pinned Node.js 24, not run as root, that asks for the health', async () => {
    const file = textOf('Containerfile');
    assert.match(file, /^FROM docker\.io\/library\/node:24\.\d+\.\d+-\w+-slim$/m);
    assert.match(file, /^USER node$/m);
    const [, command = ''] = /HEALTHCHECK[^[]+(\[.+\])$/m.exec(file) ?? [];
    const [program, ...args] = JSON.parse(command) as readonly string[];
    assert.equal(program, 'node');
    let status = 200;
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = async (): Promise<number> =>
      (
        await run(
          process.execPath,
          args.map((one) => one.replace(':8080', `:${port}`)),
        )
      ).status;
    try {
      assert.equal(await ask(), 0);
      status = 503;
      assert.equal(await ask(), 1);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    assert.equal(await ask(), 1);
    assert.deepEqual(asked, ['/healthz', '/healthz']);
  });
});
