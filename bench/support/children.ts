import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export interface Child<ProcessSpec> {
  readonly process: ChildProcess;
  /** The first that it told. */
  readonly birth: ProcessSpec;
  stop(): Promise<void>;
}

/** Starts a module of `bench/processes` as a process of its own and waits for the first that it tells. */
export async function startProcess<ProcessSpec>(
  name: string,
  args: readonly string[] = [],
): Promise<Child<ProcessSpec>> {
  const file = path.join(import.meta.dirname, 'processes', `${name}.mjs`);
  const child = fork(file, [...args], { execArgv: ['--expose-gc'] });
  const birth = await new Promise<ProcessSpec>((resolve, reject) => {
    child.once('message', (told) => resolve(told as ProcessSpec));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready.`)));
  });
  return {
    process: child,
    birth,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** CPU that a process has used so far, in milliseconds. It must have called `tellCpu`. */
export async function cpuSoFar({ process: child }: { readonly process: ChildProcess }): Promise<number> {
  const told = new Promise<number>((resolve) => child.once('message', (ms) => resolve(ms as number)));
  child.send('cpu');
  return await told;
}

/** Lets the one who started this process ask for its CPU. */
export function tellCpu(): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    tell((user + system) / 1_000);
  });
}

/** In a process that was started so. */
export function tell(what: unknown): void {
  process.send?.(what);
}

/** Frees what nobody holds, so that what is left can be compared. Bytes. */
export function heldBytes(): number {
  if (!globalThis.gc) throw new Error('Start this with --expose-gc.');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** CPU that this process used for something, in milliseconds. */
export async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
