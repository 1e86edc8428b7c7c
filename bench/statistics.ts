import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { systemClock } from '../src/core/base/clock';
import { silentLog } from '../src/core/base/log';
import type { Arrival } from '../src/core/domain/arrival';
import type { Ticket, TicketEvent } from '../src/core/domain/ticket';
import { openJournal } from '../src/core/events/journal/openJournal';
import { LocalStore } from '../src/core/localData/localStore';
import { databaseFile } from '../src/core/storage/changeWatcher';
import { openDatabase } from '../src/core/storage/openDatabase';
import { atMost, report } from './support/report';
import { median } from './support/statistics';

const account = 'classic:owner';
const tickets = 20_000;
const events = 50_000;
const dayMs = 24 * 3_600_000;
const now = Date.now();
const agents = Array.from({ length: 12 }, (_, at) => `agent${at}@example.com`);
/** Handling of a turn of the event loop that takes longer blocks the host. */
const tickMs = 1;

void report(async ({ quick }) => {
  const runs = quick ? 3 : 15;
  const dir = mkdtempSync(path.join(tmpdir(), 'bench-statistics-'));
  try {
    buildSync({
      entryPoints: ['src/core/localData/searchWorker.ts'],
      ...{ bundle: true, platform: 'node', target: 'node22', outdir: dir, logLevel: 'error' },
    });
    const options = { clock: systemClock, log: silentLog };
    const database = await openDatabase({ folder: dir, ...options });
    const store = new LocalStore({
      ...options,
      ...{ database, days: () => 400, script: path.join(dir, 'searchWorker.js') },
      file: path.join(dir, databaseFile),
    });
    const journal = openJournal({ database, ...options, days: () => 400, maxBytes: 1_000_000_000 });
    for (let at = 0; at < tickets; at += 50) {
      const part = Array.from({ length: 50 }, (_, index) => ticketOf(at + index));
      await Promise.all(part.map((ticket) => store.kept.keepTicket(account, ticket, now)));
    }
    for (let at = 0; at < events; at += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => journal.accept(chatEventOf(at + index))));
    }
    await journal.dispose();
    const period = { account, from: now - 365 * dayMs, to: now };
    // Facts are derived when something was kept; the first report derives all of them here.
    const deriving = performance.now();
    await store.report(period);
    const derivedMs = performance.now() - deriving;
    const found: { readonly tookMs: number; readonly blockedMs: number }[] = [];
    for (let run = 0; run < runs; run += 1) {
      const blocked = blockedTime();
      const begun = performance.now();
      const { tickets: counted, chats } = await store.report(period);
      const tookMs = performance.now() - begun;
      found.push({ tookMs, blockedMs: blocked() });
      if (counted.created !== tickets) throw new Error(`${counted.created} tickets were counted.`);
      if (chats.started !== events / 2) throw new Error(`${chats.started} chats were counted.`);
    }
    store.dispose();
    await database.close();
    const took = median(found.map(({ tookMs }) => tookMs));
    const blocked = median(found.map(({ blockedMs }) => blockedMs));
    return {
      title: `Statistics of a year: ${tickets.toLocaleString('en-US')} tickets, ${events.toLocaleString('en-US')} events`,
      runs,
      figures: [
        { what: 'statistics', value: took, unit: 'ms' },
        { what: 'longest block of the host meanwhile', value: blocked, unit: 'ms' },
        { what: 'facts derived once, in the worker', value: derivedMs, unit: 'ms' },
      ],
      verdicts: [
        atMost('statistics within 150 ms', took, 150, 'ms'),
        atMost('the host blocked for 15 ms at most', blocked, 15, 'ms'),
      ],
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

/** @returns ends measuring, and gives the longest time in which no timer ran */
function blockedTime(): () => number {
  let last = performance.now();
  let longest = 0;
  const note = (): void => {
    const at = performance.now();
    longest = Math.max(longest, at - last - tickMs);
    last = at;
  };
  const timer = setInterval(note, tickMs);
  return () => {
    clearInterval(timer);
    note();
    return longest;
  };
}

function ticketOf(number: number): Ticket {
  const begun = now - (number / tickets) * 364 * dayMs - 60_000;
  const agent = agents[number % agents.length] ?? '';
  const at = (minutes: number): string => new Date(Math.min(now, begun + minutes * 60_000)).toISOString();
  const text = 'I ordered a lamp some days ago, and the parcel has not come yet. '.repeat(8);
  const customer = { id: 'customer@example.com', type: 'client' };
  const conversation: TicketEvent[] = [
    { type: 'message', date: at(0), message: text, author: customer },
    { type: 'message', date: at(5 + (number % 600)), message: text, author: { id: agent, type: 'agent' } },
    { type: 'message', date: at(700), message: text, author: customer },
  ];
  const isSolved = number % 4 > 0;
  if (isSolved) {
    const changes = [{ field: 'status', from: 'open', to: 'solved' }];
    const author = { id: agent, type: 'agent' };
    conversation.push({ type: 'status_changed', date: at(900), to: { id: 'solved' }, changes, author });
  }
  return {
    ...{ id: `T${number}`, subject: `Order ${number}`, status: isSolved ? 'solved' : 'open' },
    ...{ date: at(0), modified: at(900), assignee: { id: agent }, groups: [], tags: [] },
    requester: { mail: 'customer@example.com', name: 'Customer' },
    events: conversation,
  };
}

/** Each chat starts and ends. */
function chatEventOf(number: number): Arrival {
  const chat = Math.floor(number / 2);
  const started = now - (chat / events) * 2 * 364 * dayMs - 3_600_000;
  const kind = number % 2 === 0 ? 'chat_started' : 'chat_ended';
  return {
    ...{ eventId: `event-${number}`, account, kind },
    chat: {
      id: `C${chat}`,
      started_timestamp: new Date(started).toISOString(),
      ...(kind === 'chat_ended' && { ended_timestamp: new Date(started + 600_000).toISOString() }),
      agents: [{ login: agents[chat % agents.length] ?? '' }],
      ...{ groups: [], tags: [], messages: [], events: [] },
    },
    visitor: { name: 'Customer' },
    pre_chat_survey: [],
  };
}
