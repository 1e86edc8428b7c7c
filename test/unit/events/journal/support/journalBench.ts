import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Arrival, ChatArrival, TicketArrival } from '../../../../../src/core/domain/arrival';
import { silentLog } from '../../../../../src/core/base/log';
import type { Journal, JournalOptions } from '../../../../../src/core/events/journal/journal';
import { openJournal } from '../../../../../src/core/events/journal/openJournal';
import { FakeClock } from '../../../sandbox/fakeClock';

/** A folder of its own and a clock moved by hand. */
export class JournalBench {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'journal-'));
  readonly clock = new FakeClock();
  private readonly open: Journal[] = [];

  async start(more: Partial<JournalOptions> = {}): Promise<Journal> {
    const journal = await openJournal({ dir: this.dir, clock: this.clock, log: silentLog, ...more });
    this.open.push(journal);
    return journal;
  }

  async dispose(): Promise<void> {
    for (const journal of this.open) await journal.dispose();
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
