import { mkdirSync } from 'node:fs';
import { systemClock, type Clock } from '../../src/core/base/clock';
import { silentLog } from '../../src/core/base/log';
import type { Ticket } from '../../src/core/domain/ticket';
import { KeptItems } from '../../src/core/localData/keptItems';
import { runSearchTask } from '../../src/core/localData/searchTasks';
import { openDatabase } from '../../src/core/storage/openDatabase';

/** Tickets that are stored in one transaction. */
const atOnce = 250;
const minuteMs = 60_000;

/**
 * Stores tickets with conversations of 1.5 KB as if they had been fetched, and their search index. None of them is in the
 * sandbox.
 * @param folder of the extension's database
 */
export async function knowTickets(
  folder: string,
  account: string,
  { from, to }: { readonly from: number; readonly to: number },
  clock: Clock = systemClock,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const database = await openDatabase({ folder, clock, log: silentLog });
  const kept = new KeptItems({ database, clock, log: silentLog, days: () => 30 });
  for (let start = from; start < to; start += atOnce) {
    const part = Array.from({ length: Math.min(atOnce, to - start) }, (_, index) => start + index);
    await Promise.all(part.map((index) => kept.keepTicket(account, knownTicket(index), clock.now())));
  }
  await runSearchTask(database, { kind: 'index' });
  await database.close();
}

/** A word that only this many of the known tickets contain: one in 500. */
export const rareWord = 'ukulele';

const names = ['Kim Example', 'José Peña', 'Łucja Nowak', 'Anna Müller', 'Sam Okafor', 'Chloé Martin'];
const goods = ['lamp', 'tent', 'bicycle', 'notebook', 'kettle', 'jacket', 'camera'];
const sentences = [
  'I ordered it three weeks ago, and nothing has come so far.',
  'The invoice names another address than the one that I entered.',
  'Could you please tell me when it will be delivered, as I leave on Friday?',
  'We have looked into it and found that the parcel waits at the depot of the carrier.',
  'Thank you for the quick answer; I will wait until tomorrow then.',
  'The parcel has been returned to us, so we send it again today.',
  'A refund takes five to ten days, depending on the bank.',
];

function knownTicket(index: number): Ticket {
  const at = (steps: number): string =>
    new Date(Date.UTC(2026, 9, 1) - index * minuteMs + steps * 1_000).toISOString();
  const pick = <T>(from: readonly T[], step = 0): T => from[(index * 7 + step * 3) % from.length]!;
  const name = pick(names);
  const thing = index % 500 === 0 ? rareWord : pick(goods);
  return {
    id: `KN${100_000 + index}`,
    subject: `The ${thing} of order ${40_000 + index} has not arrived`,
    status: pick(['solved', 'open', 'pending']),
    date: at(0),
    modified: at(600),
    requester: { mail: `customer.${index}@example.com`, name },
    source: { type: 'mail' },
    assignee: { id: `agent.${index % 40}@example.com`, name: `Agent ${index % 40}` },
    tags: ['order', `tag-${index % 100}`],
    groups: [{ id: 1 }],
    events: Array.from({ length: 6 }, (_, step) => ({
      type: 'message',
      date: at(step),
      author: { id: `customer.${index}@example.com`, name, type: step % 2 === 0 ? 'client' : 'agent' },
      message: [thing, ...[0, 1, 2].map((part) => pick(sentences, step + part))].join(' '),
    })),
  };
}
