import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../src/core/base/clock';
import { silentLog } from '../src/core/base/log';
import type { TicketQuery, TicketSort } from '../src/core/domain/ticket';
import type { TicketSummaryValue } from '../src/core/localData/keptItem';
import { LocalStore } from '../src/core/localData/localStore';
import { databaseFile } from '../src/core/storage/changeWatcher';
import { openDatabase } from '../src/core/storage/openDatabase';
import { viewPage } from '../src/core/stores/ticketViewList';
import { ticketItem } from '../src/ui/tickets/views/ticketItem';
import { atMost, report } from './support/report';
import { median, percentile } from './support/statistics';

const account = 'classic:ada';
const count = 20_000;
const minuteMs = 60_000;

const views: Readonly<Record<string, { readonly filter: TicketQuery; readonly sort: TicketSort }>> = {
  'all, longest wait first': { filter: {}, sort: 'waiting' },
  'all, newest first': { filter: {}, sort: 'newest' },
  'all, highest priority first': { filter: {}, sort: 'priority' },
  'of one agent, longest wait first': {
    filter: { status: 'open', assignee: 'a4@example.com' },
    sort: 'waiting',
  },
  'with a rare tag': { filter: { tag: 'rare' }, sort: 'newest' },
  'of one group, changed this week': { filter: { group: 3, dateFrom: '2026-06-01' }, sort: 'waiting' },
  'with a word in the subject': { filter: { query: 'zipper' }, sort: 'waiting' },
};

/** The first rows of views over known tickets. Without a connection, they cannot make a call. */
void report(async ({ quick }) => {
  const runs = quick ? 10 : 60;
  const folder = mkdtempSync(path.join(tmpdir(), 'livechat-desk-views-'));
  const database = await openDatabase({
    ...{ folder, clock: systemClock, log: silentLog },
    runInWorker: () => Promise.resolve(),
  });
  const store = new LocalStore({
    ...{ database, clock: systemClock, log: silentLog, days: () => 30 },
    script: path.resolve('dist', 'searchWorker.js'),
    file: path.join(folder, databaseFile),
  });
  try {
    await store.kept.keepRows(account, tickets(), Date.now());
    await store.run({ kind: 'index' });
    const took: number[] = [];
    const figures = [];
    for (const [name, view] of Object.entries(views)) {
      const ofView: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const begun = performance.now();
        const { rows } = await store.tickets({ ...view, account, unlisted: [], limit: viewPage });
        for (const row of rows) ticketItem({ kind: 'ticket', key: 'view/bench', row }, Date.now());
        ofView.push(performance.now() - begun);
        if (rows.length === 0) throw new Error(`The view "${name}" is empty.`);
      }
      took.push(...ofView);
      figures.push({ what: name, value: median(ofView), unit: 'ms' });
    }
    const p95 = percentile(took, 95);
    figures.push({ what: 'any of them, 95th percentile', value: p95, unit: 'ms' });
    return {
      title: `First ${viewPage} rows of views over ${count.toLocaleString('en-US')} known tickets`,
      runs,
      figures,
      verdicts: [atMost('at most 50 ms in 95 of 100 cases, without a call', p95, 50, 'ms')],
    };
  } finally {
    store.dispose();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

function tickets(): TicketSummaryValue[] {
  const statuses = ['open', 'pending', 'solved', 'spam'];
  const priorities = ['low', 'medium', 'high', 'urgent'];
  const last = Date.UTC(2026, 5, 8);
  return Array.from({ length: count }, (_, at) => {
    const modified = new Date(last - at * minuteMs).toISOString();
    const tags = at % 400 === 0 ? ['vip', 'rare'] : ['vip'];
    return {
      kind: 'ticket',
      ticket: {
        id: `T${at}`,
        subject: at % 500 === 0 ? `Zipper ${at} is stuck` : `Question ${at} about an order`,
        status: statuses[at % statuses.length] ?? 'open',
        priority: priorities[at % priorities.length] ?? 'low',
        ...{ date: modified, modified, tags },
        requester: { mail: `c${at % 3_000}@mail.example`, name: `Customer ${at % 3_000}` },
        assignee: { id: `a${at % 12}@example.com`, name: `Agent ${at % 12}` },
        groupIds: [at % 5],
        wait: at % 3 === 0 ? { since: modified } : {},
      },
      malformed: [],
    };
  });
}
