import { TicketActions } from '../../../../src/core/actions/ticketActions';
import { BulkRows } from '../../../../src/core/bulk/bulkRows';
import { planChange } from '../../../../src/core/bulk/planChange';
import type { RunItemState, RunItem, RunRequest } from '../../../../src/core/bulk/run';
import { BulkRunner } from '../../../../src/core/bulk/runner';
import { silentLog } from '../../../../src/core/base/log';
import type { LiveChatConnection } from '../../../../src/core/domain/connection';
import type { Ticket, TicketSummary } from '../../../../src/core/domain/ticket';
import type { Database } from '../../../../src/core/storage/database';
import type { SessionStore } from '../../../../src/core/stores/sessionStore';
import { ActionsFixture } from '../../actions/support/actionsFixture';
import { StorageBench } from '../../storage/support/storageBench';
import type { FakeClock } from '../../support/fakeClock';

/** Ends a window at its n-th step, before or after what the step does. */
export class Kill {
  steps = 0;
  private reached: (() => void) | undefined;
  readonly killed = new Promise<void>((resolve) => (this.reached = resolve));

  constructor(
    private readonly at: number,
    private readonly when: 'before' | 'after',
  ) {}

  async step<T>(work: () => Promise<T>): Promise<T> {
    this.steps += 1;
    const isLast = this.steps === this.at;
    if (this.steps > this.at || (isLast && this.when === 'before')) return await this.never();
    const result = await work();
    return isLast ? await this.never() : result;
  }

  private never(): Promise<never> {
    this.reached?.();
    return new Promise(() => undefined);
  }
}

const written: readonly (keyof BulkRows)[] = ['claim', 'markSending', 'finish', 'end'];

/** Runs of changes in a database, over the real client and a sandbox. */
export class BulkFixture {
  readonly rows: BulkRows;

  private constructor(
    readonly inner: ActionsFixture,
    private readonly bench: StorageBench,
    database: Database,
  ) {
    this.rows = new BulkRows(() => Promise.resolve(database));
  }

  static async open(options?: Parameters<typeof ActionsFixture.open>[0]): Promise<BulkFixture> {
    const bench = new StorageBench();
    const database = await bench.database();
    return new BulkFixture(await ActionsFixture.open({ tickets: 60, ...options }), bench, database);
  }

  get account(): string {
    const { current } = this.inner.deps.session;
    return current.kind === 'signed-out' ? '' : current.account.id;
  }

  /** Rows of the open tickets. */
  async tickets(count: number): Promise<readonly TicketSummary[]> {
    const { session } = this.inner.deps;
    const { rows } = await session.run(({ tickets }) => tickets.list({ status: 'open' }));
    const shown = rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket] : [])).slice(0, count);
    this.inner.sandbox.calls.reset();
    return shown;
  }

  /** A confirmed run. */
  async confirmed(request: RunRequest, tickets: readonly TicketSummary[]): Promise<number> {
    const items = tickets.map((ticket) => planChange(request, ticket, { 'ticket.id': ticket.id }));
    const run = { account: this.account, request };
    const id = await this.rows.create(run, 'planned', items, this.inner.clock.now());
    await this.rows.confirm(id);
    return id;
  }

  /** A window, of which one step after the other can be the last. */
  window(
    owner: string,
    { kill, clock = this.inner.clock }: { kill?: Kill; clock?: FakeClock } = {},
  ): BulkRunner {
    const { deps } = this.inner;
    const rows = kill ? stepping(this.rows, written, kill) : this.rows;
    const session = kill ? steppingSession(deps.session, kill) : deps.session;
    return new BulkRunner({
      ...{ rows, session, clock, owner, audit: deps.audit, log: silentLog },
      actions: new TicketActions({ ...deps, session }),
    });
  }

  async states(id: number): Promise<readonly RunItemState[]> {
    return (await this.items(id)).map(({ state }) => state);
  }

  async items(id: number): Promise<readonly RunItem[]> {
    return await this.rows.items(id);
  }

  async ticket(id: string): Promise<Ticket> {
    return await this.inner.ticketActions.get(id);
  }

  /** How often the ticket has a message that begins with the text. */
  async messages(id: string, text: string): Promise<number> {
    return (await this.ticket(id)).events.filter(({ message }) => message?.startsWith(text)).length;
  }

  get writes(): number {
    const calls = Object.entries(this.inner.calls).filter(([route]) => !route.startsWith('GET'));
    return calls.reduce((sum, [, count]) => sum + count, 0);
  }

  async close(): Promise<void> {
    await this.inner.close();
    await this.bench.dispose();
  }
}

function stepping<T extends object>(target: T, names: readonly (keyof T)[], kill: Kill): T {
  return new Proxy(target, {
    get: (object, name): unknown => {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      const call = (...args: unknown[]): unknown => Reflect.apply(value, object, args);
      if (!names.includes(name as keyof T)) return call;
      return (...args: unknown[]) => kill.step(async () => await call(...args));
    },
  });
}

function steppingSession(session: SessionStore, kill: Kill): SessionStore {
  const run = async <T>(work: (connection: LiveChatConnection) => Promise<T>): Promise<T> =>
    await session.run(async (connection) =>
      work({ ...connection, tickets: stepping(connection.tickets, ['get', 'update'], kill) }),
    );
  return new Proxy(session, {
    get: (object, name): unknown => {
      if (name === 'run') return run;
      const value: unknown = Reflect.get(object, name);
      return typeof value === 'function'
        ? (...args: unknown[]): unknown => Reflect.apply(value, object, args)
        : value;
    },
  });
}
