import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import path from 'node:path';
import { systemClock } from '../../../src/core/base/clock';
import type { ProgramHost } from '../../../src/core/tunnel/program/guardedProgram';
import { sshProvider, type SshTarget } from '../../../src/core/tunnel/ssh';
import type { Tunnel } from '../../../src/core/tunnel/tunnel';
import { SshServer, freePort } from './sshServer';

const webhooks = 2000;

describe('ssh with a real server', function () {
  this.timeout(60_000);
  let server: SshServer;
  let receiver: Server;
  let port: number;
  let received: Set<string>;
  let host: ProgramHost;
  const opened: Tunnel[] = [];

  beforeEach(async () => {
    server = await SshServer.open();
    received = new Set();
    receiver = createServer((asked, answer) => {
      let body = '';
      asked.on('data', (part: Buffer) => (body += part.toString()));
      asked.on('end', () => {
        received.add(body);
        answer.end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    port = (receiver.address() as AddressInfo).port;
    host = {
      clock: systemClock,
      env: process.env,
      guardFile: path.join(__dirname, '../../../src/core/tunnel/program/guard.js'),
      storageFolder: path.join(server.folder, 'a folder 100%'),
    };
  });
  afterEach(async () => {
    for (const tunnel of opened.splice(0)) await tunnel.dispose();
    receiver.closeAllConnections();
    receiver.close();
    await server.close();
  });

  const target = (remotePort = 0): Extract<SshTarget, { kind: 'own' }> => ({
    kind: 'own',
    destination: server.destination,
    sshPort: server.port,
    identityFile: server.key('client'),
    remotePort,
    publicUrl: 'http://127.0.0.1:{port}',
  });

  const open = async (to: SshTarget): Promise<Tunnel> => {
    const options = { signal: new AbortController().signal, interactive: false, log: () => undefined };
    const tunnel = await sshProvider(host, to).open(port, options);
    opened.push(tunnel);
    return tunnel;
  };

  const send = (tunnel: Tunnel, body: string, agent: Agent): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request(tunnel.publicUrl, { method: 'POST', agent }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', reject);
      asked.end(body);
    });

  it(`loses none of ${webhooks} webhooks`, async () => {
    const tunnel = await open(target());
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const sent = Array.from({ length: webhooks }, (_, n) => send(tunnel, `event ${n}`, agent));
    assert.deepEqual(new Set(await Promise.all(sent)), new Set([200]));
    assert.equal(received.size, webhooks);
    agent.destroy();
  });

  it('opens the port that was asked for, and leaves it when it is disposed of', async () => {
    const remotePort = await freePort();
    for (let time = 0; time < 2; time++) {
      const tunnel = await open(target(remotePort));
      assert.equal(tunnel.publicUrl, `http://127.0.0.1:${remotePort}`);
      await tunnel.dispose();
    }
  });

  it('closes when the server is killed', async () => {
    const tunnel = await open(target());
    const closed = new Promise<{ reason: string }>((resolve) => tunnel.onDidClose(resolve));
    await server.kill();
    assert.match((await closed).reason, /lost|reached/);
  });

  it('closes when the link is frozen', async () => {
    const tunnel = await open(target());
    const closed = new Promise<{ reason: string }>((resolve) => tunnel.onDidClose(resolve));
    await server.freeze();
    assert.equal((await closed).reason, 'The connection to the SSH server was lost.');
  });

  it('says that the port is taken', async () => {
    const other = createTcp().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = (other.address() as AddressInfo).port;
    await assert.rejects(open(target(taken)), { code: 'failed', retryable: true });
    other.close();
  });

  it('says that there is no server', async () => {
    await server.kill();
    await assert.rejects(open(target()), { code: 'offline', retryable: true });
  });

  it('says that the key is not known there', async () => {
    const stranger = { ...target(), identityFile: server.key('stranger') };
    await assert.rejects(open(stranger), { code: 'refused-by-account', retryable: false });
  });

  it('does not connect where the server shows another key than before', async () => {
    await (await open(target())).dispose();
    await server.restartWithOtherKey();
    await assert.rejects(open(target()), { code: 'policy', retryable: false });
  });
});
