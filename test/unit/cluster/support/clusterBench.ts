import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { Role, ClusterTiming } from '../../../../src/core/cluster/cluster';
import type { ProcessSpec, Command, ProcessReport } from './windowProcess';

/** Shorter than the defaults, but long enough for a loaded machine. */
export const fastTiming: Partial<ClusterTiming> = {
  handshakeTimeoutMs: 500,
  silentPortTimeoutMs: 800,
  heartbeatIntervalMs: 200,
  heartbeatTimeoutMs: 1_000,
  leaderCheckIntervalMs: 300,
  pingTimeoutMs: 300,
  unresponsiveDelayMs: 500,
};

const timeoutMs = 15_000;

/** A window in a separate process. */
export class WindowProcess {
  role: Role = 'electing';
  isAlive = true;
  readonly reports: ProcessReport[] = [];

  constructor(
    private readonly child: ChildProcess,
    private readonly onContent: () => void,
  ) {
    child.on('message', (message) => {
      const report = message as ProcessReport;
      this.reports.push(report);
      if (report.type === 'role') this.role = report.role as Role;
      this.onContent();
    });
    child.on('exit', () => {
      this.isAlive = false;
      this.onContent();
    });
  }

  send(command: Command): void {
    this.child.send(command);
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  reportsOf<K extends ProcessReport['type']>(kind: K): readonly (ProcessReport & { readonly type: K })[] {
    return this.reports.filter(
      (report): report is ProcessReport & { readonly type: K } => report.type === kind,
    );
  }
}

/** A cluster of windows, each a real process. */
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

  open(options: Partial<ProcessSpec> = {}): WindowProcess {
    const spec: ProcessSpec = {
      installId: this.installId,
      key: 'a key that all windows share',
      timing: fastTiming,
      ...options,
    };
    const child = fork(this.script, [JSON.stringify(spec)], { execArgv: [] });
    const window = new WindowProcess(child, () => this.notify());
    this.windows.push(window);
    return window;
  }

  get leaders(): readonly WindowProcess[] {
    return this.windows.filter(({ isAlive, role }) => isAlive && role === 'leader');
  }

  get followers(): readonly WindowProcess[] {
    return this.windows.filter(({ isAlive, role }) => isAlive && role === 'follower');
  }

  /** Waits until one window leads and all others follow. */
  async settled(): Promise<WindowProcess> {
    await this.until(
      () =>
        this.leaders.length === 1 &&
        this.followers.length === this.windows.filter(({ isAlive }) => isAlive).length - 1,
      () => `roles: ${this.windows.map(({ role, isAlive }) => (isAlive ? role : 'ended')).join(', ')}`,
    );
    const [leader] = this.leaders;
    assert.ok(leader);
    return leader;
  }

  /** Waits for a condition, evaluated again after each report. */
  async until(
    isTrue: () => boolean,
    describe = (): string => 'the condition was not met in time',
  ): Promise<void> {
    if (isTrue()) return;
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.watchers.delete(watch);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(describe()));
      }, timeoutMs);
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

  private notify(): void {
    for (const watch of [...this.watchers]) watch();
  }
}
