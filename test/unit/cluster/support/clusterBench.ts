import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { Role, Timing } from '../../../../src/core/cluster/cluster';
import type { ProcessSpec, Order, ProcessReport } from './windowProcess';

/** Quicker than in life, so that nobody waits; a loaded machine still keeps these times. */
export const quick: Partial<Timing> = {
  handshakeMs: 500,
  patienceMs: 800,
  heartbeatMs: 200,
  silentMs: 1_000,
  lookMs: 300,
  answerMs: 300,
  reluctantMs: 500,
};

const giveUpMs = 15_000;

/** One window in a process of its own. */
export class WindowProcess {
  role: Role = 'electing';
  isAlive = true;
  readonly tales: ProcessReport[] = [];

  constructor(
    private readonly child: ChildProcess,
    private readonly onContent: () => void,
  ) {
    child.on('message', (message) => {
      const tale = message as ProcessReport;
      this.tales.push(tale);
      if (tale.tells === 'role') this.role = tale.role as Role;
      this.onContent();
    });
    child.on('exit', () => {
      this.isAlive = false;
      this.onContent();
    });
  }

  order(order: Order): void {
    this.child.send(order);
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  told<K extends ProcessReport['tells']>(kind: K): readonly (ProcessReport & { readonly tells: K })[] {
    return this.tales.filter((tale): tale is ProcessReport & { readonly tells: K } => tale.tells === kind);
  }
}

/** A machine with windows, each a real process. */
export class ClusterBench {
  readonly windows: WindowProcess[] = [];
  readonly installId = randomUUID();
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'windows-'));
  private readonly script = path.join(this.folder, 'window.js');
  private readonly watchers = new Set<() => void>();

  constructor() {
    buildSync({
      entryPoints: ['test/unit/cluster/support/windowProcess.ts'],
      bundle: true,
      platform: 'node',
      target: 'node22',
      outfile: this.script,
    });
  }

  open(parts: Partial<ProcessSpec> = {}): WindowProcess {
    const birth: ProcessSpec = {
      installId: this.installId,
      key: 'a key that all windows share',
      timing: quick,
      ...parts,
    };
    const child = fork(this.script, [JSON.stringify(birth)], { execArgv: [] });
    const window = new WindowProcess(child, () => this.look());
    this.windows.push(window);
    return window;
  }

  get leaders(): readonly WindowProcess[] {
    return this.windows.filter(({ isAlive, role }) => isAlive && role === 'leader');
  }

  get followers(): readonly WindowProcess[] {
    return this.windows.filter(({ isAlive, role }) => isAlive && role === 'follower');
  }

  /** One leads and all others follow. */
  async settled(): Promise<WindowProcess> {
    await this.until(
      () =>
        this.leaders.length === 1 &&
        this.followers.length === this.windows.filter(({ isAlive }) => isAlive).length - 1,
      () => `roles: ${this.windows.map(({ role, isAlive }) => (isAlive ? role : 'gone')).join(', ')}`,
    );
    const [leader] = this.leaders;
    assert.ok(leader);
    return leader;
  }

  /** Looks again at each piece of news. */
  async until(isTrue: () => boolean, describe = (): string => 'it never came true'): Promise<void> {
    if (isTrue()) return;
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.watchers.delete(watch);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(describe()));
      }, giveUpMs);
      const watch = (): void => {
        if (!isTrue()) return;
        end();
        resolve();
      };
      this.watchers.add(watch);
    });
  }

  async close(): Promise<void> {
    for (const window of this.windows) if (window.isAlive) window.signal('SIGKILL');
    await this.until(() => this.windows.every(({ isAlive }) => !isAlive));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private look(): void {
    for (const watch of [...this.watchers]) watch();
  }
}
