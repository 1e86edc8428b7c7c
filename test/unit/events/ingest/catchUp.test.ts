import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { arrivalKinds } from '../../../../src/core/domain/arrival';
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
        chats: (query, options) => chats.list(query, undefined, options),
        tickets: (query, options) => tickets.list(query, undefined, options),
      },
      account: 'classic:owner',
      events: arrivalKinds,
      accept: (arrival) => journal.accept(arrival),
      ...parts,
    });
  };
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

  it('fails if LiveChat fails, and stores nothing', async () => {
    bench.sandbox.simulator.createTicket();
    bench.sandbox.faults.next({ match: { path: '/chats' }, status: 403 });
    await assert.rejects(bring(Date.now()));
    assert.equal(await journal.unreadCount(), 0);
  });
}).timeout(15_000);
