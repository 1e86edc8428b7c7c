// A separate process, started with `fork` by `guardedProgram.ts`: runs a program and stops it when the IPC channel
// closes, which the system does even if the parent is killed. Without it, a killed editor would leave tunnels open.
import { spawn } from 'node:child_process';
import type { GuardMessage } from './guardedProgram';

/** Time between SIGTERM and SIGKILL. */
const graceMs = 1500;

const [command = '', ...args] = process.argv.slice(2);
// Set for this process by the parent; not for the program.
const { ELECTRON_RUN_AS_NODE: _runtime, ...env } = process.env;

// Keep stdin open: some servers end a session when its input ends.
const program = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'], env, windowsHide: true });

function send(message: GuardMessage): void {
  if (process.connected) process.send?.(message);
}

function end(): void {
  program.kill();
  setTimeout(() => program.kill('SIGKILL'), graceMs);
}

program.on('spawn', () => send({ kind: 'started', pid: program.pid ?? 0 }));
program.on('error', (error: NodeJS.ErrnoException) => {
  if (program.pid !== undefined) return;
  send({ kind: 'not-started', code: error.code ?? 'UNKNOWN' });
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
program.on('exit', (code, signal) => {
  send({ kind: 'ended', code, signal });
  process.exitCode = 0;
  if (process.connected) process.disconnect();
  else process.exit();
});
program.stdin.on('error', () => undefined);
process.on('disconnect', () => {
  if (program.pid !== undefined && program.exitCode === null && program.signalCode === null) end();
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
