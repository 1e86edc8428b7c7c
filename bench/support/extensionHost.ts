import path from 'node:path';
import { benchDir, startProcess, type Child } from './children';
import { within } from './waiting';

export interface HostOptions {
  /** Folder of a built extension: its `package.json` and `dist`. */
  readonly extensionDir: string;
  /** What the editor keeps for the extension; the next host over the same folder goes on with it. */
  readonly storageDir: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Timers of exactly this many milliseconds fire at once, see `NotificationScheduler`. */
  readonly shortenedTimerMs?: number;
}

/** What the host reports once the extension is active. */
export interface HostReady {
  readonly loadMs: number;
  readonly activateMs: number;
  /** Size of the bundles that were loaded by then. */
  readonly loadedByActivate: number;
}

export interface HostRequest {
  readonly id: number;
  readonly ask: 'settings' | 'command' | 'timedCommand' | 'memory' | 'cpu' | 'loadedBytes' | 'close';
  readonly argument?: unknown;
}

export interface HostResult {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: {
    readonly message: string;
    readonly code: string | undefined;
    readonly log: readonly string[];
  };
}

/** How long a command took inside the extension host. */
export interface TimedCommand {
  readonly ms: number;
  /** The length of the list that it returned. */
  readonly items: number | undefined;
}

interface Toast {
  readonly toast: string;
  /** On the clock of `monotonicMs`. */
  readonly at: number;
}

/** What the extension threw in its own process. `code` is that of a `LiveChatError`. */
export class HostError extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const giveUpMs = 30_000;
const closeMs = 10_000;
const megabyte = 1_000_000;

/** A process in which a packaged extension runs, driven as an editor and a person would. */
export class ExtensionHost {
  private readonly pending = new Map<number, Pending>();
  private readonly toastWaiters = new Set<(toast: Toast) => void>();
  private requests = 0;

  private constructor(private readonly child: Child<HostReady>) {
    child.process.on('message', (message: HostResult | Toast) => this.listen(message));
    child.process.once('exit', (code) => this.end(new Error(`The extension host ended with ${code}.`)));
  }

  /** @param env what the process gets beside the parent's environment */
  static async start(
    options: HostOptions,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ExtensionHost> {
    const home = options.storageDir;
    const modules = path.join(benchDir, 'modules');
    const child = await startProcess<HostReady>('extensionHost', [JSON.stringify(options)], {
      ...{ HOME: home, USERPROFILE: home, TMPDIR: home, NODE_PATH: modules, NODE_ENV: 'production' },
      ...env,
    });
    return new ExtensionHost(child);
  }

  get ready(): HostReady {
    return this.child.birth;
  }

  /** @throws HostError */
  async command(id: string, ...args: readonly unknown[]): Promise<unknown> {
    return await this.ask('command', [id, ...args]);
  }

  /** @throws HostError */
  async timedCommand(id: string, ...args: readonly unknown[]): Promise<TimedCommand> {
    return (await this.ask('timedCommand', [id, ...args])) as TimedCommand;
  }

  async changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    await this.ask('settings', changes);
  }

  /** Resident memory after garbage collection, in megabytes. */
  async memoryMb(): Promise<number> {
    return Number(await this.ask('memory')) / megabyte;
  }

  /** CPU time that the process has used so far, in milliseconds. */
  async cpuMs(): Promise<number> {
    return Number(await this.ask('cpu'));
  }

  /** Size of the bundles of the extension that are loaded by now. */
  async loadedBytes(): Promise<number> {
    return Number(await this.ask('loadedBytes'));
  }

  /** Resolves to the time of the extension's call that showed a toast with this in its text. */
  toast(part: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.toastWaiters.delete(waiter);
      };
      const waiter = ({ toast, at }: Toast): void => {
        if (!toast.includes(part)) return;
        settle();
        resolve(at);
      };
      const timer = setTimeout(() => {
        settle();
        reject(new Error(`No toast with "${part}" was shown within ${giveUpMs / 1_000} s.`));
      }, giveUpMs);
      this.toastWaiters.add(waiter);
    });
  }

  /** Ends it as an editor that closes does. */
  async close(): Promise<void> {
    const exited = new Promise((done) => this.child.process.once('exit', done));
    this.ask('close').catch(() => undefined);
    await Promise.race([exited, new Promise((done) => setTimeout(done, closeMs).unref())]);
    await this.child.stop();
  }

  private async ask(ask: HostRequest['ask'], argument?: unknown): Promise<unknown> {
    this.requests += 1;
    const id = this.requests;
    const answered = new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.child.process.send({ id, ask, argument } satisfies HostRequest);
    });
    const what = argument instanceof Array ? `command ${JSON.stringify(argument)}` : ask;
    try {
      return await within(giveUpMs, `the extension host answered to ${what}`, answered);
    } finally {
      this.pending.delete(id);
    }
  }

  private listen(message: HostResult | Toast): void {
    if ('toast' in message) {
      for (const waiter of [...this.toastWaiters]) waiter(message);
      return;
    }
    const pending = this.pending.get(message.id);
    const { error } = message;
    if (error) pending?.reject(new HostError([error.message, ...error.log].join('\n  '), error.code));
    else pending?.resolve(message.value);
  }

  private end(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
