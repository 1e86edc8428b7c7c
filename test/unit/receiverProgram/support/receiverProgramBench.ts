import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeTemporaryFolder, temporaryFolder } from '../../../../scripts/workbench/childProcesses.mjs';
import type { Arrival } from '../../../../src/core/domain/arrival';
import { unseal } from '../../../../src/core/team/sealedEvents';
import { TeamConnection } from '../../../../src/core/team/teamConnection';
import { createTeamKey, parseTeamKey, type TeamKey } from '../../../../src/core/team/teamKey';
import { parseTeamServer } from '../../../../src/core/team/teamServers';
import type { Sandbox } from '../../../../src/sandbox/sandbox';
import { ownerOf, platformOwnerOf } from '../../../workbench/support/credentials';
import { registered, withApplication } from '../../../workbench/support/registered';
import { startTestSandbox } from '../../support/testSandbox';
import { deployedUser } from '../../team/support/deployedUsers';
import { freePort, NatsServer } from '../../team/support/natsServer';
import { Program } from './program';

/** The built program. */
export const receiverProgram = path.resolve('out', 'src', 'core', 'receiverProgram', 'program.js');
const { permissions } = deployedUser('receiver');
/** Reads what the receiver published. */
export const reader = deployedUser('lead');

/** An event of the stream, opened. */
export interface Published {
  readonly messageId: string;
  readonly arrival: Arrival;
}

/** Receivers in processes of their own, with a real NATS server and the sandbox in place of LiveChat. */
export class ReceiverProgramBench {
  readonly user = { user: 'receiver', password: 'password-of-nats' };
  readonly teamKey = createTeamKey();
  readonly folder = temporaryFolder('receiver-');
  private readonly running: Program[] = [];

  private constructor(
    readonly server: NatsServer,
    readonly sandbox: Sandbox,
    readonly port: number,
  ) {}

  static async open(): Promise<ReceiverProgramBench> {
    const user = { user: 'receiver', password: 'password-of-nats', permissions };
    const [server, sandbox, port] = await Promise.all([
      NatsServer.start([user, reader]),
      startTestSandbox({ tickets: 25, agents: 3 }),
      freePort(),
    ]);
    return new ReceiverProgramBench(server, sandbox, port);
  }

  async close(): Promise<void> {
    await Promise.all(this.running.splice(0).map((one) => one.kill()));
    await Promise.all([this.server.dispose(), this.sandbox.dispose()]);
    removeTemporaryFolder(this.folder);
  }

  /** The key of the classic account. */
  get apiKey(): string {
    return ownerOf(this.sandbox).apiKey;
  }

  /** Of the classic account. */
  config(more: object = {}): object {
    const { port, server, sandbox, folder } = this;
    return {
      account: { kind: 'classic', name: ownerOf(sandbox).login, secretEnv: 'LIVECHAT_KEY' },
      listen: { host: '127.0.0.1', port },
      publicUrl: `http://127.0.0.1:${port}`,
      servers: [server.address],
      ...{ credentialsEnv: 'NATS_USER', teamKeyEnv: 'TEAM_KEY', stream: 'LIVECHAT' },
      dataDir: path.join(folder, 'data'),
      apiUrl: sandbox.url,
      ...more,
    };
  }

  /** Of the platform account, with its application and HelpDesk. */
  platformConfig(more: object = {}): object {
    const { helpdeskUrl, accountsUrl, clientId } = this.sandbox.platform;
    const { accountId: name } = platformOwnerOf(this.sandbox);
    const account = { kind: 'platform', name, secretEnv: 'LIVECHAT_TOKEN', clientId };
    return this.config({ account, helpdeskUrl, accountsUrl, ...more });
  }

  env(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      LIVECHAT_KEY: this.apiKey,
      LIVECHAT_TOKEN: platformOwnerOf(this.sandbox).token,
      NATS_USER: JSON.stringify(this.user),
      TEAM_KEY: this.teamKey,
      ...more,
    };
  }

  start(config: unknown = this.config(), env = this.env(), file = 'receiver.json'): Program {
    const at = path.join(this.folder, file);
    writeFileSync(at, typeof config === 'string' ? config : JSON.stringify(config));
    return this.run(['--config', at], env);
  }

  run(args: readonly string[], env = this.env()): Program {
    return this.execute([receiverProgram, ...args], env);
  }

  /** Runs Node.js. */
  execute(args: readonly string[], env = this.env()): Program {
    const started = new Program(args, env);
    this.running.push(started);
    return started;
  }

  /** The events of the stream, in order. */
  async published(): Promise<readonly Published[]> {
    const connection = await this.connect();
    const found: Published[] = [];
    try {
      const { last } = await connection.position();
      if (last === 0) return found;
      await new Promise<void>((resolve, reject) => {
        void connection
          .read({
            filter: 'livechat.>',
            from: 1,
            onMessage: ({ payload, sequence, ...place }) => {
              const opened = unseal([this.key], place, payload);
              if (opened.kind === 'event') found.push({ ...place, arrival: opened.arrival });
              if (sequence === last) resolve();
              return Promise.resolve();
            },
          })
          .catch(reject);
      });
    } finally {
      await connection.close();
    }
    return found;
  }

  /** `started ID`, `ended ID` or `ticket ID` of each event of the stream. */
  async inStream(): Promise<readonly string[]> {
    return (await this.published()).map(({ arrival }) => nameOf(arrival));
  }

  /** Waits until these are in the stream, named as by `inStream`. */
  async appear(...names: readonly string[]): Promise<void> {
    let missing = names;
    await this.until(
      () => `${missing.join(', ')} in the stream`,
      async () => {
        const found = new Set(await this.inStream());
        missing = names.filter((name) => !found.has(name));
        return missing.length === 0;
      },
    );
  }

  async until(what: () => string, isTrue: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await isTrue())) {
      const errors = this.running.map((one) => one.errors).join('\n');
      assert.ok(Date.now() < deadline, `Waited in vain for ${what()}: ${errors}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** How many webhooks are registered at LiveChat, for the classic account, the application and HelpDesk. */
  async webhooks(): Promise<number> {
    const application = await withApplication(this.sandbox, (webhooks) => webhooks.list());
    return (await registered(this.sandbox)).length + application.length;
  }

  get key(): TeamKey {
    const key = parseTeamKey(this.teamKey);
    assert.ok(key);
    return key;
  }

  private async connect(): Promise<TeamConnection> {
    const address = parseTeamServer(this.server.address);
    assert.ok(address);
    const { user, password } = reader;
    return await TeamConnection.open({
      servers: [address],
      credentials: { kind: 'password', user, password },
      stream: 'LIVECHAT',
      name: 'reader',
    });
  }
}

/** See `inStream`. */
export function nameOf(arrival: Arrival): string {
  switch (arrival.kind) {
    case 'chat_started':
      return `started ${arrival.chat.id}`;
    case 'chat_ended':
      return `ended ${arrival.chat.id}`;
    case 'ticket_created':
      return `ticket ${arrival.ticket.id}`;
  }
}
