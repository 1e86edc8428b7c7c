import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock';
import { Emitter, type Event } from '../../base/event';

/** Environment of providers that run a program. */
export interface ProgramHost {
  readonly clock: Clock;
  /** For PATH lookup and for the program. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Path of the built `guard.js`. */
  readonly guardFile: string;
  /** Created on demand. */
  readonly storageFolder: string;
}

export interface ProgramEnd {
  /** System error code if the program could not be started, such as ENOENT. */
  readonly notStarted?: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const keptLines = 200;
/** The guard sends SIGKILL after 1.5 s; after this time the guard itself hangs. */
const stopWithinMs = 3000;
/** How long to wait for output after the exit; a grandchild can keep the pipe open. */
const outputGraceMs = 500;

/** A program that a guard process stops when this process dies. Emits lines of both output streams, then the end. */
export class GuardedProgram {
  private readonly guard: ChildProcess;
  private readonly lines: string[] = [];
  private readonly lineRead = new Emitter<string>();
  private result: ProgramEnd | undefined;
  private pid: number | undefined;
  private stopping: Promise<void> | undefined;

  readonly onLine: Event<string> = this.lineRead.event;
  readonly ended: Promise<ProgramEnd>;

  constructor(
    private readonly host: ProgramHost,
    command: string,
    args: readonly string[],
  ) {
    this.guard = fork(host.guardFile, [command, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: { ...host.env },
    });
    this.guard.on('message', (message) => this.handle(message as GuardMessage));
    const streamsEnded = [this.guard.stdout, this.guard.stderr].map((stream) => this.read(stream));
    this.ended = this.endOf(this.guard, Promise.all(streamsEnded));
  }

  get guardPid(): number | undefined {
    return this.guard.pid;
  }

  /** The last lines of output. */
  get output(): string {
    return this.lines.join('\n');
  }

  /** Stops program and guard. Idempotent, never rejects. */
  stop(): Promise<void> {
    this.stopping ??= this.stopGuard();
    return this.stopping;
  }

  /** Resolves after the last line. The guard emits no `close` event after a `disconnect`. */
  private async read(stream: Readable | null): Promise<void> {
    if (!stream) return;
    const reader = createInterface({ input: stream });
    reader.on('line', (line) => {
      this.lines.push(line);
      if (this.lines.length > keptLines) this.lines.shift();
      this.lineRead.fire(line);
    });
    await once(reader, 'close');
  }

  private handle(message: GuardMessage): void {
    if (message.kind === 'started') this.pid = message.pid;
    else if (message.kind === 'ended') this.result = { code: message.code, signal: message.signal };
    else this.result = { notStarted: message.code, code: null, signal: null };
  }

  private endOf(guard: ChildProcess, streamsEnded: Promise<unknown>): Promise<ProgramEnd> {
    return new Promise((resolve) => {
      guard.on('error', (error: NodeJS.ErrnoException) => {
        if (guard.pid === undefined)
          resolve({ notStarted: error.code ?? 'UNKNOWN', code: null, signal: null });
      });
      guard.on('exit', (code, signal) => {
        // If the guard was killed, the program must be stopped here.
        if (signal !== null && this.pid !== undefined) killQuietly(this.pid);
        const finish = (): void => resolve(this.result ?? { code, signal });
        const timer = this.host.clock.after(outputGraceMs, finish);
        const read = (): void => {
          timer.dispose();
          finish();
        };
        // Output that cannot be read ends as well.
        streamsEnded.then(read, read);
      });
    });
  }

  private async stopGuard(): Promise<void> {
    this.lineRead.dispose();
    if (this.guard.connected) this.guard.disconnect();
    const timer = this.host.clock.after(stopWithinMs, () => {
      if (this.pid !== undefined) killQuietly(this.pid);
      this.guard.kill('SIGKILL');
    });
    await this.ended;
    timer.dispose();
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
}

/** Messages of the guard to its parent. */
export type GuardMessage =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: NodeJS.Signals | null };
