import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { classicDeliveries } from '../src/core/api/classic/deliveries';
import { systemClock } from '../src/core/base/clock';
import { silentLog } from '../src/core/base/log';
import type { Arrival } from '../src/core/domain/arrival';
import { openDatabase } from '../src/core/storage/openDatabase';
import { openJournal } from '../src/core/events/journal/openJournal';
import { heldBytes } from './support/children';
import { deliveryBody } from './support/deliveries';
import { report, type Figure, type Verdict } from './support/report';
import { loadSqlite, SqliteJournal } from './support/sqliteJournal';
import { median } from './support/statistics';

/** As many deliveries as come at once, each acknowledged when it is kept. */
const atOnce = 32;
const pageSize = 50;
const megabyte = 1_000_000;

interface Found {
  readonly appendUs: number;
  readonly openMs: number;
  readonly pageMs: number;
  readonly sizeMb: number;
  readonly heldMb: number;
}

/** One way to keep events. */
interface Keeper {
  add(arrival: Arrival): Promise<unknown>;
  newest(): Promise<number> | number;
  close(): Promise<void> | undefined;
}

type Open = (dir: string) => Promise<Keeper>;

void report(async ({ quick }) => {
  const count = quick ? 10_000 : 100_000;
  const runs = quick ? 1 : 3;
  const sqlite = loadSqlite();
  const ways: Record<string, Open> = {
    // Beyond what it keeps by itself, so that all of it is there to be opened.
    'journal, all kept': (dir) => journal(dir, 1_000_000_000),
    'journal, its own 16 MB': (dir) => journal(dir),
    'plain JSONL': jsonl,
    ...(sqlite && { SQLite: (dir: string) => openSqlite(new SqliteJournal(sqlite, path.join(dir, 'db'))) }),
  };
  const figures: Figure[] = [];
  const verdicts: Verdict[] = [];
  for (const [name, open] of Object.entries(ways)) {
    const all: Found[] = [];
    for (let run = 0; run < runs; run += 1) all.push(await measure(open, count));
    const middle = (of: keyof Found): number => median(all.map((one) => one[of]));
    figures.push(
      { what: `${name}: append, ${atOnce} at once`, value: middle('appendUs'), unit: 'µs an event' },
      { what: `${name}: open`, value: middle('openMs'), unit: 'ms' },
      { what: `${name}: newest page`, value: middle('pageMs'), unit: 'ms' },
      { what: `${name}: on disk`, value: middle('sizeMb'), unit: 'MB' },
      { what: `${name}: in memory`, value: middle('heldMb'), unit: 'MB' },
    );
  }
  if (!sqlite) {
    verdicts.push({ target: 'beside SQLite', measured: `Node ${process.version} has none`, met: false });
  }
  return { title: `Journal of ${count.toLocaleString('en-US')} events`, runs, figures, verdicts };
});

async function measure(open: Open, count: number): Promise<Found> {
  const dir = mkdtempSync(path.join(tmpdir(), 'bench-events-'));
  try {
    const first = await open(dir);
    let spentMs = 0;
    for (let at = 0; at < count; at += atOnce) {
      // What they are made of is not what keeping them costs.
      const arrivals = Array.from({ length: atOnce }, (_, index) => arrivalOf(at + index));
      const begun = performance.now();
      await Promise.all(arrivals.map((arrival) => first.add(arrival)));
      spentMs += performance.now() - begun;
    }
    const appendUs = (spentMs / count) * 1_000;
    await first.close();
    const before = heldWithBuffers();
    const opening = performance.now();
    const second = await open(dir);
    const openMs = performance.now() - opening;
    const looking = performance.now();
    const found = await second.newest();
    const pageMs = performance.now() - looking;
    if (found !== pageSize) throw new Error(`${found} events came.`);
    const heldMb = (heldWithBuffers() - before) / megabyte;
    const sizes = readdirSync(dir).map((name) => statSync(path.join(dir, name)).size);
    await second.close();
    return {
      appendUs,
      openMs,
      pageMs,
      sizeMb: sizes.reduce((sum, size) => sum + size, 0) / megabyte,
      heldMb,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The journal holds bytes, which do not count as heap. */
function heldWithBuffers(): number {
  return heldBytes() + process.memoryUsage().external;
}

function arrivalOf(id: number): Arrival {
  const delivery = classicDeliveries.decode(JSON.parse(deliveryBody(String(id))));
  if (!delivery) throw new Error('The delivery could not be read.');
  return { eventId: `event-${id}`, account: 'classic:owner', ...delivery.content };
}

async function journal(dir: string, maxBytes?: number): Promise<Keeper> {
  const options = { clock: systemClock, log: silentLog };
  const database = await openDatabase({ folder: dir, ...options });
  const kept = openJournal({ database, ...options, ...(maxBytes !== undefined && { maxBytes }) });
  return {
    add: (arrival) => kept.accept(arrival),
    newest: async () => (await kept.page({ limit: pageSize })).entries.length,
    close: async () => {
      await kept.dispose();
      await database.close();
    },
  };
}

/** What the least code would do: no duplicates known, no marks, and all of it read for any of it. */
async function jsonl(dir: string): Promise<Keeper> {
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

function openSqlite(database: SqliteJournal): Promise<Keeper> {
  return Promise.resolve({
    add: (arrival) => {
      database.add(arrival);
      return Promise.resolve();
    },
    newest: () => database.newest(pageSize).length,
    close: () => {
      database.close();
      return undefined;
    },
  });
}
