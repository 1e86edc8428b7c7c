import { subscribe } from 'node:diagnostics_channel';
import FakeTimers from '@sinonjs/fake-timers';
import type { ActionOptions } from '../src/core/actions/actionContext';
import { LearnedCapabilities } from '../src/core/actions/learnedCapabilities';
import { TicketActions } from '../src/core/actions/ticketActions';
import { openClassicConnection } from '../src/core/api/classic/classicConnection';
import { systemClock } from '../src/core/base/clock';
import { toDisposable } from '../src/core/base/disposable';
import { silentLog } from '../src/core/base/log';
import { BulkRows } from '../src/core/bulk/bulkRows';
import { planChange } from '../src/core/bulk/planChange';
import { BulkRunner } from '../src/core/bulk/runner';
import type { LiveChatConnection } from '../src/core/domain/connection';
import type { TicketSummary } from '../src/core/domain/ticket';
import { AgentStore } from '../src/core/stores/agentStore';
import { AuditLog } from '../src/core/stores/auditLog';
import { DirectoryStore } from '../src/core/stores/directoryStore';
import type { SessionStore } from '../src/core/stores/sessionStore';
import { TicketStore } from '../src/core/stores/ticketStore';
import { startSandbox } from '../src/sandbox/sandbox';
import { MemoryLines, MemoryValues } from '../test/unit/actions/support/actionsFixture';
import { StorageBench } from '../test/unit/storage/support/storageBench';
import { LimitedServer } from './support/limitedServer';
import { atLeast, atMost, report } from './support/report';

const ceiling = 100;
const minuteMs = 60_000;
const account = { id: 'classic:bench', kind: 'classic', name: 'bench' } as const;

/** Calls over real sockets that are on their way. `fetch` has channels of its own, so its calls are counted where made. */
const inFlight = { count: 0 };
subscribe('http.client.request.start', () => (inFlight.count += 1));
subscribe('http.client.response.finish', () => (inFlight.count -= 1));

/**
 * The real client and runner, and loops with plain `fetch`, against the sandbox over loopback, behind a server that refuses calls above the ceiling.
 * The clock is simulated: it moves to the next timer once no call is on its way, so that ten minutes take seconds and
 * calls take no time.
 */
void report(async ({ quick }) => {
  const tickets = quick ? 150 : 500;
  const run = await measure(tickets, changeInRun);
  const naive = await measure(tickets, changeInLoop);
  const patient = await measure(tickets, changeInPatientLoop);
  const perMinute = callsPerMinute(run.arrivals);
  return {
    title: `A change of ${tickets} tickets under a ceiling of ${ceiling} calls in any 60 s, simulated clock`,
    runs: 1,
    figures: [
      { what: 'a run, fewest calls in a full 60 s', value: perMinute.fewest, unit: 'calls' },
      { what: 'a run, most calls in any 60 s', value: perMinute.most, unit: 'calls' },
      { what: 'a run', value: run.minutes, unit: 'minutes' },
      { what: 'a run, calls answered with 429', value: run.refused, unit: 'calls' },
      { what: 'a loop', value: naive.done, unit: `of ${tickets} tickets changed` },
      { what: 'a loop, calls answered with 429', value: naive.refused, unit: 'calls' },
      { what: 'a loop that waits for Retry-After', value: patient.minutes, unit: 'minutes' },
      { what: 'a loop that waits for Retry-After, answered with 429', value: patient.refused, unit: 'calls' },
      {
        what: 'that loop, fewest calls in a full 60 s',
        value: callsPerMinute(patient.arrivals).fewest,
        unit: 'calls',
      },
    ],
    verdicts: [
      atLeast('99 calls in each full 60 s', perMinute.fewest, 99, 'calls'),
      atMost('never 101 in any 60 s', perMinute.most, ceiling, 'calls'),
      atMost('no call is answered with 429', run.refused, 0, 'calls'),
      atLeast('every ticket is changed', run.done, tickets, 'tickets'),
      atMost('each once: two calls for a ticket', run.ofTickets, tickets * 2, 'calls'),
    ],
  };
});

interface Outcome {
  readonly arrivals: readonly number[];
  /** Calls on tickets. The others fetch names of groups, every five minutes. */
  readonly ofTickets: number;
  readonly refused: number;
  readonly done: number;
  readonly minutes: number;
}

/** What a script needs for calls of its own. */
interface Address {
  readonly url: string;
  readonly login: string;
  readonly key: string;
}

/** @returns how many tickets were changed */
type Change = (
  connection: LiveChatConnection,
  tickets: readonly TicketSummary[],
  address: Address,
) => Promise<number>;

async function measure(count: number, change: Change): Promise<Outcome> {
  const sandbox = await startSandbox({ tickets: count * 4, seed: 1 });
  const [{ login, apiKey: key } = { login: '', apiKey: '' }] = sandbox.credentials;
  const credential = { account: { ...account, name: login }, secret: key };
  const connect = (apiUrl: string, callsPerMinute: number): LiveChatConnection =>
    openClassicConnection({ credential, apiUrl, callsPerMinute, timeoutMs: 60_000, onCall: () => undefined });
  const direct = connect(sandbox.url, 100_000);
  const tickets = await openTickets(direct, count);
  direct.dispose();
  const limited = await LimitedServer.start(sandbox.url, ceiling);
  const clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  const connection = connect(limited.url, ceiling);
  try {
    const begun = Date.now();
    const done: number[] = [];
    const address = { url: limited.url, login, key };
    const work = change(connection, tickets, address).then((changed) => done.push(changed));
    for (;;) {
      await untilQuiet();
      if (done.length > 0) break;
      await clock.nextAsync();
    }
    await work;
    const { arrivals, refused, paths } = limited;
    return {
      ...{ arrivals, refused: refused.length, done: done[0] ?? 0 },
      ofTickets: paths.filter((path) => path.startsWith('/tickets/')).length,
      minutes: (Date.now() - begun) / minuteMs,
    };
  } finally {
    connection.dispose();
    clock.uninstall();
    limited.stop();
    await sandbox.dispose();
  }
}

