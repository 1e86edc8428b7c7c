import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { silentLog } from '../../../../src/core/base/log';
import type { Ticket, TicketSummary } from '../../../../src/core/domain/ticket';
import type { TicketSummaryValue } from '../../../../src/core/localData/keptItem';
import { KeptItems } from '../../../../src/core/localData/keptItems';
import type { SearchResult } from '../../../../src/core/localData/search';
import { runSearchTask, type SearchTask } from '../../../../src/core/localData/searchTasks';
import type { Database } from '../../../../src/core/storage/database';
import type { DatabaseOptions } from '../../../../src/core/storage/openDatabase';
import { StorageBench } from '../../storage/support/storageBench';
import { FakeClock } from '../../support/fakeClock';

export const account = 'classic:ada';
/** The time of version 0 of every ticket. */
export const start = Date.UTC(2026, 5, 1);

/** A ticket of a list; each version was modified a minute later. */
export function row(id: string, version: number, more: Partial<TicketSummary> = {}): TicketSummaryValue {
  const modified = new Date(start + version * 60_000).toISOString();
  const ticket = { id, subject: `Subject ${version}`, status: 'open', modified, ...more };
  return { kind: 'ticket', ticket, malformed: [] };
}

/** The same ticket with a message. */
export function ticket(id: string, version: number, message: string, more: Partial<Ticket> = {}): Ticket {
  const events = [{ type: 'message', message, author: { name: 'Customer', type: 'client' } }];
  return { ...row(id, version).ticket, groups: [], tags: [], events, ...more };
}

/** What is kept in a database in a temporary folder. */
export class KeptBench {
  readonly storage = new StorageBench();
  readonly clock = new FakeClock();
  days = 30;
  /** The server of every account by the settings; unknown by default. */
  server: string | undefined;

  /** Another connection to the same file, as another window has it. */
  async open(options: Partial<DatabaseOptions> = {}): Promise<{ kept: KeptItems; database: Database }> {
    const database = await this.storage.database(options);
    const { clock } = this;
    const days = (): number => this.days;
    const server = (): string | undefined => this.server;
    return { database, kept: new KeptItems({ database, clock, log: silentLog, days, server }) };
  }

  /** Names of the files that contain the text. */
  filesWith(text: string): readonly string[] {
    const { folder } = this.storage;
    return readdirSync(folder).filter((name) => readFileSync(path.join(folder, name)).includes(text));
  }

  async dispose(): Promise<void> {
    await this.storage.dispose();
  }
}

export async function find(database: Database, query: string, limit = 50): Promise<SearchResult> {
  const task: SearchTask = { kind: 'search', query: { account, query, limit, since: 0 } };
  return await runSearchTask(database, task);
}

export async function idsOf(database: Database, query: string): Promise<readonly string[]> {
  return (await find(database, query)).hits.map(({ id }) => id);
}
