import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { scanBeforeRemoval } from '../testing/secretScan.mjs';
import { processWide } from './processWide.mjs';

/**
 * @typedef {object} ChildOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {boolean} [show] pass the child's output on to this process's
 * @property {number} [graceMs] how long the child may take to end after SIGTERM
 * @property {(message: unknown) => void} [onMessage] for a child that is a Node program: gets what it sends
 */

/**
 * @typedef {object} Child
 * @property {number} pid
 * @property {Promise<number>} exited the exit status, 1 where a signal ended it; rejects if it never started
 * @property {() => boolean} running
 * @property {() => string} output the end of what it printed
 * @property {() => string} errors the part of it that it wrote to stderr
 * @property {() => Promise<void>} stop ends it and everything that it started
 */

const keptOutput = 200_000;

/**
 * What must not outlive this process.
 * @typedef {{ guarded: boolean, ending: boolean, children: Set<Child>, folders: Set<string> }} Leftovers
 */
const leftovers = processWide(
  'leftovers',
  /** @returns {Leftovers} */
  () => ({ guarded: false, ending: false, children: new Set(), folders: new Set() }),
);
const { children, folders } = leftovers;

/** Makes a folder that goes away with this process, if not before. @param {string} prefix @returns {string} */
export function temporaryFolder(prefix) {
  guardExit();
  const folder = mkdtempSync(path.join(os.tmpdir(), prefix));
  folders.add(folder);
  return folder;
}

/** @param {string} folder one that `temporaryFolder` made */
export function removeTemporaryFolder(folder) {
  scanBeforeRemoval(folder);
  // Processes that were just killed may still be writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}

/** Sends a signal to the whole group, so that nothing that the child started stays behind.
 * @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** Ends every child that still runs. */
export async function stopChildren() {
  await Promise.all([...children].map((child) => child.stop()));
}

/** Whether a signal ends this process: then its children end as well, and their failures mean nothing. */
export function isEnding() {
  return leftovers.ending;
}

/** However this process ends, its children and temporary folders end with it. */
function guardExit() {
  if (leftovers.guarded) return;
  leftovers.guarded = true;
  process.on('exit', () => {
    for (const child of children) signalGroup(child.pid, 'SIGKILL');
    for (const folder of folders) removeTemporaryFolder(folder);
  });
  /** @type {[NodeJS.Signals, number][]} */
  const signals = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ];
  for (const [signal, status] of signals) {
    process.on(signal, () => {
      // A second request ends the processes at once.
      if (leftovers.ending) process.exit(status);
      leftovers.ending = true;
      stopChildren().then(
        () => process.exit(status),
        (error) => {
          console.error(error);
          process.exit(status);
        },
      );
    });
  }
}

/**
 * Ends this process when npm, which started it, is gone: npm ends its own shell on a signal, and that shell does
 * not pass the signal on.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  guardExit();
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

/**
 * Starts a program in a process group of its own.
 * @param {string} command @param {string[]} args @param {ChildOptions} [options] @returns {Child}
 */
export function startChild(command, args, options = {}) {
  const { env = process.env, cwd, show = false, graceMs = 700, onMessage } = options;
  guardExit();
  const child = spawn(command, args, {
    env,
    cwd,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', ...(onMessage ? /** @type {const} */ (['ipc']) : [])],
    shell: process.platform === 'win32' && command.endsWith('.cmd'),
  });
  if (onMessage) child.on('message', onMessage);
  let output = '';
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors = (errors + String(chunk)).slice(-keptOutput);
  });
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])) {
    from?.on('data', (chunk) => {
      output = (output + String(chunk)).slice(-keptOutput);
      if (show) to.write(chunk);
    });
  }
  let running = true;
  /** @type {Promise<number>} */
  const exited = new Promise((resolve, reject) => {
    child.once('error', (error) => {
      running = false;
      reject(error);
    });
    child.once('close', (code) => {
      running = false;
      resolve(code ?? 1);
    });
  });
  const pid = child.pid;
  // Callers that wait for the end receive a start failure; for others it must not be fatal.
  void settled(exited);
  if (pid === undefined)
    return {
      pid: 0,
      exited,
      running: () => false,
      output: () => output,
      errors: () => errors,
      stop: async () => {},
    };

  /** @type {Child} */
  const handle = { pid, exited, running: () => running, output: () => output, errors: () => errors, stop };
  children.add(handle);
  async function stop() {
    if (running) {
      signalGroup(handle.pid, 'SIGTERM');
      await Promise.race([settled(exited), wait(graceMs)]);
    }
    // The leader may be gone while others of its group still run.
    signalGroup(handle.pid, 'SIGKILL');
    children.delete(handle);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
  void settled(exited).then(() => children.delete(handle));
  return handle;
}

/** @param {Promise<unknown>} promise @returns {Promise<void>} */
function settled(promise) {
  return promise.then(
    () => undefined,
    () => undefined,
  );
}

/** @param {number} ms @returns {Promise<void>} */
function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/**
 * Runs a program to its end and gives what it printed.
 * @param {string} command @param {string[]} args @param {ChildOptions} [options] @returns {Promise<string>}
 */
export async function runToEnd(command, args, options) {
  const child = startChild(command, args, options);
  const status = await child.exited;
  if (status !== 0) {
    throw new Error(
      `${[command, ...args].join(' ')} ended with status ${status}:\n${child.output().slice(-4000)}`,
    );
  }
  return child.output();
}

/**
 * Polls until the condition holds.
 * @template T
 * @param {() => Promise<T | undefined> | T | undefined} condition
 * @param {{ timeoutMs: number, what: string, everyMs?: number }} options @returns {Promise<T>}
 */
export async function until(condition, { timeoutMs, what, everyMs = 50 }) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
