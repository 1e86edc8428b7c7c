import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Database, Row } from '../../../../src/core/storage/database';
import { StorageError } from '../../../../src/core/storage/storageError';
import { testDatabase } from '../../storage/support/testDatabase';
import { turn } from '../../stores/support/turn';

/** One database on disk, with one connection per window. */
export class MeterBench {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'meter-'));
  private readonly databases: Database[] = [];
  private handedOut = 0;
  /** The database cannot be used. */
  isFull = false;
  /** The database does not respond. */
  hangs = false;
  opens = 0;
  writes = 0;

  /** @param windows the maximum number of connections */
  async start(windows: number): Promise<void> {
    while (this.databases.length < windows) this.databases.push(await testDatabase(this.folder));
  }

  /** Opens the database in another window. */
  window(): () => Promise<Database> {
    const real = this.databases[this.handedOut];
    this.handedOut += 1;
    if (!real) throw new Error('The bench has too few connections.');
    const database: Database = {
      onDidChange: real.onDidChange,
      all: real.all.bind(real),
      get: real.get.bind(real),
      writeInParts: real.writeInParts.bind(real),
      write: async (topics, work) => {
        this.writes += 1;
        return await real.write(topics, work);
      },
      erase: () => real.erase(),
      close: () => real.close(),
    };
    return async () => {
      this.opens += 1;
      if (this.hangs) await new Promise(() => undefined);
      if (this.isFull) throw new StorageError('full', 'ENOSPC');
      return database;
    };
  }

  rows(sql: string): readonly Row[] {
    return this.databases[0]?.all(sql) ?? [];
  }

  async run(sql: string, ...parameters: readonly (string | number)[]): Promise<void> {
    await this.databases[0]?.write(['calls'], (writer) => writer.run(sql, ...parameters));
  }

  async dispose(): Promise<void> {
    for (const database of this.databases) await database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs everything that is ready to run, including commits, which take one turn each. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 8; turns += 1) await turn();
}
