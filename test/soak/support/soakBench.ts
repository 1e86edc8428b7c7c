import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { startTestSandbox } from '../../unit/support/testSandbox';
import { Forwarder } from '../../unit/events/support/forwarder';
import type { WindowSpec } from '../../unit/events/support/processEventService';
import type { WindowSize, WindowMessage } from './soakWindow';

export interface SoakWindow {
  readonly child: ChildProcess;
  role: string;
  state: string;
}

/** A machine with windows, a tunnel and LiveChat. Each of them can be killed at any time. */
export class SoakBench {
  readonly windows: SoakWindow[] = [];
  /** How often each event was shown, in any window. */
  readonly shown = new Map<string, number>();
  readonly rejections: string[] = [];
  address: { readonly url: string; readonly secret: string } | undefined;
  readonly sizes: WindowSize[] = [];

  private constructor(
    readonly folder: string,
    readonly tunnel: Forwarder,
    private readonly port: number,
    private sandbox: Sandbox,
  ) {
    tunnel.target = port;
  }

  static async open(): Promise<SoakBench> {
    const folder = mkdtempSync(path.join(tmpdir(), 'soak-'));
    buildSync({
      entryPoints: ['test/soak/support/soakWindow.ts'],
      bundle: true,
      platform: 'node',
      target: 'node22',
      outfile: path.join(folder, 'window.js'),
    });
    return new SoakBench(
      folder,
      await Forwarder.open(),
      await freePort(),
      await startTestSandbox({ tickets: 25 }),
    );
  }

  get alive(): SoakWindow[] {
    return this.windows.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  }

  openWindow(): SoakWindow {
    const [owner] = this.sandbox.credentials;
    const birth: WindowSpec = {
      dir: path.join(this.folder, 'desk'),
      installId: path.basename(this.folder),
      apiUrl: this.sandbox.url,
      login: owner?.login ?? '',
      secret: owner?.apiKey ?? '',
      port: this.port,
      publicPort: this.tunnel.port,
    };
    const child = fork(path.join(this.folder, 'window.js'), [JSON.stringify(birth)], {
      execArgv: ['--expose-gc'],
    });
    const window: SoakWindow = { child, role: 'electing', state: 'electing' };
    child.on('message', (message) => this.onMessage(window, message as WindowMessage));
    this.windows.push(window);
    return window;
  }

  async kill({ child }: SoakWindow): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  /** Stops LiveChat abruptly and restarts it with the same URL, without registrations. */
  async restartLiveChat(awayMs: number): Promise<void> {
    const port = Number(new URL(this.sandbox.url).port);
    await this.sandbox.dispose();
    await new Promise((done) => setTimeout(done, awayMs));
    this.sandbox = await startTestSandbox({ tickets: 25, port });
  }

  async close(): Promise<void> {
    for (const window of this.windows) await this.kill(window);
    await this.tunnel.close();
    await this.sandbox.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private onMessage(window: SoakWindow, report: WindowMessage): void {
    switch (report.type) {
      case 'view':
        Object.assign(window, { role: report.role, state: report.state });
        return;
      case 'registered':
        this.address = { url: report.url, secret: report.secret };
        return;
      case 'shown':
        for (const id of report.eventIds) this.shown.set(id, (this.shown.get(id) ?? 0) + 1);
        return;
      case 'rejection':
        this.rejections.push(report.what);
        return;
      case 'size':
        this.sizes.push(report);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
