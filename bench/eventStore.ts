import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { classicDeliveries } from '../src/core/api/classic/deliveries';
import { systemClock } from '../src/core/base/clock';
import { silentLog } from '../src/core/base/log';
import type { Arrival } from '../src/core/domain/arrival';
import { openJournal } from '../src/core/events/journal/openJournal';
import { openDatabase } from '../src/core/storage/openDatabase';
import { heldBytes } from './support/children';
import { deliveryBody } from './support/deliveries';
import { report, type Figure } from './support/report';
import { median } from './support/statistics';

/** Events that are added at the same time, each acknowledged once it is stored. */
const atOnce = 32;
const pageSize = 50;
const megabyte = 1_000_000;

interface Found {
  readonly appendUs: number;
  readonly openMs: number;
  readonly pageMs: number;
  readonly diskMb: number;
  readonly heldMb: number;
}

interface Store {
  add(arrival: Arrival): Promise<unknown>;
  /** @returns how many entries the newest page has */
  newest(): Promise<number> | number;
  close(): Promise<void> | undefined;
}

const stores: Readonly<Record<string, (dir: string) => Promise<Store>>> = {
  'event store': eventStore,
  'plain JSONL': jsonl,
};

void report(async ({ quick }) => {
  const count = quick ? 10_000 : 100_000;
  const runs = quick ? 1 : 3;
  const figures: Figure[] = [];
  for (const [name, open] of Object.entries(stores)) {
    const all: Found[] = [];
    for (let run = 0; run < runs; run += 1) all.push(await measure(open, count));
    const middle = (of: keyof Found): number => median(all.map((one) => one[of]));
    figures.push(
      { what: `${name}: append, ${atOnce} at once`, value: middle('appendUs'), unit: 'µs an event' },
      { what: `${name}: open`, value: middle('openMs'), unit: 'ms' },
      { what: `${name}: newest page`, value: middle('pageMs'), unit: 'ms' },
      { what: `${name}: on disk`, value: middle('diskMb'), unit: 'MB' },
      { what: `${name}: in memory`, value: middle('heldMb'), unit: 'MB' },
    );
  }
  return { title: `Event store of ${count.toLocaleString('en-US')} events`, runs, figures, verdicts: [] };
});

async function measure(open: (dir: string) => Promise<Store>, count: number): Promise<Found> {
  const dir = mkdtempSync(path.join(tmpdir(), 'bench-events-'));
  try {
    const first = await open(dir);
    let spentMs = 0;
    for (let at = 0; at < count; at += atOnce) {
      // Decoding the deliveries is not part of storing them.
      const arrivals = Array.from({ length: atOnce }, (_, index) => arrivalOf(at + index));
      const begun = performance.now();
      await Promise.all(arrivals.map((arrival) => first.add(arrival)));
      spentMs += performance.now() - begun;
    }
    await first.close();
    const before = usedBytes();
    const opening = performance.now();
    const second = await open(dir);
    const openMs = performance.now() - opening;
    const reading = performance.now();
    const found = await second.newest();
    const pageMs = performance.now() - reading;
    if (found !== pageSize) throw new Error(`The newest page has ${found} events.`);
    const heldMb = (usedBytes() - before) / megabyte;
    const sizes = readdirSync(dir).map((name) => statSync(path.join(dir, name)).size);
    await second.close();
    return {
      appendUs: (spentMs / count) * 1_000,
      openMs,
      pageMs,
      diskMb: sizes.reduce((sum, size) => sum + size, 0) / megabyte,
      heldMb,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Bytes of heap and of buffers outside of it. */
function usedBytes(): number {
  return heldBytes() + process.memoryUsage().external;
}

function arrivalOf(id: number): Arrival {
  const delivery = classicDeliveries.decode(JSON.parse(deliveryBody(String(id))));
  if (!delivery) throw new Error('The delivery could not be decoded.');
  return { eventId: `event-${id}`, account: 'classic:owner', ...delivery.content };
}

/** With a limit that is never reached, so that all events are there when it opens again. */
async function eventStore(dir: string): Promise<Store> {
  const options = { clock: systemClock, log: silentLog };
  const database = await openDatabase({ folder: dir, ...options });
  const journal = openJournal({ database, ...options, maxBytes: 1_000 * megabyte });
  return {
    add: (arrival) => journal.accept(arrival),
    newest: async () => (await journal.page({ limit: pageSize })).entries.length,
    close: async () => {
      await journal.dispose();
      await database.close();
    },
  };
}

/** The least code that stores events: no duplicates, no marks, and everything is read to read any of it. */
async function jsonl(dir: string): Promise<Store> {
  const file = path.join(dir, 'events.jsonl');
  await appendFile(file, '');
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const all = lines.map((line) => JSON.parse(line) as Arrival);
  return {
    add: (arrival) => appendFile(file, `${JSON.stringify(arrival)}\n`),
    newest: () => all.slice(-pageSize).length,
    close: () => undefined,
  };
}
