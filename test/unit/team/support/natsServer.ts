import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { installedNatsServer } from '../../../../scripts/testing/natsServer.mjs';
import {
  removeTemporaryFolder,
  startChild,
  temporaryFolder,
  until,
} from '../../../../scripts/workbench/childProcesses.mjs';

/** A user of the server, and what it may do; everything where `permissions` is absent. */
export interface NatsUser {
  readonly user: string;
  readonly password: string;
  /** In the syntax of the server's configuration. */
  readonly permissions?: string;
}

/** A real NATS server on loopback, with a folder of its own. */
export class NatsServer {
  private child: ReturnType<typeof startChild> | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  /** @param more settings of JetStream, such as `max_file_store` @param global see `configure` */
  static async start(users: readonly NatsUser[], more = '', global = ''): Promise<NatsServer> {
    const folder = temporaryFolder('nats-');
    const server = new NatsServer(await freePort(), folder);
    server.configure(users, more, global);
    await server.run();
    return server;
  }

  get address(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** For the next `run`. @param users none where `global` says who may do what @param global further settings of the server */
  configure(users: readonly NatsUser[], more = '', global = ''): void {
    const entries = users.map(
      ({ user, password, permissions }) =>
        `{user: "${user}", password: "${password}"${permissions === undefined ? '' : `, permissions: ${permissions}`}}`,
    );
    const lines = [
      `listen: "127.0.0.1:${this.port}"`,
      `jetstream { store_dir: "${path.join(this.folder, 'jetstream')}"\n${more} }`,
      ...(users.length > 0 ? [`authorization { users = [\n${entries.join('\n')}\n] }`] : []),
      global,
    ];
    writeFileSync(path.join(this.folder, 'nats.conf'), lines.join('\n'));
  }

  async run(): Promise<void> {
    const program = installedNatsServer();
    if (program === undefined) {
      throw new Error('nats-server is missing: run npm test, which installs it, or install it by hand.');
    }
    const child = startChild(program, ['-c', path.join(this.folder, 'nats.conf')]);
    this.child = child;
    await until(() => (child.output().includes('Server is ready') ? true : undefined), {
      timeoutMs: 20_000,
      what: `nats-server to start: ${child.output()}`,
    });
  }

  /** As `systemctl stop` does: it ends its JetStream at once, and its connections after some time. */
  stopSlowly(): void {
    if (this.child) process.kill(this.child.pid, 'SIGUSR2');
  }

  /** As `systemctl reload` does: it reads its configuration again, and keeps its connections. */
  async reload(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const reloads = (): number => child.output().split('Reloaded server configuration').length;
    const before = reloads();
    process.kill(child.pid, 'SIGHUP');
    await until(() => (reloads() > before ? true : undefined), {
      timeoutMs: 20_000,
      what: `nats-server to reload: ${child.output()}`,
    });
  }

  /** As a crash does. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined) return;
    process.kill(child.pid, 'SIGKILL');
    await child.stop();
  }

  async dispose(): Promise<void> {
    await this.kill();
    removeTemporaryFolder(this.folder);
  }
}

/** A port on loopback that no program uses now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
