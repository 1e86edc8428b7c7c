import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild, until as eventually } from '../../scripts/workbench/childProcesses.mjs';
import { createTeamKey } from '../../src/core/team/teamKey';
import { NatsServer } from '../../test/unit/team/support/natsServer';
import { startProcess, type Child } from './children';
import { deliveryBody } from './deliveries';
import { freePort, webhooksOf, type Webhook } from './listeningHost';
import { Sender } from './load';
import type { SandboxAccount } from './signedInHost';
import { stream, type TeamSpec } from './teamAccess';

const startMs = 60_000;
const againMs = 100;

/** The receiver of the production build over a real NATS server; the sandbox is LiveChat, and deliveries come from here. */
export class TeamReceiver {
  private constructor(
    readonly server: NatsServer,
    readonly spec: TeamSpec,
    private readonly sandbox: Child<SandboxAccount>,
    private readonly child: ReturnType<typeof startChild>,
    private readonly port: number,
    private readonly webhook: Webhook,
  ) {}

  static async start(folder: string): Promise<TeamReceiver> {
    mkdirSync(folder, { recursive: true });
    const user = { user: 'bench', password: 'password-of-bench' };
    const server = await NatsServer.start([user]);
    const sandbox = await startProcess<SandboxAccount>('sandbox', ['100']);
    const spec = { address: server.address, ...user, teamKey: createTeamKey() };
    const port = await freePort();
    const { login, apiKey, url } = sandbox.birth;
    const config = path.join(folder, 'receiver.json');
    writeFileSync(
      config,
      JSON.stringify({
        account: { kind: 'classic', name: login, secretEnv: 'LIVECHAT_KEY' },
        listen: { host: '127.0.0.1', port },
        publicUrl: `http://127.0.0.1:${port}`,
        servers: [server.address],
        ...{ credentialsEnv: 'NATS_USER', teamKeyEnv: 'TEAM_KEY', stream },
        dataDir: path.join(folder, 'receiver'),
        apiUrl: url,
      }),
    );
    const env = { PATH: process.env.PATH, LIVECHAT_KEY: apiKey, NATS_USER: JSON.stringify(user) };
    const child = startChild(process.execPath, [path.resolve('dist/receiver.js'), '--config', config], {
      env: { ...env, TEAM_KEY: spec.teamKey },
    });
    await eventually(() => (child.output().includes('receiver ready') ? true : undefined), {
      timeoutMs: startMs,
      what: 'the receiver to be ready',
    });
    const webhooks = await webhooksOf(sandbox.birth);
    const webhook = webhooks.findLast(({ event_type: type }) => type === 'chat_started');
    if (!webhook) throw new Error('The receiver registered no webhook for chats.');
    return new TeamReceiver(server, spec, sandbox, child, port, webhook);
  }

  /** Opens the one connection that `deliver` uses. */
  async sender(): Promise<Sender> {
    return await Sender.open(this.port);
  }

  /** Posts the start of a chat, as LiveChat does. @returns the id of the event */
  async deliver(sender: Sender, id: string): Promise<string> {
    const { token, licence: license, url } = this.webhook;
    const body = deliveryBody(id, { eventType: 'chat_started', token, license });
    await sender.post(new URL(url).pathname, body);
    return `event-${id}`;
  }

  /** Ends NATS as a crash does, and starts it again. */
  async restartServer(downMs: number): Promise<void> {
    await this.server.kill();
    await new Promise((done) => setTimeout(done, downMs));
    await this.server.run();
  }

  /** Waits until all events are published. */
  async published(): Promise<void> {
    for (let waited = 0; waited < startMs; waited += againMs) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/healthz`);
      const { unpublished } = (await answer.json()) as { readonly unpublished: number };
      if (answer.status === 200 && unpublished === 0) return;
      await new Promise((done) => setTimeout(done, againMs));
    }
    throw new Error('The receiver did not publish all events.');
  }

  async close(): Promise<void> {
    await this.child.stop();
    await this.sandbox.stop();
    await this.server.dispose();
  }
}
