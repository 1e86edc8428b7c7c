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
import { failureOf } from '../src/core/domain/failure';
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

/** Calls over real sockets that are on their way. */
const inFlight = { count: 0 };
subscribe('http.client.request.start', () => (inFlight.count += 1));
subscribe('http.client.response.finish', () => (inFlight.count -= 1));

/**
 * The real client and runner against the sandbox over loopback, behind a server that refuses calls above the ceiling.
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
      atMost('each once: two calls for a ticket', run.arrivals.length, tickets * 2 + 2, 'calls'),
    ],
  };
});

interface Outcome {
  readonly arrivals: readonly number[];
  readonly refused: number;
  readonly done: number;
  readonly minutes: number;
}

type Change = (connection: LiveChatConnection, tickets: readonly TicketSummary[]) => Promise<number>;

async function measure(count: number, change: Change): Promise<Outcome> {
  const sandbox = await startSandbox({ tickets: count * 4, seed: 1 });
  const [owner] = sandbox.credentials;
  const credential = {
    account: { ...account, name: owner?.login ?? '' },
    secret: owner?.apiKey ?? '',
  };
  const connect = (apiUrl: string, callsPerMinute: number): LiveChatConnection =>
    openClassicConnection({ credential, apiUrl, callsPerMinute, timeoutMs: 60_000, onCall: () => undefined });
  const direct = connect(sandbox.url, 100_000);
  const tickets = await openTickets(direct, count);
  direct.dispose();
  const limited = await LimitedServer.start(sandbox.url, ceiling);
  const clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  // Each way of changing has its own limits: only that of a run keeps the ceiling.
  const connection = connect(limited.url, change === changeInRun ? ceiling : 100_000);
  try {
    const begun = Date.now();
    const done: number[] = [];
    const work = change(connection, tickets).then((changed) => done.push(changed));
    for (;;) {
      await untilQuiet();
      if (done.length > 0) break;
      await clock.nextAsync();
    }
    await work;
    const { arrivals, refused } = limited;
    return {
      ...{ arrivals, refused: refused.length, done: done[0] ?? 0 },
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

/** What a script does at first: a call after the other, and the next ticket where one fails. */
async function changeInLoop(
  { tickets: api }: LiveChatConnection,
  tickets: readonly TicketSummary[],
): Promise<number> {
  let done = 0;
  for (const { id } of tickets) {
    try {
      await api.get(id, { failsIfLimited: true });
      await api.update(id, { status: 'solved' }, { failsIfLimited: true });
      done += 1;
    } catch (thrown) {
      if (failureOf(thrown)?.code !== 'rate-limited') throw thrown;
    }
  }
  return done;
}

/** The same with a wait after each refused call. */
async function changeInPatientLoop(
  { tickets: api }: LiveChatConnection,
  tickets: readonly TicketSummary[],
): Promise<number> {
  const patiently = async (call: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await call();
        return;
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (failure?.code !== 'rate-limited') throw thrown;
        await new Promise((waited) => setTimeout(waited, failure.retryAfterMs ?? 1_000));
      }
    }
  };
  for (const { id } of tickets) {
    await patiently(() => api.get(id, { failsIfLimited: true }));
    await patiently(() => api.update(id, { status: 'solved' }, { failsIfLimited: true }));
  }
  return tickets.length;
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
