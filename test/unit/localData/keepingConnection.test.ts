import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { Lazy } from '../../../src/core/base/lazy';
import type { LiveChatApi, LiveChatConnection } from '../../../src/core/domain/connection';
import type { LiveChat } from '../../../src/core/domain/liveChat';
import type { Ticket } from '../../../src/core/domain/ticket';
import { LocalStore } from '../../../src/core/localData/localStore';
import { deleteKept } from '../../../src/core/localData/deleteKept';
import { KeptItems } from '../../../src/core/localData/keptItems';
import { keeping } from '../../../src/core/localData/keepingConnection';
import { setServer } from '../../../src/core/localData/keptServer';
import type { Database } from '../../../src/core/storage/database';
import { AccountRows, hasAccount } from '../../../src/core/stores/accounts/accountRows';
import { Offline } from '../../../src/ui/commandApi/offline';
import { ActionsFixture } from '../actions/support/actionsFixture';
import { failureFrom } from '../api/support/failureFrom';
import { chatArrival } from '../events/journal/support/journalBench';
import { KeptBench, row } from './support/keptBench';

const chat: LiveChat = {
  ...{ chatId: 'C1', threadId: 'T1', isActive: true, isFollowed: false, users: [], groups: [], tags: [] },
  events: [{ id: 'E1', content: { kind: 'message', text: 'Hello' } }],
};

