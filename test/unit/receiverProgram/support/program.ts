import assert from 'node:assert/strict';
import { startChild } from '../../../../scripts/workbench/childProcesses.mjs';

/** A process of the receiver. */
export class Program {
  private readonly child: ReturnType<typeof startChild>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = startChild(process.execPath, [...args], { env: { PATH: process.env.PATH, ...env } });
  }

  get ended(): Promise<number> {
    return this.child.exited;
  }

  get output(): string {
    return this.child
      .output()
      .split(/(?<=\n)/)
      .filter((line) => !this.errors.includes(line))
      .join('');
  }

  get errors(): string {
    return this.child.errors();
  }

  async ready(): Promise<void> {
    await this.shows('receiver ready');
  }

  /** Waits until it has written this text. */
  async shows(text: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!this.child.output().includes(text)) {
      const problem = this.child.running() ? 'shows no' : 'has ended without';
      assert.ok(
        this.child.running() && Date.now() < deadline,
        `The receiver ${problem} ${JSON.stringify(text)}: ${this.child.output()}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async end(signal: 'SIGTERM'): Promise<number> {
    process.kill(this.child.pid, signal);
    return await this.child.exited;
  }

  async kill(): Promise<void> {
    if (this.child.running()) process.kill(this.child.pid, 'SIGKILL');
    await this.child.stop();
  }
}
