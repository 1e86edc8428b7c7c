import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { arrivalKinds, type Arrival } from '../../../../src/core/domain/arrival';
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
        tickets: (query, at, options) => tickets.list(query, at, options),
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
    // Three pages of each, and no further one: what comes next is older than the gap.
    assert.equal(calls.count - before, 6);
    assert.deepEqual(await bring(since, { pages: 40 }), { arrivals: [], more: false });
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
        tickets: (query, at, options) => {
          if (at !== undefined) ending.abort();
          return tickets.list(query, at, options);
        },
      },
    });
    await assert.rejects(bringing);
    assert.equal(await journal.unreadCount(), 0);
  });

  it('fails if LiveChat fails, and stores nothing', async () => {
    bench.sandbox.simulator.createTicket();
    bench.sandbox.faults.next({ match: { path: '/chats' }, status: 403 });
    await assert.rejects(bring(Date.now()));
    assert.equal(await journal.unreadCount(), 0);
  });
}).timeout(15_000);
