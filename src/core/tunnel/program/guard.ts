// A program of its own, started with `fork` (see program.ts): runs another program and ends it when the channel
// to whoever asked for it closes, which the system does at any death. Without it a killed editor leaves tunnels behind.
import { spawn } from 'node:child_process';
import type { GuardMessage } from './guardedProgram';

/** How long a program may take to end after it was asked to. */
const graceMs = 1500;

const [command = '', ...args] = process.argv.slice(2);
// For the editor's own runtime only, set for this guard.
const { ELECTRON_RUN_AS_NODE: _runtime, ...env } = process.env;

// The standard input stays open and empty: some servers end a session whose input ends.
const program = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'], env, windowsHide: true });

function tell(message: GuardMessage): void {
  if (process.connected) process.send?.(message);
}

function end(): void {
  program.kill();
  setTimeout(() => program.kill('SIGKILL'), graceMs);
}

program.on('spawn', () => tell({ kind: 'started', pid: program.pid ?? 0 }));
program.on('error', (error: NodeJS.ErrnoException) => {
  if (program.pid !== undefined) return;
  tell({ kind: 'not-started', code: error.code ?? 'UNKNOWN' });
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
program.on('exit', (code, signal) => {
  tell({ kind: 'ended', code, signal });
  process.exitCode = 0;
  if (process.connected) process.disconnect();
  else process.exit();
});
program.stdin.on('error', () => undefined);
process.on('disconnect', () => {
  if (program.pid !== undefined && program.exitCode === null && program.signalCode === null) end();
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
