import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { benchDir } from './children';
import type { Blocked, Executed, GaugeRequest, HeldMemory } from './gaugeMessages';
import { until } from './waiting';

const giveUpMs = 60_000;

/** Runs commands inside an extension host and reports its memory and blocked time, see `bench/editor/gauge.ts`. */
export class Gauge {
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the extension to install. */
  readonly extensionDir: string;
  private readonly file: string;

  constructor(parent: string) {
    this.file = path.join(parent, 'gauge-port');
    this.env = { BENCH_GAUGE_FILE: this.file };
    this.extensionDir = writeGauge(path.join(parent, 'gauge'));
  }

  /** Waits for the extension host of a window that is about to start or reload. */
  async begin(start: () => Promise<void>): Promise<void> {
    rmSync(this.file, { force: true });
    await start();
    await until(giveUpMs, 'the gauge ran', () => Promise.resolve(existsSync(this.file)));
  }

  /** @throws what the command throws */
  async execute(command: string, argument?: unknown): Promise<Executed> {
    const done = (await this.ask({ do: 'execute', command, argument })) as Executed;
    if (done.error !== undefined) throw new Error(`${command}: ${done.error}`);
    return done;
  }

  async memory(): Promise<HeldMemory> {
    return (await this.ask({ do: 'memory' })) as HeldMemory;
  }

  /** How long the extension host's thread was blocked while the work ran. */
  async blockedBy(work: () => Promise<unknown>): Promise<Blocked> {
    await this.ask({ do: 'watch' });
    await work();
    return await this.watched();
  }

  /** The same since the start of the extension host, or since the last call. */
  async watched(): Promise<Blocked> {
    return (await this.ask({ do: 'watched' })) as Blocked;
  }

  private async ask(request: GaugeRequest): Promise<unknown> {
    const port = readFileSync(this.file, 'utf8');
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: JSON.stringify(request),
    });
    return await response.json();
  }
}

function writeGauge(dir: string): string {
  mkdirSync(dir, { recursive: true });
  const manifest = {
    ...{ name: 'gauge', publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.104.0' } },
    ...{ main: './gauge.cjs', activationEvents: ['*'] },
  };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest));
  copyFileSync(path.join(benchDir, 'editor', 'gauge.cjs'), path.join(dir, 'gauge.cjs'));
  return dir;
}
