import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A real sshd on loopback, with keys made for it. Needs openssh-server and openssh-client. */
export class SshServer {
  private daemon: ChildProcess | undefined;
  private ended: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {}

  static async open(): Promise<SshServer> {
    const server = new SshServer(await mkdtemp(path.join(tmpdir(), 'sshd test ')), await freePort());
    for (const name of ['host', 'client', 'stranger']) await server.makeKey(name);
    await server.start();
    return server;
  }

  get destination(): string {
    return `${userInfo().username}@127.0.0.1`;
  }

  key(name: 'client' | 'stranger'): string {
    return path.join(this.folder, name);
  }

  /** Starts with another host key, as a man in the middle would present. */
  async restartWithOtherKey(): Promise<void> {
    await this.kill();
    await rm(path.join(this.folder, 'host'));
    await this.makeKey('host');
    await this.start();
  }

  async start(): Promise<void> {
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    const keys = path.join(this.folder, 'authorized');
    await writeFile(keys, await readFile(path.join(this.folder, 'client.pub')), { mode: 0o600 });
    const config = path.join(this.folder, 'sshd_config');
    const lines = [
      `Port ${this.port}`,
      'ListenAddress 127.0.0.1',
      `HostKey "${path.join(this.folder, 'host')}"`,
      `AuthorizedKeysFile "${keys}"`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
    ];
    await writeFile(config, `${lines.join('\n')}\n`);
    const program = await programPath('sshd');
    const daemon = spawn(program, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.daemon = daemon;
    this.ended = once(daemon, 'exit');
    for await (const line of createInterface({ input: daemon.stderr })) {
      if (line.includes('Server listening')) break;
    }
    daemon.stderr.resume();
  }

  /** Ends the daemon and the process of each connection. */
  async kill(): Promise<void> {
    for (const pid of await this.children()) process.kill(pid, 'SIGKILL');
    this.daemon?.kill('SIGKILL');
    await this.ended;
  }

  /** Suspends them, like a network that drops every packet. */
  async freeze(): Promise<void> {
    for (const pid of await this.children()) process.kill(pid, 'SIGSTOP');
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** All descendants: a connection has a process with privileges and one without. */
  private async children(): Promise<number[]> {
    const { stdout } = await run('ps', ['-e', '-o', 'pid=,ppid=']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    const found: number[] = [];
    let parents = [this.daemon?.pid ?? -1];
    while (parents.length > 0) {
      parents = rows.filter(([, parent = 0]) => parents.includes(parent)).map(([pid = 0]) => pid);
      found.push(...parents);
    }
    return found;
  }

  private async makeKey(name: string): Promise<void> {
    const file = path.join(this.folder, name);
    await rm(`${file}.pub`, { force: true });
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  }
}

async function programPath(name: string): Promise<string> {
  for (const folder of ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/opt/homebrew/sbin']) {
    const file = path.join(folder, name);
    if (
      await run(file, ['-V']).then(
        () => true,
        (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
      )
    ) {
      return file;
    }
  }
  throw new Error(`${name} is not installed: on Debian, apt-get install openssh-server openssh-client`);
}
