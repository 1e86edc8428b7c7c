import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { removeTemporaryFolder, temporaryFolder } from '../../../scripts/workbench/childProcesses.mjs';
import { TeamConnection, type TeamConnectionOptions } from '../../../src/core/team/teamConnection';
import type { TeamErrorCode } from '../../../src/core/team/teamError';
import { parseTeamServer, type TeamCredentials } from '../../../src/core/team/teamServers';
import { selfSigned } from '../support/selfSigned';
import { NatsAccount } from './support/natsJwt';
import { freePort, NatsServer, type NatsUser } from './support/natsServer';

const user: NatsUser = { user: 'ada', password: 'one' };
const password: TeamCredentials = { kind: 'password', ...user };

type Outcome = { readonly last: number } | { readonly code: TeamErrorCode };

function optionsFor(address: string, credentials = password): TeamConnectionOptions {
  const server = parseTeamServer(address);
  assert.ok(server, address);
  return { servers: [server], credentials, stream: 'LIVECHAT', name: 'test' };
}

describe('A NATS server with a certificate of an authority of its own', function () {
  this.timeout(60_000);
  let folder: string;
  let server: NatsServer;
  let websocket: number;
  let program: string;
  let cert: string;

  before(async () => {
    folder = temporaryFolder('secure-');
    const made = selfSigned();
    cert = path.join(folder, 'server.pem');
    const key = path.join(folder, 'server.key');
    writeFileSync(cert, made.cert);
    writeFileSync(key, made.key);
    websocket = await freePort();
    const tls = `tls { cert_file: "${cert}", key_file: "${key}" }`;
    const secured = `${tls}\nwebsocket { listen: "127.0.0.1:${websocket}", ${tls} }`;
    server = await NatsServer.start([user], '', secured);
    program = path.join(folder, 'connect.cjs');
    buildSync({
      entryPoints: ['test/unit/team/support/connectProcess.ts'],
      ...{ bundle: true, platform: 'node', target: 'node22', outfile: program },
    });
  });
  after(async () => {
    await server.dispose();
    removeTemporaryFolder(folder);
  });

  const connect = async (
    address: string,
    env: NodeJS.ProcessEnv = {},
    credentials = password,
  ): Promise<{ readonly own: Outcome; readonly editor: Outcome }> => {
    const options = JSON.stringify(optionsFor(address, credentials));
    const output = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [program, options], { env, timeout: 30_000 }, (error, stdout) => {
        if (error) reject(new Error(error.message));
        else resolve(stdout);
      });
    });
    return JSON.parse(output) as { own: Outcome; editor: Outcome };
  };
  const addresses = () => ({
    tls: `tls://127.0.0.1:${server.port}`,
    wss: `wss://127.0.0.1:${websocket}`,
  });
  const both = (outcome: Outcome) => ({ own: outcome, editor: outcome });

  it('is used by tls: and wss: where the authority is trusted', async () => {
    const env = { NODE_EXTRA_CA_CERTS: cert };
    const { tls, wss } = addresses();
    assert.deepEqual(await connect(tls, env), both({ last: 0 }));
    assert.deepEqual(await connect(wss, env), both({ last: 0 }));
    const wrong = { ...password, password: 'wrong' };
    assert.deepEqual(await connect(tls, env, wrong), both({ code: 'refused' }));
    assert.deepEqual(await connect(wss, env, wrong), both({ code: 'refused' }));
  });

  it('is refused where it is not, and where its certificate is for another name', async () => {
    const { tls, wss } = addresses();
    assert.deepEqual(await connect(tls), both({ code: 'tls' }));
    assert.deepEqual((await connect(wss)).editor, { code: 'tls' });
    const env = { NODE_EXTRA_CA_CERTS: cert };
    const named = (address: string): string => address.replace('127.0.0.1', 'localhost');
    assert.deepEqual(await connect(named(tls), env), both({ code: 'tls' }));
    assert.deepEqual((await connect(named(wss), env)).editor, { code: 'tls' });
  });

  it('is not reached without TLS, and a server without TLS not with it', async () => {
    const plain = await NatsServer.start([user]);
    try {
      assert.deepEqual(await connect(plain.address.replace('nats:', 'tls:')), both({ code: 'tls' }));
    } finally {
      await plain.dispose();
    }
    assert.deepEqual(await connect(server.address), both({ code: 'tls' }));
  });
});

describe('A NATS server whose users have credentials files', function () {
  this.timeout(60_000);
  let server: NatsServer;
  const account = new NatsAccount();

  before(async () => {
    server = await NatsServer.start([], '', account.config);
  });
  after(() => server.dispose());

  const open = (creds: string): Promise<TeamConnection> =>
    TeamConnection.open(optionsFor(server.address, { kind: 'creds', creds }));

  it('lets them read and publish', async () => {
    const connection = await open(account.credentials());
    await connection.ensureStream();
    await connection.publish('livechat.a.chat_started.0', 'A', Buffer.from('x'));
    const read = new Promise<string>((resolve, reject) => {
      connection
        .read({
          filter: 'livechat.>',
          from: 1,
          onMessage: ({ messageId }) => {
            resolve(messageId);
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
    assert.equal(await read, 'A');
    await connection.close();
  });

  it('refuses those of another account, expired ones and malformed ones', async () => {
    const [expired, other] = [account.credentials({}, 1), new NatsAccount().credentials()];
    const malformed = account.credentials().replace(/^SU\w+$/m, 'SUAB');
    const cut = account.credentials().split('-----BEGIN USER NKEY SEED-----')[0] ?? '';
    for (const creds of [expired, other, malformed, cut]) {
      await assert.rejects(open(creds), { name: 'TeamError', code: 'refused' });
    }
  });

  it('reports what permissions do not allow', async () => {
    const connection = await open(account.credentials({ pub: { allow: ['$JS.API.STREAM.INFO.LIVECHAT'] } }));
    await assert.rejects(
      connection.read({ filter: 'livechat.>', from: 1, onMessage: () => Promise.resolve() }),
      {
        code: 'not-allowed',
      },
    );
    await connection.close();
  });
});
