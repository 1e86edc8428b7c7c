import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { arrivalKinds, type Arrival, type ReportedChat } from '../../../../src/core/domain/arrival';
import { failureOf } from '../../../../src/core/domain/failure';
import type { Journal } from '../../../../src/core/events/journal/journal';
import { openJournal } from '../../../../src/core/events/journal/openJournal';
import { catchUp, type CatchUpOptions, type CaughtUp } from '../../../../src/core/events/ingest/catchUp';
import type { Database } from '../../../../src/core/storage/database';
import { testDatabase } from '../../storage/support/testDatabase';
import { ListenerBench } from '../support/listenerBench';

describe('catching up', () => {
  let bench: ListenerBench;
  let journal: Journal;
  let database: Database;
  let dir: string;
  beforeEach(async () => {
    bench = await ListenerBench.open();
    dir = await mkdtemp(path.join(tmpdir(), 'catch-up-'));
    database = await testDatabase(dir);
    journal = openJournal({ database, clock: systemClock, log: silentLog });
  });
  afterEach(async () => {
    await journal.dispose();
    await database.close();
    await bench.close();
    await rm(dir, { recursive: true });
  });

  const bring = (since: number, parts: Partial<CatchUpOptions> = {}): Promise<CaughtUp> => {
    const { chats, tickets } = bench.connection;
    return catchUp(since, {
      listings: {
        chats: (query, at, options) => chats.list(query, at, options),
        newTickets: (from, at, options) => tickets.newest(from, at, options),
      },
      account: 'classic:owner',
      events: arrivalKinds,
      accept: (arrival) => journal.accept(arrival),
      ...parts,
    });
  };
  const idOf = (one: Arrival): string => (one.kind === 'ticket_created' ? one.ticket.id : one.chat.id);
  const kindsOf = ({ arrivals }: CaughtUp): readonly string[] => arrivals.map(({ kind }) => kind).sort();

  it('fetches missed events with one call per kind, and reports each once', async () => {
    const { simulator, calls } = bench.sandbox;
    const since = Date.now();
    const running = simulator.startChat();
    const over = simulator.startChat();
    simulator.endChat(over);
    const ticket = simulator.createTicket({ subject: 'While you were away' });
    const before = calls.count;
    const caught = await bring(since);
    assert.equal(calls.count - before, 2);
    assert.deepEqual(kindsOf(caught), ['chat_ended', 'chat_started', 'chat_started', 'ticket_created']);
    assert.equal(caught.more, false);
    const ids = caught.arrivals.flatMap((one) => (one.kind === 'chat_started' ? [one.chat.id] : []));
    assert.deepEqual(ids.sort(), [running, over].sort());
    const [made] = caught.arrivals.flatMap((one) => (one.kind === 'ticket_created' ? [one.ticket] : []));
    assert.equal(made?.id, ticket);
    assert.equal(made.subject, 'While you were away');
    assert.deepEqual(await bring(since), { arrivals: [], more: false });
    assert.equal(await journal.unreadCount(), 4);
  });

  it('does not duplicate events that are delivered before or after', async () => {
    const since = Date.now();
    await bench.live({ accept: (arrival) => journal.accept(arrival) });
    const { simulator, webhooks } = bench.sandbox;
    simulator.endChat(simulator.startChat());
    simulator.createTicket();
    await webhooks.idle();
    assert.equal(await journal.unreadCount(), 3);
    assert.deepEqual((await bring(since)).arrivals, []);
    assert.equal(await journal.unreadCount(), 3);
  });

  it('ignores older events and kinds that are not selected', async () => {
    const { simulator, calls } = bench.sandbox;
    simulator.startChat();
    simulator.createTicket();
    const later = Date.now() + 10 * 60_000;
    assert.deepEqual((await bring(later)).arrivals, []);
    const before = calls.count;
    assert.deepEqual(kindsOf(await bring(Date.now(), { events: ['ticket_created'] })), ['ticket_created']);
    assert.deepEqual(kindsOf(await bring(Date.now(), { events: ['chat_ended'] })), []);
    assert.equal(calls.count - before, 2);
  });

  it('reports that there were more events than one page', async () => {
    const since = Date.now();
    for (let made = 0; made < 30; made += 1) bench.sandbox.simulator.createTicket();
    const caught = await bring(since);
    assert.equal(caught.arrivals.length, 25);
    assert.equal(caught.more, true);
  });

  it('reads further pages until the gap begins, for a receiver of a team', async () => {
    const { simulator, calls } = bench.sandbox;
    const since = Date.now();
    const made = Array.from({ length: 60 }, () => [simulator.createTicket(), simulator.startChat()]).flat();
    const before = calls.count;
    const caught = await bring(since, { pages: 40 });
    assert.deepEqual(caught.arrivals.map(idOf).sort(), made.sort());
    assert.equal(caught.more, false);
    // Three pages of each, and no further one: what comes next is older than the gap. Then the first page of tickets again.
    assert.equal(calls.count - before, 7);
    assert.deepEqual(await bring(since, { pages: 40 }), { arrivals: [], more: false });
  });

  it('fetches 100 tickets of a platform account with one call', async () => {
    const platform = await ListenerBench.openPlatform();
    try {
      const since = Date.now();
      const made = Array.from({ length: 60 }, () => platform.sandbox.simulator.createTicket());
      const { chats, tickets } = platform.connection;
      const before = platform.calls.length;
      const caught = await bring(since, {
        account: 'platform:owner',
        events: ['ticket_created'],
        listings: {
          chats: (query, at, options) => chats.list(query, at, options),
          newTickets: (from, at, options) => tickets.newest(from, at, options),
        },
      });
      assert.equal(caught.arrivals.length, made.length);
      assert.equal(caught.more, false);
      assert.equal(platform.calls.length - before, 1);
    } finally {
      await platform.close();
    }
  });

  it('reads as many pages of chats where the first one has running chats besides', async () => {
    const started_timestamp = new Date().toISOString();
    const rowOf = (id: string): ReportedChat => {
      const chat = { id, started_timestamp, agents: [], groups: [], tags: [], messages: [], events: [] };
      return { chat, visitor: {}, pre_chat_survey: [] };
    };
    let calls = 0;
    const caught = await bring(Date.now(), {
      pages: 12,
      events: ['chat_started'],
      listings: {
        chats: () => {
          calls += 1;
          const rows = Array.from({ length: calls === 1 ? 125 : 25 }, (_, n) => rowOf(`${calls}.${n}`));
          return Promise.resolve({ rows, total: 1_000, pages: 40, page: calls, next: 'next' });
        },
        newTickets: () => Promise.reject(new Error('not called')),
      },
    });
    assert.deepEqual([calls, caught.arrivals.length, caught.more], [12, 400, true]);
  });

  it('reads as many pages as it may, and reports that there were more', async () => {
    const since = Date.now();
    for (let made = 0; made < 60; made += 1) bench.sandbox.simulator.createTicket();
    const caught = await bring(since, { pages: 2 });
    assert.equal(caught.arrivals.length, 50);
    assert.equal(caught.more, true);
  });

  it('ends between two pages, and stores nothing then', async () => {
    const since = Date.now();
    for (let made = 0; made < 60; made += 1) bench.sandbox.simulator.createTicket();
    const ending = new AbortController();
    const { chats, tickets } = bench.connection;
    const bringing = bring(since, {
      pages: 40,
      signal: ending.signal,
      listings: {
        chats: (query, at, options) => chats.list(query, at, options),
        newTickets: (from, at, options) => {
          if (at !== undefined) ending.abort();
          return tickets.newest(from, at, options);
        },
      },
    });
    await assert.rejects(bringing);
    assert.equal(await journal.unreadCount(), 0);
  });

  for (const [failing, other, path] of [
    ['chats', 'ticket_created', '/chats'],
    ['tickets', 'chat_started', '/tickets'],
  ] as const) {
    it(`fails if LiveChat fails with ${failing}, and stores the other events`, async () => {
      const { simulator, faults } = bench.sandbox;
      const since = Date.now();
      const made = [simulator.createTicket(), simulator.startChat()];
      faults.next({ match: { path }, status: 403 });
      const stored: Arrival[] = [];
      const accept = async (arrival: Arrival): Promise<'kept' | 'duplicate'> => {
        stored.push(arrival);
        return await journal.accept(arrival);
      };
      await assert.rejects(bring(since, { accept }), (thrown) => failureOf(thrown) !== undefined);
      assert.deepEqual([...new Set(stored.map(({ kind }) => kind))], [other]);
      const rest = await bring(since);
      assert.deepEqual([...stored, ...rest.arrivals].map(idOf).sort(), made.sort());
    });
  }

  it('ends the other listing where one fails, and stores what was fetched', async () => {
    const since = Date.now();
    const { tickets } = bench.connection;
    for (let made = 0; made < 60; made += 1) bench.sandbox.simulator.createTicket();
    const fetched: (string | undefined)[] = [];
    let fail = (): void => undefined;
    const failed = new Promise<void>((resolve) => (fail = resolve));
    const bringing = bring(since, {
      pages: 40,
      listings: {
        chats: async () => {
          await failed;
          throw new Error('no chats');
        },
        newTickets: (from, at, options) => {
          fetched.push(at);
          if (at !== undefined) fail();
          return tickets.newest(from, at, options);
        },
      },
    });
    await assert.rejects(bringing, /no chats/);
    assert.deepEqual(fetched, [undefined, '2']);
    assert.equal(await journal.unreadCount(), 50);
  });
}).timeout(15_000);
