import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopChildren } from '../scripts/workbench/childProcesses.mjs';
import { packageExtension } from '../scripts/workbench/packageExtension.mjs';
import { vsixFile } from '../scripts/workbench/project.mjs';
import { systemClock, type Clock } from '../src/core/base/clock';
import { silentLog } from '../src/core/base/log';
import { openDatabase } from '../src/core/storage/openDatabase';
import type { Workbench } from '../test/workbench/support/startWorkbench';
import { blockedByQueries, type BlockedBy } from './support/blockedByQueries';
import { Gauge } from './support/gauge';
import type { HeldMemory } from './support/gaugeMessages';
import { knowEvents } from './support/knownEvents';
import { knowTickets, rareWord } from './support/knownTickets';
import { atMost, report, type Figure } from './support/report';
import { startSignedIn } from './support/signedInEditor';
import { median, percentile } from './support/statistics';
import { showTicketsOnly } from './support/ticketClicks';
import { loadMore } from './support/ticketRows';
import { TicketSandbox } from './support/ticketSandbox';

const many = 20_000;
const few = 100;
const delayMs = 400;
const dayMs = 24 * 3_600_000;
const megabyte = 1_000_000;
/** What a person searches for, letter by letter. */
const phrases = [
  rareWord,
  'josé peña',
  'invoice names another',
  'order 41234',
  'nowak bicycle',
  'refund camera',
];

void report(async ({ quick }) => {
  await packageExtension();
  const sandbox = await TicketSandbox.start(500);
  const parent = mkdtempSync(path.join(tmpdir(), 'bench-local-'));
  try {
    await sandbox.delay(delayMs);
    const runs = quick ? 2 : 5;
    const small = await measure(sandbox, path.join(parent, 'few'), few, runs);
    const large = await measure(sandbox, path.join(parent, 'many'), many, runs);
    const { searches, opening, file, blocked } = large;
    const grown = (large.held - small.held) / megabyte;
    const worst = blocked.reduce((most, one) => (one.query > most.query ? one : most));
    return {
      title: `${many.toLocaleString('en-US')} known tickets in a real VS Code`,
      runs,
      figures: [
        { what: 'search while typing, p50', value: median(searches.ms), unit: 'ms' },
        { what: 'database with 20,000 tickets and 30 days of events', value: file / megabyte, unit: 'MB' },
        { what: 'held by the extension host, 100 known', value: small.held / megabyte, unit: 'MB' },
        { what: 'held by the extension host, 20,000 known', value: large.held / megabyte, unit: 'MB' },
        ...blocked.flatMap(figuresOf),
      ],
      verdicts: [
        atMost('search while typing, p95 at most 30 ms', percentile(searches.ms, 95), 30, 'ms'),
        atMost('search while typing, no calls', searches.calls, 0, 'calls'),
        atMost('memory over 100 known at most 4 MB', grown, 4, 'MB'),
        atMost('opening the database at most 10 ms', opening, 10, 'ms'),
        atMost('no query blocks the host for over 15 ms', worst.query, 15, 'ms'),
      ],
    };
  } finally {
    await sandbox.stop();
    await stopChildren();
    rmSync(parent, { recursive: true, force: true });
  }
});

function figuresOf({ act, query, sql, loop }: BlockedBy): readonly Figure[] {
  return [
    { what: `${act}: longest query (${sql.slice(0, 60).replace(/\s+/g, ' ')})`, value: query, unit: 'ms' },
    { what: `${act}: longest delay of the event loop`, value: loop, unit: 'ms' },
  ];
}

interface Found {
  readonly held: number;
  readonly searches: { readonly ms: readonly number[]; readonly calls: number };
  /** Milliseconds until an existing database is open. */
  readonly opening: number;
  /** Bytes of the database with its search index. */
  readonly file: number;
  readonly blocked: readonly BlockedBy[];
}

async function measure(sandbox: TicketSandbox, dir: string, count: number, runs: number): Promise<Found> {
  const gauge = new Gauge(dir);
  const measured = { file: 0, opening: 0 };
  const prepare = async (folder: string): Promise<void> => {
    // Half of them were fetched ten days ago.
    const earlier: Clock = { ...systemClock, now: () => Date.now() - 10 * dayMs };
    await knowTickets(folder, sandbox.account, { from: 0, to: count / 2 }, earlier);
    await knowTickets(folder, sandbox.account, { from: count / 2, to: count });
    if (count === many) await knowEvents(folder, sandbox.account, { days: 30, perDay: 300 });
    measured.file = sizeOf(folder);
    measured.opening = await openingMs(folder, runs);
  };
  let workbench: Workbench | undefined;
  try {
    const { env, extensionDir } = gauge;
    await gauge.begin(async () => {
      const options = { vsix: vsixFile, sandbox, prepare, env, extensionDirs: [extensionDir] };
      workbench = await startSignedIn(options);
    });
    if (!workbench) throw new Error('The editor did not start.');
    await showTicketsOnly(workbench);
    await loadMore(workbench, 2);
    const held = await heldMemory(gauge, runs);
    if (count < many) return { ...measured, held, searches: { ms: [], calls: 0 }, blocked: [] };
    const searches = await type(gauge, sandbox);
    const blocked = await blockedByQueries({ workbench, gauge, phrases });
    return { ...measured, held, searches, blocked };
  } finally {
    await workbench?.dispose();
  }
}

async function heldMemory(gauge: Gauge, runs: number): Promise<number> {
  const all: HeldMemory[] = [];
  for (let run = 0; run < 2 * runs; run += 1) {
    await new Promise((done) => setTimeout(done, 1_500));
    all.push(await gauge.memory());
  }
  return Math.min(...all.map(({ held }) => held));
}

async function type(gauge: Gauge, sandbox: TicketSandbox): Promise<Found['searches']> {
  const before = (await sandbox.calls()).count;
  // The worker starts with the first search.
  await gauge.execute('livechat.search', { query: 'parcel', limit: 50 });
  const ms: number[] = [];
  for (const phrase of phrases) {
    for (let length = 3; length <= phrase.length; length += 1) {
      const query = phrase.slice(0, length);
      ms.push((await gauge.execute('livechat.search', { query, limit: 50 })).ms);
    }
  }
  return { ms, calls: (await sandbox.calls()).count - before };
}

function sizeOf(folder: string): number {
  return readdirSync(folder)
    .filter((name) => name.startsWith('desk.db'))
    .reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
}

async function openingMs(folder: string, runs: number): Promise<number> {
  const all: number[] = [];
  for (let run = 0; run < 3 * runs; run += 1) {
    const begun = performance.now();
    const database = await openDatabase({ folder, clock: systemClock, log: silentLog });
    all.push(performance.now() - begun);
    await database.close();
  }
  return median(all);
}
