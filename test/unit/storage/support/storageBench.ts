import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buildSync } from 'esbuild';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { Database } from '../../../../src/core/storage/database';
import { openDatabase, type DatabaseOptions } from '../../../../src/core/storage/openDatabase';
import type { Order, Report } from './storageProcess';

/** Builds a program once for the tests of a file. */
export function buildProgram(folder: string, entryPoint: string): string {
  buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    target: 'node22',
    outdir: folder,
    logLevel: 'error',
  });
  return path.join(folder, `${path.basename(entryPoint, '.ts')}.js`);
}

/** A temporary folder, and databases and processes that end with the test. */
export class StorageBench {
  readonly root = mkdtempSync(path.join(tmpdir(), 'storage-'));
  readonly folder = path.join(this.root, 'globalStorage');
  readonly file = path.join(this.folder, 'desk.db');
  readonly warnings: string[] = [];
  private readonly open: Database[] = [];
  private readonly children: StorageProcess[] = [];

  async database(more: Partial<DatabaseOptions> = {}): Promise<Database> {
    const log = { ...silentLog, warn: (line: string) => this.warnings.push(line) };
    const database = await openDatabase({ folder: this.folder, clock: systemClock, log, ...more });
    this.open.push(database);
    return database;
  }

  /** The file, opened as another program would. */
  raw<T>(work: (connection: DatabaseSync) => T, file = this.file): T {
    const connection = new DatabaseSync(file);
    try {
      return work(connection);
    } finally {
      connection.close();
    }
  }

  process(
    program: string,
    options: { readonly execArgv?: string[]; readonly uid?: number } = {},
  ): StorageProcess {
    const child = new StorageProcess(
      fork(program, [this.folder], {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        execArgv: [],
        ...options,
      }),
    );
    this.children.push(child);
    return child;
  }

  async dispose(): Promise<void> {
    for (const database of this.open) await database.close();
    for (const child of this.children) await child.kill();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Another process with the database open. */
export class StorageProcess {
  private readonly reports: Report[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(private readonly child: ChildProcess) {
    child.on('message', (report) => {
      this.reports.push(report as Report);
      for (const look of [...this.waiting]) look();
    });
  }

  order(order: Order): void {
    this.child.send(order);
  }

  all<K extends Report['kind']>(kind: K): readonly (Report & { readonly kind: K })[] {
    return this.reports.filter((report): report is Report & { readonly kind: K } => report.kind === kind);
  }

  async report<K extends Report['kind']>(kind: K, count = 1): Promise<Report & { readonly kind: K }> {
    return await new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.all(kind);
        const last = found[count - 1];
        if (!last) return;
        this.waiting.delete(look);
        resolve(last);
      };
      this.waiting.add(look);
      this.child.once('exit', (code) => reject(new Error(`The process ended (${code}) before ${kind}.`)));
      look();
    });
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGKILL');
    await ended;
  }
}
