import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { within } from './waiting';

const startMs = 60_000;
const answerMs = 10_000;

/** The built measurements: these run in the repository's root. */
export const benchDir = path.resolve('out', 'bench');

export interface Child<ProcessSpec> {
  readonly process: ChildProcess;
  /** Its first message. */
  readonly birth: ProcessSpec;
  stop(): Promise<void>;
}

/**
 * Starts a module of `bench/processes` in a process of its own and waits for its first message.
 * @param env added to this process's environment
 */
export async function startProcess<ProcessSpec>(
  name: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Child<ProcessSpec>> {
  const file = path.join(benchDir, 'processes', `${name}.mjs`);
  const child = fork(file, [...args], {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
  });
  const born = new Promise<ProcessSpec>((resolve, reject) => {
    child.once('message', (reported) => resolve(reported as ProcessSpec));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with status ${code} before it was ready.`)));
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await within(answerMs, `${name} ended`, ended);
  };
  try {
    const birth = await within(startMs, `${name} was ready`, born);
    return { process: child, birth, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** CPU time that a process has used so far, in milliseconds. It must have called `tellCpu`. */
export async function cpuSoFar({ process: child }: { readonly process: ChildProcess }): Promise<number> {
  const reported = new Promise<number>((resolve) => child.once('message', (ms) => resolve(ms as number)));
  child.send('cpu');
  return await within(answerMs, 'a process told its CPU time', reported);
}

/** Lets the parent process ask for the CPU time of this one. */
export function reportCpu(): void {
  process.on('message', () => notify(ownCpuMs()));
}

/** CPU time that this process has used so far, in milliseconds. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Sends a message to the parent process. */
export function notify(what: unknown): void {
  process.send?.(what);
}

/** Ends this process when its parent ends, however that happens. Call it before the first message. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit());
}

/** Milliseconds on the clock that all processes of a machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Collects garbage, so that memory that is still held can be compared. */
export function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('Start this with --expose-gc.');
  globalThis.gc();
  globalThis.gc();
}

/** Bytes of heap in use after garbage collection. */
export function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** CPU time that this process used for some work, in milliseconds. */
export async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
