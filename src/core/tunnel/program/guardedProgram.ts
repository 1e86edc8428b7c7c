import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock';
import { Emitter, type Event } from '../../base/event';

/** What providers that run a program need of the machine. */
export interface ProgramHost {
  readonly clock: Clock;
  /** Where programs are looked up, and what they are started with. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** The built guard, a file of its own. */
  readonly guardFile: string;
  /** A folder of our own, made when needed. */
  readonly storageFolder: string;
}

export interface ProgramEnd {
  /** The system's code where the program could not be started, such as ENOENT. */
  readonly notStarted?: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const keptLines = 200;
/** The guard asks, waits 1.5 s and then insists; after this time it is itself at fault. */
const stopWithinMs = 3000;
/** How long output may come after the end; a grandchild can hold the pipe open. */
const lastWordsMs = 500;

/**
 * A program under a guard that ends it when this process dies. Its output comes as lines, both streams in one,
 * and its end after its last line.
 */
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
    this.guard.on('message', (message) => this.hear(message as GuardMessage));
    const heard = [this.guard.stdout, this.guard.stderr].map((stream) => this.read(stream));
    this.ended = this.endOf(this.guard, Promise.all(heard));
  }

  get guardPid(): number | undefined {
    return this.guard.pid;
  }

  /** The last lines of both streams. */
  get output(): string {
    return this.lines.join('\n');
  }

  /** Ends program and guard; idempotent, never rejects. */
  stop(): Promise<void> {
    this.stopping ??= this.stopGuard();
    return this.stopping;
  }

  /** Resolves with the last line. The guard's own `close` event does not come after a `disconnect`. */
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

  private hear(message: GuardMessage): void {
    if (message.kind === 'started') this.pid = message.pid;
    else if (message.kind === 'ended') this.result = { code: message.code, signal: message.signal };
    else this.result = { notStarted: message.code, code: null, signal: null };
  }

  private endOf(guard: ChildProcess, heard: Promise<unknown>): Promise<ProgramEnd> {
    return new Promise((resolve) => {
      guard.on('error', (error: NodeJS.ErrnoException) => {
        if (guard.pid === undefined)
          resolve({ notStarted: error.code ?? 'UNKNOWN', code: null, signal: null });
      });
      guard.on('exit', (code, signal) => {
        // A guard that was itself killed leaves its program to us.
        if (signal !== null && this.pid !== undefined) killQuietly(this.pid);
        const finish = (): void => resolve(this.result ?? { code, signal });
        const timer = this.host.clock.after(lastWordsMs, finish);
        void heard.then(() => {
          timer.dispose();
          finish();
        });
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
    // It is gone already.
  }
}

/** What the guard tells whoever forked it. */
export type GuardMessage =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: NodeJS.Signals | null };
