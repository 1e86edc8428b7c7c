import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../../src/core/base/clock';
import type { ProgramHost } from '../../../../src/core/tunnel/program/guardedProgram';

/** The guard that the build places beside the test files. */
export const guardFile = path.join(__dirname, '../../../src/core/tunnel/program/guard.js');

/** A running stand-in program, controlled by the test. */
export interface Puppet {
  readonly pid: number;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Resolves when the program has ended, for whatever reason. */
  readonly gone: Promise<unknown>;
  /** Resolves when a program that ignores termination requests received one. */
  readonly asked: Promise<unknown>;
  notify(command: PuppetCommand): void;
}

export interface PuppetCommand {
  readonly write?: 'stdout' | 'stderr';
  readonly text?: string;
  readonly exit?: number;
  readonly stubborn?: true;
}

/** Stand-in programs on a PATH of their own, each a real process that reports its start here. */
export class PuppetStage {
  private readonly waiting: ((puppet: Puppet) => void)[] = [];
  private readonly arrived: Puppet[] = [];

  private constructor(
    private readonly server: Server,
    readonly folder: string,
    readonly host: ProgramHost,
  ) {
    server.on('connection', (strings: Socket) => this.clientHandshake(strings));
  }

  /** @param names the programs on the PATH */
  static async open(...names: string[]): Promise<PuppetStage> {
    const folder = await mkdtemp(path.join(tmpdir(), 'tunnel test '));
    const puppet = path.resolve('test/fixtures/tunnel/puppet.mjs');
    for (const name of names) await symlink(puppet, path.join(folder, name));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    const PATH = names.length === 0 ? folder : [folder, path.dirname(process.execPath)].join(path.delimiter);
    return new PuppetStage(server, folder, {
      clock: systemClock,
      env: { PATH, PUPPET_PORT: String(address.port) },
      guardFile,
      storageFolder: path.join(folder, 'storage'),
    });
  }

  /** The next program that starts. */
  next(): Promise<Puppet> {
    const puppet = this.arrived.shift();
    return puppet ? Promise.resolve(puppet) : new Promise((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private clientHandshake(strings: Socket): void {
    const lines = createInterface({ input: strings });
    strings.on('error', () => undefined);
    lines.once('line', (line) => {
      const who = JSON.parse(line) as Pick<Puppet, 'pid' | 'args' | 'env'>;
      const puppet: Puppet = {
        ...who,
        gone: once(strings, 'close'),
        asked: once(lines, 'line'),
        notify: (command) => strings.write(`${JSON.stringify(command)}\n`),
      };
      const take = this.waiting.shift();
      if (take) take(puppet);
      else this.arrived.push(puppet);
    });
  }
}

export function recorded(name: string): Promise<string> {
  return readFile(path.resolve('test/fixtures/tunnel/recorded', `${name}.txt`), 'utf8');
}