async function openTickets(connection: LiveChatConnection, count: number): Promise<readonly TicketSummary[]> {
  const found: TicketSummary[] = [];
  for (let at: string | undefined = '1'; at !== undefined && found.length < count;) {
    const { rows, next } = await connection.tickets.list({ status: 'open' }, at);
    for (const row of rows) if (row.kind === 'ticket') found.push(row.ticket);
    at = next;
  }
  if (found.length < count) throw new Error(`The sandbox has only ${found.length} open tickets.`);
  return found.slice(0, count);
}

/** Writes to the database and calls over sockets take turns of the event loop. */
async function untilQuiet(): Promise<void> {
  for (let turn = 0; turn < 10 || inFlight.count > 0; turn += 1) {
    await new Promise((turned) => setImmediate(turned));
  }
}

async function changeInRun(
  connection: LiveChatConnection,
  tickets: readonly TicketSummary[],
): Promise<number> {
  const bench = new StorageBench();
  const database = await bench.database();
  const session = {
    current: { kind: 'signed-in', account },
    onDidChange: () => toDisposable(() => undefined),
    run: <T>(work: (opened: LiveChatConnection) => Promise<T>) => work(connection),
  } as unknown as SessionStore;
  const clock = systemClock;
  const options: ActionOptions = {
    ...{ session, clock },
    tickets: new TicketStore(session, clock),
    agents: new AgentStore(session, clock),
    directory: new DirectoryStore(session, clock),
    audit: new AuditLog(new MemoryLines(), clock),
    capabilities: new LearnedCapabilities(new MemoryValues(), clock),
  };
  const rows = new BulkRows(() => Promise.resolve(database));
  const actions = new TicketActions(options);
  const runner = new BulkRunner({ ...options, rows, actions, log: silentLog, owner: 'bench' });
  const request = { status: 'solved' } as const;
  const items = tickets.map((ticket) => planChange(request, ticket, {}));
  const id = await rows.create({ account: account.id, request }, 'planned', items, clock.now());
  await rows.confirm(id);
  await runner.run(id);
  const { done } = await rows.counts(id);
  await bench.dispose();
  return done;
}

/** What a script does at first: one `fetch` after the other, and the next ticket where one fails. */
async function changeInLoop(
  _: LiveChatConnection,
  tickets: readonly TicketSummary[],
  address: Address,
): Promise<number> {
  let done = 0;
  for (const { id } of tickets) {
    const read = await fetchTicket(address, id);
    const changed = read.ok && (await fetchTicket(address, id, { status: 'solved' })).ok;
    if (changed) done += 1;
  }
  return done;
}

/** The same with a wait after each refused call. */
async function changeInPatientLoop(
  _: LiveChatConnection,
  tickets: readonly TicketSummary[],
  address: Address,
): Promise<number> {
  const patiently = async (call: () => Promise<Response>): Promise<void> => {
    for (;;) {
      const response = await call();
      if (response.ok) return;
      const seconds = Number(response.headers.get('retry-after') ?? 1);
      await new Promise((waited) => setTimeout(waited, seconds * 1_000));
    }
  };
  for (const { id } of tickets) {
    await patiently(() => fetchTicket(address, id));
    await patiently(() => fetchTicket(address, id, { status: 'solved' }));
  }
  return tickets.length;
}

/** @throws Error if the call is neither answered nor limited */
async function fetchTicket({ url, login, key }: Address, id: string, change?: object): Promise<Response> {
  inFlight.count += 1;
  try {
    const response = await fetch(`${url}/tickets/${id}`, {
      method: change ? 'PUT' : 'GET',
      headers: {
        authorization: `Basic ${btoa(`${login}:${key}`)}`,
        'x-api-version': '2',
        ...(change && { 'content-type': 'application/json' }),
      },
      ...(change && { body: JSON.stringify(change) }),
    });
    await response.arrayBuffer();
    if (!response.ok && response.status !== 429) throw new Error(`Ticket ${id}: ${response.status}`);
    return response;
  } finally {
    inFlight.count -= 1;
  }
}

/** Over the 60 seconds that begin with or right after each call, as long as they are within the run. */
function callsPerMinute(arrivals: readonly number[]): { readonly fewest: number; readonly most: number } {
  const end = (arrivals.at(-1) ?? 0) - minuteMs;
  const from = arrivals.filter((at) => at <= end);
  const after = from.map((start) => arrivals.filter((at) => at > start && at <= start + minuteMs).length);
  const including = arrivals.map(
    (start) => arrivals.filter((at) => at >= start && at < start + minuteMs).length,
  );
  return { fewest: Math.min(...after), most: Math.max(...including) };
}
