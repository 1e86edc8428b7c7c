import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { Lazy } from '../../../src/core/base/lazy';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import type { Ticket } from '../../../src/core/domain/ticket';
import { LocalStore } from '../../../src/core/localData/localStore';
import type { FormDefinition, FormSource } from '../../../src/ui/forms/formSource';
import { editTicketForm } from '../../../src/ui/forms/ticketForms';
import type { App } from '../../../src/ui/shell/app';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from '../actions/support/actionsFixture';
import { KeptBench } from '../localData/support/keptBench';

const minute = 60_000;
const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done));
const kept = 'The current ticket could not be read in time: the form shows it as it was read 3m ago.';

describe('the form of a ticket without a network', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let fixture: ActionsFixture;
  let colleague: LiveChatConnection;
  let store: LocalStore;
  let account: string;
  let ticket: Ticket;
  let form: FormSource;

  beforeEach(async () => {
    bench = new KeptBench();
    fixture = await ActionsFixture.open({ tickets: 30 });
    colleague = fixture.colleague();
    const { database } = await bench.open();
    const { clock, deps, ticketActions } = fixture;
    store = new LocalStore({ database, clock, log: silentLog, days: () => 30, script: '', file: '' });
    account = fixture.credential(0).account.id;
    ticket = await fixture.anyTicket();
    const none = () => Promise.resolve();
    const app = {
      ...deps,
      log: silentLog,
      local: new Lazy(() => Promise.resolve(store)),
      comparisons: { show: none, close: none },
    } as unknown as App;
    const versionsOf = () => Promise.reject(new Error('Not needed here.'));
    form = editTicketForm(app, ticketActions, { versionsOf, showForm: () => undefined }, ticket.id);
  });
  afterEach(async () => {
    store.dispose();
    await fixture.close();
    await bench.dispose();
  });

  /** Keeps the ticket, and the lists of the form. */
  const keep = async (age = 3 * minute): Promise<void> => {
    const now = fixture.clock.now();
    await store.kept.keepTicket(account, ticket, now);
    await store.kept.keepList(account, 'agents', await colleague.agents.list(), now);
    await store.kept.keepList(account, 'groups', await colleague.groups.list(), now);
    await store.kept.keepList(account, 'tags', await colleague.tags.list(), now);
    fixture.clock.advance(age);
  };
  const cutNetwork = (): void => fixture.sandbox.faults.next({ reset: true, times: Infinity });
  const restoreNetwork = (): void => {
    fixture.sandbox.faults.clear();
    fixture.sandbox.calls.reset();
  };
  const typed = (definition: FormDefinition, values: Readonly<Record<string, string>>) =>
    [
      { ...definition.initial, ...values },
      Object.fromEntries(Object.keys(values).map((name) => [name, definition.initial[name] ?? ''])),
    ] as const;
  const puts = (): number => fixture.calls['PUT /tickets/:id'] ?? 0;

  it('shows what is kept, and how old that is', async () => {
    await keep();
    cutNetwork();
    const { spec, initial } = await form.load();
    assert.equal(initial.subject, ticket.subject);
    assert.deepEqual(
      [spec.notice?.text.startsWith(kept), spec.notice?.text.includes('Could not load'), spec.notice?.retry],
      [true, false, 'Try again'],
      spec.notice?.text,
    );
    const assignee = spec.fields.find(({ name }) => name === 'assignee.id');
    assert.ok(assignee?.kind === 'choice' && assignee.options.length > 1);
  });

  it('does not call what was read a moment ago current', async () => {
    await keep(minute - 1);
    cutNetwork();
    const { spec } = await form.load();
    assert.match(spec.notice?.text ?? '', / as it was read less than a minute ago\. /);
  });

  for (const [name, fault] of [
    ['an error', { status: 503 }],
    ['a login page', { html: true }],
    ['that there were too many calls', { retryAfter: 600 }],
  ] as const) {
    it(`shows what is kept where LiveChat answers ${name}, and then why`, async () => {
      await keep();
      fixture.sandbox.faults.next({ ...fault, times: Infinity });
      const { spec, initial, newer } = await form.load();
      assert.ok(spec.notice?.text.startsWith(kept), spec.notice?.text);
      assert.equal(initial.subject, ticket.subject);
      assert.ok(newer);
      fixture.sandbox.calls.reset();
      const { code } = await failureFrom(newer());
      assert.equal(code, 'retryAfter' in fault ? 'rate-limited' : 'server');
      assert.equal(fixture.sandbox.calls.count, 0);
    });
  }

  it('shows the current ticket, and says nothing, with a network', async () => {
    await keep();
    await colleague.tickets.update(ticket.id, { subject: 'Current' });
    const { spec, initial, newer } = await form.load();
    assert.deepEqual([initial.subject, spec.notice, newer], ['Current', undefined, undefined]);
  });

  it('cannot be opened where nothing is kept', async () => {
    cutNetwork();
    const failure = await failureFrom(form.load());
    assert.equal(failure.code, 'network');
  });

  it('shows no kept ticket where LiveChat says that it is gone', async () => {
    await keep();
    fixture.sandbox.faults.next({ status: 404, times: Infinity });
    assert.equal((await failureFrom(form.load())).code, 'not-found');
  });

  it('says why nothing was saved, and sends the change once the network is back', async () => {
    await keep();
    cutNetwork();
    const definition = await form.load();
    const change = typed(definition, { subject: 'Mine' });
    const refused = await definition.submit(...change);
    assert.ok(refused.kind === 'refused');
    assert.match(refused.failure ?? '', /could not be reached/);
    restoreNetwork();
    await colleague.tickets.update(ticket.id, { requester: { name: 'Theirs' } });
    assert.equal((await definition.submit(...change)).kind, 'saved');
    const now = await colleague.tickets.get(ticket.id);
    assert.deepEqual([now.subject, now.requester?.name], ['Mine', 'Theirs']);
  });

  it('finds a change that another user made since, in the same field', async () => {
    await keep();
    cutNetwork();
    const definition = await form.load();
    restoreNetwork();
    await colleague.tickets.update(ticket.id, { subject: 'Theirs' });
    const before = puts();
    const refused = await definition.submit(...typed(definition, { subject: 'Mine' }));
    assert.ok(refused.kind === 'refused');
    assert.deepEqual([refused.outdated, refused.known?.subject, puts()], [true, 'Theirs', before]);
    assert.match(refused.failure ?? '', /Current values: Subject: Theirs\./);
    assert.equal((await colleague.tickets.get(ticket.id)).subject, 'Theirs');
  });

  it('has the current values once they can be read, without a call for those that could not', async () => {
    await keep();
    cutNetwork();
    const { newer } = await form.load();
    fixture.sandbox.calls.reset();
    assert.ok(newer);
    assert.equal((await failureFrom(newer())).code, 'network');
    assert.equal(fixture.sandbox.calls.count, 0);
    restoreNetwork();
    await colleague.tickets.update(ticket.id, { subject: 'Theirs' });
    const current = await newer();
    assert.deepEqual(
      [current.initial.subject, current.spec.notice, current.newer],
      ['Theirs', undefined, undefined],
    );
  });

  it('shows what is kept after a second without an answer, and then the answer', async () => {
    await keep();
    fixture.sandbox.faults.next({ match: { path: /\/tickets\/\w+$/ }, delayMs: 60_000 });
    fixture.sandbox.calls.reset();
    const loading = form.load();
    await nextTurn();
    fixture.clock.advance(1_000);
    const { spec, newer } = await loading;
    assert.ok(spec.notice?.text.startsWith(kept));
    let current: FormDefinition | undefined;
    void newer?.().then((read) => (current = read));
    while (!current) {
      fixture.clock.advance(1_000);
      await nextTurn();
    }
    assert.equal(current.spec.notice, undefined);
    assert.equal(fixture.calls['GET /tickets/:id'], 1);
  });
});
