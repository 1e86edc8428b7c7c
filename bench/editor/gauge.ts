// An extension beside the measured one, in the same extension host: runs commands and reports memory and blocked time.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { commands, type ExtensionContext } from 'vscode';
import type { Blocked, Executed, GaugeRequest, HeldMemory } from '../support/gaugeMessages';

const { BENCH_GAUGE_FILE: file } = process.env;
const loop = monitorEventLoopDelay({ resolution: 1 });

export function activate({ subscriptions }: ExtensionContext): void {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      void answer(JSON.parse(body) as GaugeRequest).then((value) => response.end(JSON.stringify(value)));
    });
  });
  subscriptions.push({ dispose: () => server.close() });
  // The file's name is the only thing that the measurement knows of this process.
  server.listen(0, '127.0.0.1', () => {
    if (file !== undefined) writeFileSync(file, String((server.address() as AddressInfo).port));
  });
  watchQueries();
  loop.enable();
}

async function answer(request: GaugeRequest): Promise<Executed | HeldMemory | Blocked | true> {
  switch (request.do) {
    case 'execute':
      return await execute(request.command, request.argument);
    case 'memory':
      return memory();
    case 'watch':
      loop.reset();
      loop.enable();
      longest = none;
      return true;
    case 'watched':
      loop.disable();
      return { ...longest, loop: loop.max / 1e6 };
  }
}

async function execute(command: string, argument: unknown): Promise<Executed> {
  const begun = performance.now();
  try {
    const result = await commands.executeCommand(command, argument);
    return { ms: performance.now() - begun, result };
  } catch (thrown) {
    return { ms: performance.now() - begun, error: String(thrown) };
  }
}

function memory(): HeldMemory {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held: heapUsed + external, resident: rss };
}

const none = { query: 0, cpu: 0, sql: '', queries: 0 };
let longest: Omit<Blocked, 'loop'> = none;

interface Reading {
  readonly now: number;
  /** CPU time of this thread. */
  readonly cpu: number;
  /** How long it waited for a processor. */
  readonly delayed: number;
}

/** The transaction that runs in this turn. */
let transaction: Reading | undefined;

function reading(): Reading {
  // CPU time and delay in nanoseconds.
  const [cpu, delayed] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number);
  return { now: performance.now(), cpu: (cpu ?? 0) / 1e6, delayed: (delayed ?? 0) / 1e6 };
}

/** Of a statement or a connection. */
type Method = (this: { readonly sourceSQL?: string }, ...parameters: unknown[]) => unknown;
type Methods = Record<string, Method>;

/** Times every statement of this thread. A transaction begins and ends within one turn of the event loop. */
function watchQueries(): void {
  const sqlite = process.getBuiltinModule('node:sqlite');
  const timed = (sql: string, work: () => unknown): unknown => {
    const start = reading();
    if (sql.startsWith('BEGIN')) transaction = start;
    try {
      return work();
    } finally {
      note(sql, start);
      if (transaction && /^(COMMIT|ROLLBACK$)/.test(sql)) {
        note('transaction', transaction);
        transaction = undefined;
      }
    }
  };
  const { StatementSync, DatabaseSync } = sqlite;
  const statement = StatementSync.prototype as unknown as Methods;
  for (const name of ['all', 'get', 'run']) {
    const original = statement[name];
    if (!original) throw new Error(`SQLite's statements have no ${name}.`);
    statement[name] = function (...parameters) {
      return timed(this.sourceSQL ?? '', () => original.apply(this, parameters));
    };
  }
  const connection = DatabaseSync.prototype as unknown as Methods;
  const { exec } = connection;
  connection.exec = function (sql) {
    return timed(String(sql), () => exec?.call(this, sql));
  };
}

function note(sql: string, begun: Reading): void {
  const ended = reading();
  const query = ended.now - begun.now - (ended.delayed - begun.delayed);
  const queries = longest.queries + 1;
  if (query > longest.query) longest = { query, cpu: ended.cpu - begun.cpu, sql, queries };
  else longest = { ...longest, queries };
}
