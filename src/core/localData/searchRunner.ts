import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { RunSearchTask, SearchTask, TaskResult } from './searchTasks';

/** The worker thread ends after this time without a task. */
const idleMs = 60_000;

export interface SearchWorkerData {
  /** Path of `desk.db`. */
  readonly file: string;
  /** Shared with the worker: the id of the newest search for what the user typed. */
  readonly typed: Int32Array;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

export interface SearchRunnerOptions {
  /** Path of the built `searchWorker.js`. */
  readonly script: string;
  /** Path of `desk.db`, which exists. */
  readonly file: string;
  readonly clock: Clock;
}

/** Runs search tasks in a worker thread with a connection of its own. It starts with the first task. */
export class SearchRunner implements Disposable {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private readonly typed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private idle: Disposable | undefined;

  constructor(private readonly options: SearchRunnerOptions) {}

  readonly run: RunSearchTask = <T extends SearchTask>(task: T) => {
    this.idle?.dispose();
    const worker = (this.worker ??= this.start());
    this.lastId += 1;
    const id = this.lastId;
    if (task.kind === 'search' && task.query.isTyped === true) Atomics.store(this.typed, 0, id);
    return new Promise<TaskResult<T>>((resolve, reject) => {
      // The worker runs `runSearchTask`.
      this.pending.set(id, { resolve: (result) => resolve(result as TaskResult<T>), reject });
      worker.postMessage({ id, task });
    });
  };

  /** Ends the thread, if there is one. Tasks that still run are rejected. */
  async close(): Promise<void> {
    this.idle?.dispose();
    await this.worker?.terminate();
  }

  dispose(): void {
    void this.close();
  }

  private start(): Worker {
    const { script, file } = this.options;
    const workerData: SearchWorkerData = { file, typed: this.typed };
    const worker = new Worker(script, { workerData });
    worker.unref();
    worker.on('message', (reply: Reply) => this.receive(reply));
    worker.on('error', (error) => this.end(worker, error));
    worker.on('exit', () => this.end(worker, new Error('The search worker ended.')));
    return worker;
  }

  private receive({ id, result, error }: Reply): void {
    const task = this.pending.get(id);
    this.pending.delete(id);
    if (error === undefined) task?.resolve(result);
    else task?.reject(new Error(error));
    if (this.pending.size > 0) return;
    this.idle = this.options.clock.after(idleMs, () => void this.close());
  }

  private end(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    const tasks = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of tasks) reject(error);
  }
}
