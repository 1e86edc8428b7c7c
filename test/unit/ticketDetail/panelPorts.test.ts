import assert from 'node:assert/strict';
import { NewestTickets } from '../../../src/core/actions/newestTickets';
import { silentLog } from '../../../src/core/base/log';
import { Lazy } from '../../../src/core/base/lazy';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import { LocalStore } from '../../../src/core/localData/localStore';
import { replyTo } from '../../../src/ui/shell/draftIds';
import type { DetailPorts } from '../../../src/ui/ticketDetail/detailPorts';
import { PanelPorts } from '../../../src/ui/ticketDetail/panelPorts';
import { ActionsFixture } from '../actions/support/actionsFixture';
import { KeptBench } from '../localData/support/keptBench';

const minute = 60_000;

describe('The calls of a ticket panel', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let fixture: ActionsFixture;
  let colleague: LiveChatConnection;
  let store: LocalStore;
  let ports: DetailPorts;
  let account: string;
  let ticketId: string;
  let read: number;

  beforeEach(async () => {
    bench = new KeptBench();
    fixture = await ActionsFixture.open({ tickets: 30 });
    colleague = fixture.colleague();
    const { clock, tickets } = fixture.deps;
    const { database } = await bench.open();
    store = new LocalStore({ database, clock, log: silentLog, days: () => 30, script: '', file: '' });
    const local = new Lazy(() => Promise.resolve(store));
    account = fixture.credential(0).account.id;
    await tickets.refresh();
    const [row] = tickets.state('open').rows;
    ticketId = row?.kind === 'ticket' ? row.ticket.id : '';
    read = 0;
    const drafts = {
      keep: none,
      get: none,
      onDidChangeStored: () => ({ dispose: () => undefined }),
      discard: none,
      lastEditAt: () => Promise.resolve(0),
    };
    const { ticketActions, deps } = fixture;
    const app = {
      ...deps,
      local,
      log: silentLog,
      shared: {},
      drafts: { ...drafts, list: () => Promise.resolve([]), ...noEvents },
    };
    const all = new PanelPorts(app, { ticketActions, newestTickets: new NewestTickets(deps) }, hooks());
    ports = all.of(replyTo(account, ticketId));
  });
  afterEach(async () => {
    store.dispose();
    await fixture.close();
    await bench.dispose();
  });

  const hooks = () => ({
    ...{ read: () => (read += 1), titleOf: () => '', log: unexpected },
    ...{ compare: unexpected, decided: unexpected },
  });
  const calls = (): readonly string[] => Object.keys(fixture.calls).sort();

  it('read one page of the newest tickets if a known ticket has not changed', async () => {
    const shown = await ports.actions.read(ticketId);
    fixture.clock.advance(10 * minute);
    await ports.actions.read(ticketId, shown);
    fixture.clock.advance(10 * minute);
    fixture.sandbox.calls.reset();
    const again = await ports.actions.read(ticketId, shown);
    assert.deepEqual(
      [again.ticket, again.readAt, calls()],
      [shown.ticket, fixture.clock.now(), ['GET /tickets']],
    );
    await colleague.tickets.update(ticketId, { subject: 'Changed by a colleague' });
    fixture.clock.advance(10 * minute);
    await fixture.deps.directory.groups();
    fixture.sandbox.calls.reset();
    const changed = await ports.actions.read(ticketId, shown);
    assert.equal(changed.ticket.subject, 'Changed by a colleague');
    assert.deepEqual(calls(), ['GET /tickets', 'GET /tickets/:id']);
  });

  it('are none if another window has read the listed version', async () => {
    const shown = await ports.actions.read(ticketId);
    fixture.clock.advance(minute);
    const changed = await colleague.tickets.update(ticketId, { subject: 'Changed in another window' });
    await store.kept.keepTicket(account, changed, fixture.clock.now());
    fixture.deps.tickets.update(changed);
    fixture.sandbox.calls.reset();
    const now = await ports.actions.read(ticketId, shown);
    assert.deepEqual([now.ticket, calls()], [changed, []]);
  });

  it('read the whole ticket when the user refreshes', async () => {
    await ports.actions.read(ticketId);
    fixture.sandbox.calls.reset();
    await ports.actions.read(ticketId);
    assert.deepEqual([calls(), read], [['GET /tickets/:id'], 2]);
  });

  it('are none for a minute after a ticket was fetched ahead; later they read the newest tickets', async () => {
    await ports.choices();
    const now = fixture.clock.now();
    await store.kept.keepList(account, 'agents', await colleague.agents.list(), now);
    await store.kept.keepList(account, 'groups', await colleague.groups.list(), now);
    await store.kept.keepList(account, 'tags', await colleague.tags.list(), now);
    fixture.clock.advance(10 * minute);
    const ticket = await colleague.tickets.get(ticketId);
    await store.kept.keepTicket(account, ticket, fixture.clock.now());
    fixture.clock.advance(minute);
    assert.deepEqual([(await ports.known())?.isCurrent, read], [true, 1]);
    fixture.clock.advance(minute);
    assert.deepEqual([(await ports.known())?.isCurrent, read], [false, 1]);
  });
});

const none = () => Promise.resolve(undefined);
const never = () => ({ dispose: () => undefined });
const noEvents = { onDidChange: never, onDidFail: never };
const unexpected = () => assert.fail('This was not expected.');
