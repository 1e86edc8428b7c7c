import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addArrivedTicket } from '../../../src/core/actions/ticketResult';
import type { LiveChatConnection, Page } from '../../../src/core/domain/connection';
import type { Ticket, TicketRow, TicketStatus } from '../../../src/core/domain/ticket';
import { keeping } from '../../../src/core/localData/keepingConnection';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import type { Database } from '../../../src/core/storage/database';
import { accountIdOf } from '../../../src/core/stores/sessionStore';
import { TicketStore } from '../../../src/core/stores/ticketStore';
import { updateListed } from '../../../src/core/stores/updateListed';
import { KeptBench, ticket as ticketOf } from '../localData/support/keptBench';
import { fakeConnection } from '../stores/support/fakeConnection';
import { signedIn } from '../stores/support/signedIn';
import { turn } from '../stores/support/turn';

const ids = ['a', 'b', 'c'];
const statuses: readonly TicketStatus[] = ['open', 'pending', 'solved', 'spam'];

/** LiveChat’s tickets, and the answers that it has given and that have not arrived. */
class Server {
  readonly tickets = new Map<string, Ticket>();
  private readonly answers: (() => void)[] = [];
  private version = 0;

  constructor() {
    for (const id of ids) this.change(id, 'open');
  }

  change(id: string, status: TicketStatus): Ticket {
    this.version += 1;
    const changed = ticketOf(id, this.version, `Message ${this.version}`, {
      status,
      date: '2026-06-01T00:00:00.000Z',
    });
    this.tickets.set(id, changed);
    return changed;
  }

  page(status: string | undefined): Page<TicketRow> {
    const tickets = [...this.tickets.values()].filter((each) => each.status === status);
    const newest = tickets.sort((one, other) => (other.modified ?? '').localeCompare(one.modified ?? ''));
    const rows = newest.map((each): TicketRow => ({
      kind: 'ticket',
      ticket: summaryOf(each),
      malformed: [],
    }));
    return { rows, total: rows.length, pages: 1, page: 1 };
  }

  /** An answer as of now, which arrives later. */
  answer<T>(value: T): Promise<T> {
    return new Promise((resolve) => this.answers.push(() => resolve(value)));
  }

  /** @param which of the answers arrives, if there is one */
  async deliver(which: number): Promise<void> {
    const [arrive] = this.answers.splice(which % Math.max(1, this.answers.length), 1);
    arrive?.();
    await turn();
  }

  /** All answers arrive, also to what is asked meanwhile. */
  async deliverAll(work: Promise<unknown>): Promise<void> {
    const state = { isDone: false };
    const done = work.finally(() => (state.isDone = true));
    while (!state.isDone) await this.deliver(0);
    await done;
  }
}

/** A row as a list has it. */
function summaryOf({ id, subject = '', status = '', date = '', modified = '' }: Ticket) {
  return { id, subject, status, date, modified };
}

type Step = readonly [kind: 'change' | 'list' | 'read' | 'write' | 'push' | 'arrive', nat: number];
const steps = fc.array(
  fc.tuple(fc.constantFrom<Step[0]>('change', 'list', 'read', 'write', 'push', 'arrive'), fc.nat(99)),
  { maxLength: 40 },
);

describe('lists and tickets', function () {
  this.timeout(60_000);
  let bench: KeptBench;
  let database: Database;
  let kept: KeptItems;
  beforeEach(async () => {
    bench = new KeptBench();
    ({ database, kept } = await bench.open());
  });
  afterEach(() => bench.dispose());

  it('end in the state of the server, in whatever order its answers arrive', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        await database.write([], (writer) => {
          for (const table of ['kept_items', 'kept_lists']) writer.run(`DELETE FROM ${table}`);
        });
        const server = new Server();
        const plain = fakeConnection();
        const connection: LiveChatConnection = {
          ...plain,
          tickets: {
            ...plain.tickets,
            list: ({ status }) => server.answer(server.page(status)),
            get: (id) => server.answer(server.tickets.get(id) ?? assert.fail(id)),
            update: (id, { status = 'open' }) => server.answer(server.change(id, status)),
          },
        };
        let account = '';
        const window = await signedIn(() => keeping(connection, account, kept, bench.clock));
        account = accountIdOf(window.session.current) ?? '';
        const store = new TicketStore(window.session, bench.clock);
        const pending: Promise<unknown>[] = [];
        const run = async ([kind, nat]: Step): Promise<void> => {
          const id = ids[nat % ids.length] ?? '';
          const status = statuses[nat % statuses.length] ?? 'open';
          // Answers are given at different times.
          bench.clock.advance(10);
          const { session } = window;
          switch (kind) {
            case 'change':
              server.change(id, status);
              break;
            case 'list':
              pending.push(store.refresh('background', [status]));
              break;
            case 'read':
              pending.push(session.run(({ tickets }) => tickets.get(id)));
              break;
            case 'write':
              pending.push(session.run(({ tickets }) => tickets.update(id, { status })).then(update));
              break;
            case 'push': {
              const ticket = server.tickets.get(id) ?? assert.fail(id);
              pending.push(server.answer(ticket).then(arrive));
              break;
            }
            case 'arrive':
              await server.deliver(nat);
          }
        };
        const update = (ticket: Ticket): void => store.update(summaryOf(ticket));
        const arrive = async (ticket: Ticket): Promise<void> => {
          const arrival = { kind: 'ticket_created', eventId: ticket.id, account, ticket } as const;
          await kept.keepTicket(account, ticket, bench.clock.now());
          addArrivedTicket(arrival, account, store);
        };
        for (const step of taken) await run(step);
        await server.deliverAll(Promise.all(pending));
        await database.write([], () => undefined);

        // What is listed is at least as new as what is kept.
        updateListed(store, kept, account);
        for (const key of statuses) {
          for (const row of store.state(key).rows) {
            const known = row.kind === 'ticket' && kept.row(account, row.ticket.id);
            assert.ok(known && row.ticket.modified === known.ticket.modified, key);
            assert.equal(row.ticket.status, key);
          }
        }
        await server.deliverAll(store.refresh());
        await database.write([], () => undefined);
        for (const key of statuses) assert.deepEqual(store.state(key).rows, server.page(key).rows);
        for (const [id, ticket] of server.tickets) {
          assert.deepEqual(kept.row(account, id)?.ticket, summaryOf(ticket));
          const known = kept.ticket(account, id);
          if (known?.isNewest) assert.deepEqual(known.ticket, ticket);
          await server.deliverAll(window.session.run(({ tickets }) => tickets.get(id)));
          await database.write([], () => undefined);
          assert.deepEqual(kept.ticket(account, id)?.ticket, ticket);
          assert.equal(kept.ticket(account, id)?.isNewest, true);
        }
        store.dispose();
        window.dispose();
      }),
      { numRuns: 100 },
    );
  });
});
