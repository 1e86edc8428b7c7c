import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Arrival, ChatArrival, TicketArrival } from '../../../../../src/core/domain/arrival';
import type { Clock } from '../../../../../src/core/base/clock';
import { silentLog } from '../../../../../src/core/base/log';
import { readJournal } from '../../../../../src/core/events/journal/journalRows';
import type { Database } from '../../../../../src/core/storage/database';
import type { Journal, JournalOptions, JournalReader } from '../../../../../src/core/events/journal/journal';
import { openJournal } from '../../../../../src/core/events/journal/openJournal';
import { testDatabase } from '../../../storage/support/testDatabase';
import { FakeClock } from '../../../support/fakeClock';

/** A temporary folder and a fake clock. */
export class JournalBench {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'journal-'));
  readonly clock = new FakeClock();
  private readonly open: Journal[] = [];
  private readonly databases: Database[] = [];

  async start(more: Partial<JournalOptions> = {}): Promise<Journal> {
    const database = more.database ?? (await this.database());
    const journal = openJournal({ clock: this.clock, log: silentLog, ...more, database });
    this.open.push(journal);
    return journal;
  }

  /** The journal as another window reads it. */
  async reader(): Promise<JournalReader> {
    return readJournal({ database: await this.database(), clock: this.clock });
  }

  /** @param folder default: the bench's own */
  async database(
    folder = this.dir,
    more: { readonly maxPages?: number; readonly clock?: Clock } = {},
  ): Promise<Database> {
    const database = await testDatabase(folder, more);
    this.databases.push(database);
    return database;
  }

  async dispose(): Promise<void> {
    for (const journal of this.open) await journal.dispose();
    for (const database of this.databases) await database.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export function ticketArrival(id: string, more: Partial<TicketArrival> = {}): TicketArrival {
  const ticket = { id, subject: `Ticket ${id}`, groups: [{ id: 0 }], events: [], tags: [] };
  return { kind: 'ticket_created', eventId: `event-${id}`, account: 'classic:ada', ticket, ...more };
}

export function chatArrival(id: string, more: Partial<ChatArrival> = {}): ChatArrival {
  const chat = { id, agents: [], groups: [7], tags: [], messages: [], events: [] };
  return {
    kind: 'chat_started',
    eventId: `event-${id}`,
    account: 'classic:ada',
    chat,
    visitor: { name: 'Kim' },
    pre_chat_survey: [],
    ...more,
  };
}

/** Ids of the events on all pages, newest first. */
export async function allIds(journal: Pick<Journal, 'page'>): Promise<string[]> {
  const ids: string[] = [];
  for (let before: number | undefined = Infinity; before !== undefined;) {
    const page = await journal.page({ before, limit: 100 });
    ids.push(...page.entries.map(({ arrival }) => arrival.eventId));
    before = page.next;
  }
  return ids;
}

/** An arrival of about this many bytes. */
export function largeArrival(id: string, bytes: number): Arrival {
  const { ticket } = ticketArrival(id);
  return ticketArrival(id, { ticket: { ...ticket, subject: 'x'.repeat(bytes) } });
}