describe('a connection that keeps what it returns', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let fixture: ActionsFixture;
  let kept: KeptItems;
  let database: Database;
  let connection: LiveChatConnection;
  let account: string;
  beforeEach(async () => {
    bench = new KeptBench();
    ({ kept, database } = await bench.open());
    fixture = await ActionsFixture.open({ tickets: 40 });
    account = fixture.credential(0).account.id;
    connection = keeping(fixture.colleague(), account, kept, bench.clock);
  });
  afterEach(async () => {
    await fixture.close();
    await bench.dispose();
  });

  /** Writes are not awaited by callers. */
  const written = async (): Promise<void> => await database.write([], () => undefined);

  it('keeps the rows of a list, how many there are, and whole tickets', async () => {
    const page = await connection.tickets.list({ status: 'open' });
    await written();
    const ids = page.rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket.id] : []));
    const rows = kept.newest(account, { status: 'open', limit: 100 });
    assert.deepEqual(rows.map(({ row }) => row.ticket.id).sort(), ids.sort());
    const first = { rows: page.rows, total: page.total, keptAt: bench.clock.now(), hasMore: false };
    assert.deepEqual(kept.page(account, 'open'), first);
    await connection.tickets.list({ status: 'open', query: 'a' });
    await connection.tickets.list({ status: 'open' }, page.next);
    await written();
    assert.deepEqual(kept.page(account, 'open'), first);
    assert.equal(kept.page(account, 'solved'), undefined);
    const ticket = await connection.tickets.get(ids[0] ?? '');
    await written();
    assert.deepEqual(kept.ticket(account, ticket.id)?.ticket, ticket);
    assert.equal(kept.ticket(account, ticket.id)?.isNewest, true);
  });

  it('keeps what a change returned, and forgets a ticket that LiveChat no longer has', async () => {
    const { rows } = await connection.tickets.list({});
    const [row] = rows;
    const id = row?.kind === 'ticket' ? row.ticket.id : '';
    fixture.clock.advance(60_000);
    const changed = await connection.tickets.update(id, { subject: 'Changed' });
    await written();
    assert.deepEqual(kept.ticket(account, id)?.ticket, changed);
    fixture.sandbox.faults.next({ status: 404, body: { message: 'Not found' } });
    await failureFrom(connection.tickets.get(id));
    await written();
    assert.equal(kept.ticket(account, id), undefined);
  });

  it('keeps agents, groups and tags', async () => {
    const [agents, groups, tags] = await Promise.all([
      connection.agents.list(),
      connection.groups.list(),
      connection.tags.list(),
    ]);
    await written();
    assert.deepEqual(kept.list(account, 'agents')?.value, agents);
    assert.deepEqual(kept.list(account, 'groups')?.value, groups);
    assert.deepEqual(kept.list(account, 'tags')?.value, tags);
  });

  it('keeps a chat that was read half a second later, once it is drawn', async () => {
    const liveChats = { get: () => Promise.resolve(chat) } as unknown as LiveChatApi;
    const reading = keeping({ ...fixture.colleague(), liveChats }, account, kept, bench.clock);
    assert.equal(await reading.liveChats?.get({ chatId: 'C1' }), chat);
    bench.clock.advance(499);
    await written();
    assert.equal(kept.chat(account, 'C1'), undefined);
    bench.clock.advance(1);
    await written();
    assert.deepEqual(kept.chat(account, 'C1')?.value, { from: 'api', chat });
  });

  it('keeps nothing of an account that was signed out during the call, or before a chat is stored', async () => {
    const accounts = new AccountRows(() => Promise.resolve(database));
    const { account: value } = fixture.credential(0);
    const onlySignedIn = new KeptItems({
      ...{ database, clock: bench.clock, log: silentLog, days: () => 30, isSignedIn: hasAccount },
    });
    const liveChats = {
      get: () => Promise.resolve({ ...chat, chatId: 'C2' }),
    } as unknown as LiveChatApi;
    const reading = keeping({ ...fixture.colleague(), liveChats }, account, onlySignedIn, bench.clock);
    await accounts.update((list) => ({ ...list, accounts: [value] }));
    await reading.tickets.list({ status: 'open' });
    await written();
    const before = kept.newest(account, { limit: 100 }).length;
    assert.ok(before > 0);
    const [row] = kept.newest(account, { limit: 1 });
    const ticket = reading.tickets.get(row?.row.ticket.id ?? '');
    await reading.liveChats?.get({ chatId: 'C2' });
    await accounts.update((list) => ({ ...list, accounts: [] }));
    await deleteKept(database, account);
    await ticket;
    await reading.agents.list();
    bench.clock.advance(500);
    await written();
    bench.clock.advance(1);
    await written();
    const counts = ['kept_items', 'kept_lists'].map(
      (table) => database.get(`SELECT count(*) AS count FROM ${table}`)?.count,
    );
    assert.deepEqual(counts, [0, 0]);
  });

  it('forgets what was kept of a demo account, whose server has other tickets', async () => {
    const options = { database, clock: bench.clock, log: silentLog, days: () => 30, script: '', file: '' };
    const store = new LocalStore(options);
    for (const id of ['demo:a', 'classic:a']) {
      await kept.keepRows(id, [row('old', 1)], bench.clock.now());
      await kept.keepList(id, 'page/all', { ids: ['old'], total: 1 }, bench.clock.now());
    }
    assert.deepEqual([store.page('demo:a', 'all'), store.page('classic:a', 'all')?.total], [undefined, 1]);
    await store.keeping(fixture.colleague(), { id: 'demo:a', demo: true });
    await store.keeping(fixture.colleague(), { id: 'classic:a' });
    const left = ['demo:a', 'classic:a'].map((id) => kept.newest(id, { limit: 9 }).length);
    assert.deepEqual(left, [0, 1]);
    store.dispose();
  });

  it('forgets what another server returned once the account is connected to a new one', async () => {
    const store = new LocalStore({
      ...{ database, clock: bench.clock, log: silentLog, days: () => 30, script: '', file: '' },
      server: () => 'https://two.example',
    });
    await kept.keepRows('classic:a', [row('old', 1)], bench.clock.now());
    await setServer(database, 'classic:a', 'https://one.example', bench.clock.now());
    assert.deepEqual(store.kept.newest('classic:a', { limit: 9 }), []);
    await store.keeping(fixture.colleague(), { id: 'classic:a' });
    assert.deepEqual(kept.newest('classic:a', { limit: 9 }), []);
    store.dispose();
  });

  it('makes the same calls as without', async () => {
    fixture.sandbox.calls.reset();
    const { rows } = await connection.tickets.list({});
    const [row] = rows;
    if (row?.kind === 'ticket') await connection.tickets.get(row.ticket.id);
    await connection.check();
    await written();
    const counts = Object.values(fixture.calls);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      3,
    );
  });

  it('gives code what is kept while there is no network, and the failure otherwise', async () => {
    const { session } = fixture.deps;
    const options = { database, clock: bench.clock, log: silentLog, days: () => 30, script: '', file: '' };
    const store = new LocalStore(options);
    const offline = new Offline({ session, local: new Lazy(() => Promise.resolve(store)) });
    const { rows } = await connection.tickets.list({});
    const [first, second] = rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket.id] : []));
    const ticket = await connection.tickets.get(first ?? '');
    const messages = [{ text: 'Hello', user_type: 'visitor' }];
    const chatContent = { id: 'C1', agents: [], groups: [0], tags: [], messages, events: [] };
    const visitor = { name: 'Kim', email: 'kim@example.com', language: 'en' };
    await store.keepArrival(chatArrival('1', { account, chat: chatContent, visitor }));
    await fixture.goDown();
    const read = async (id = ''): Promise<Ticket> =>
      (await offline.orTicket(id, fixture.ticketActions.read(id))).ticket;
    assert.deepEqual(await read(first), ticket);
    assert.equal((await failureFrom(read(second))).code, 'network');
    const down = fixture.ticketActions.get('any') as Promise<never>;
    const { events, pre_chat_survey: survey, ...result } = await offline.orChat({ chatId: 'C1' }, down);
    assert.deepEqual([events, survey], [[], []]);
    assert.deepEqual(result, {
      ...{ id: 'C1', threadId: 'C1', active: true, waiting: false, mine: false },
      ...{ agents: [], groups: [0], tags: [], messages, visitor: { name: 'Kim', email: 'kim@example.com' } },
    });
    store.dispose();
  });
});
