import assert from 'node:assert/strict';
import { TicketActions } from '../../../src/core/actions/ticketActions';
import type { LostTicket, TicketCreateResult } from '../../../src/core/actions/ticketOutcome';
import type { Ticket, TicketDraft } from '../../../src/core/domain/ticket';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const draft: TicketDraft = {
  message: 'The zipper broke.',
  requester: { mail: 'kim@mail.example', name: 'Kim' },
  subject: 'Broken zipper',
};
const post = { method: 'POST', path: '/tickets' };

function lost(result: TicketCreateResult): LostTicket {
  assert.equal(result.kind, 'lost');
  return result;
}

describe('TicketActions.create', () => {
  let fixture: ActionsFixture;
  afterEach(() => fixture.close());

  async function made(more: Partial<TicketDraft> = {}): Promise<Ticket> {
    const result = await fixture.ticketActions.create({ ...draft, ...more });
    assert.equal(result.kind, 'created');
    return result.ticket;
  }
  const titlesIn = (key: 'open' | 'all'): (string | undefined)[] =>
    fixture.deps.tickets
      .state(key)
      .rows.map((row) => (row.kind === 'ticket' ? row.ticket.subject : 'unreadable'));

  it('returns the ticket with the names of its groups, and adds one audit entry', async () => {
    fixture = await ActionsFixture.open();
    const ticket = await made();
    assert.equal(ticket.subject, 'Broken zipper');
    assert.ok(ticket.groups.every(({ name }) => typeof name === 'string'));
    const [entry, ...others] = await fixture.log();
    assert.deepEqual(others, []);
    assert.deepEqual([entry?.action, entry?.target, entry?.outcome], ['ticket.create', ticket.id, 'done']);
    assert.equal(entry?.who, fixture.credential(0).account.name);
    assert.equal(entry.at, '2026-07-01T12:00:00.000Z');
  });

  it('adds the new row to the list and its count without a fetch', async () => {
    fixture = await ActionsFixture.open();
    await fixture.deps.tickets.refresh();
    const before = fixture.deps.tickets.state('open').total ?? 0;
    await made();
    assert.equal(titlesIn('open')[0], 'Broken zipper');
    assert.equal(fixture.deps.tickets.state('open').total, before + 1);
    assert.deepEqual(Object.keys(fixture.calls).sort(), ['GET /groups', 'GET /tickets', 'POST /tickets']);
    const { total } = (await fixture.ticketActions.list({ status: 'open' })).result;
    assert.equal(total, before + 1);
  });

  it('adds no row to a list filtered by more than a status', async () => {
    fixture = await ActionsFixture.open();
    await fixture.deps.tickets.setFilter({ status: 'open', query: 'refund' });
    await made();
    assert.ok(!titlesIn('all').includes('Broken zipper'));
  });

  it('sets tags in a separate call, and warns if only that call failed', async () => {
    fixture = await ActionsFixture.open();
    fixture.sandbox.faults.next({ match: { method: 'PUT' }, status: 403 });
    const result = await fixture.ticketActions.create({ ...draft, tags: ['vip'] });
    assert.equal(result.kind, 'created');
    assert.deepEqual(result.warnings, [
      {
        kind: 'tags-not-set',
        tags: ['vip'],
        why: { code: 'forbidden', reasons: ['Injected fault 403'] },
      },
    ]);
    assert.equal(fixture.calls['POST /tickets'], 1);
    const [entry] = await fixture.log();
    assert.deepEqual([entry?.outcome, entry?.code], ['done', 'forbidden']);
  });

  it('reports which fields the new ticket does not show as they were sent', async () => {
    fixture = await ActionsFixture.open();
    fixture.sandbox.faults.next({
      match: post,
      status: 200,
      body: {
        id: 'AB12C',
        subject: '(no subject)',
        groups: [0],
        tags: [],
        events: [{ type: 'message', message: 'The zipper  broke.\n' }],
      },
    });
    const result = await fixture.ticketActions.create(draft);
    assert.deepEqual(result.kind === 'created' && result.warnings, [{ kind: 'not-seen', field: 'subject' }]);
  });

  for (const [fault, why] of [
    [{ status: 400 }, 'invalid-input'],
    [{ status: 403 }, 'forbidden'],
    [{ status: 404 }, 'not-found'],
    [{ status: 302 }, 'server'],
    [{ status: 501 }, 'server'],
  ] as const) {
    it(`fails after ${fault.status} without searching for the ticket`, async () => {
      fixture = await ActionsFixture.open();
      fixture.sandbox.faults.next({ match: post, ...fault });
      assert.equal((await failureFrom(fixture.ticketActions.create(draft))).code, why);
      assert.equal(fixture.sandbox.calls.count, 1);
      const [entry] = await fixture.log();
      assert.deepEqual([entry?.outcome, entry?.code, entry?.target], ['failed', why, 'kim@mail.example']);
    });
  }

  it('fails without searching for the ticket if the key is rejected twice', async () => {
    fixture = await ActionsFixture.open();
    fixture.sandbox.faults.next({ status: 401, times: 9 });
    assert.equal((await failureFrom(fixture.ticketActions.create(draft))).code, 'unauthorized');
    assert.equal(fixture.sandbox.calls.count, 2);
    const [entry] = await fixture.log();
    assert.deepEqual([entry?.outcome, entry?.code], ['failed', 'unauthorized']);
  });

  it('fails without searching for the ticket if nothing can have been sent', async () => {
    fixture = await ActionsFixture.open();
    await fixture.goDown();
    const failure = await failureFrom(fixture.ticketActions.create(draft));
    assert.deepEqual(
      [failure.code, failure.code === 'network' && failure.cause],
      ['network', 'ECONNREFUSED'],
    );
    assert.equal((await fixture.log())[0]?.outcome, 'failed');
  });

  it('finds the ticket after a lost response, and does not create it twice', async () => {
    fixture = await ActionsFixture.open();
    await fixture.deps.tickets.refresh();
    fixture.sandbox.calls.reset();
    fixture.sandbox.faults.next({ match: post, truncate: true });
    const { why, found, lookupFailure: unsearched } = lost(await fixture.ticketActions.create(draft));
    assert.equal(why.code === 'server' && why.problem, 'truncated');
    assert.deepEqual(
      found.map(({ subject }) => subject),
      ['Broken zipper'],
    );
    assert.equal(unsearched, undefined);
    assert.deepEqual(fixture.calls, { 'POST /tickets': 1, 'GET /tickets': 1 });
    assert.equal(titlesIn('open')[0], 'Broken zipper');
    assert.deepEqual(
      (await fixture.log()).map(({ outcome, code }) => [outcome, code]),
      [['lost', 'server']],
    );
  });

  it('finds no ticket if the connection broke before the server created it', async () => {
    fixture = await ActionsFixture.open();
    fixture.sandbox.faults.next({ match: post, reset: true });
    const { why, found } = lost(await fixture.ticketActions.create(draft));
    assert.equal(why.code, 'network');
    assert.deepEqual(found, []);
    assert.equal(fixture.calls['GET /tickets'], 1);
  });

  for (const status of [500, 502, 503, 504, 408]) {
    it(`searches for the ticket after ${status}, whatever the body`, async () => {
      fixture = await ActionsFixture.open();
      fixture.sandbox.faults.next({ match: post, status, body: { error: 'Oops' } });
      assert.deepEqual(lost(await fixture.ticketActions.create(draft)).found, []);
      assert.equal(fixture.calls['GET /tickets'], 1);
    });
  }

  it('searches for the ticket if a proxy responds in place of the API', async () => {
    fixture = await ActionsFixture.open();
    fixture.sandbox.faults.next({ match: post, html: true });
    const { why } = lost(await fixture.ticketActions.create(draft));
    assert.equal(why.code === 'server' && why.problem, 'not-json');
  });

  it('searches for the ticket after a timeout', async () => {
    fixture = await ActionsFixture.open({ timeoutMs: 300 });
    fixture.sandbox.faults.next({ match: post, hang: true });
    assert.equal(lost(await fixture.ticketActions.create(draft)).why.code, 'timeout');
    assert.equal(fixture.calls['GET /tickets'], 1);
  });

  it('reports every candidate after a lost response, but none that is older, another requester’s or has another subject', async () => {
    fixture = await ActionsFixture.open();
    await made();
    fixture.clock.advance(6 * 60_000);
    await made({ subject: 'Another matter' });
    await made({ requester: { mail: 'lee@mail.example' } });
    const twin = await made({ requester: { mail: 'KIM@mail.example' } });
    fixture.sandbox.faults.next({ match: post, truncate: true });
    const { found } = lost(await fixture.ticketActions.create(draft));
    assert.equal(found.length, 2);
    assert.ok(found.some(({ id }) => id === twin.id));
  });

  it('finds the ticket after a lost response if LiveChat changed its subject', async () => {
    fixture = await ActionsFixture.open();
    await made({ subject: 'Long ago' });
    fixture.clock.advance(6 * 60_000);
    const renamed = await made({ subject: 'Lost &amp; found', requester: { mail: 'KIM@mail.example' } });
    fixture.sandbox.faults.next({ match: post, reset: true });
    const { found, hasOtherSubject } = lost(
      await fixture.ticketActions.create({ ...draft, subject: 'Lost & found' }),
    );
    assert.deepEqual([found.map(({ id }) => id), hasOtherSubject], [[renamed.id], true]);
  });

  it('finds the ticket if LiveChat’s clock is an hour behind', async () => {
    fixture = await ActionsFixture.open();
    const hour = 3_600_000;
    const clock = { now: () => fixture.clock.now() + hour, after: () => ({ dispose: () => undefined }) };
    fixture.sandbox.faults.next({ match: post, truncate: true });
    const actions = new TicketActions({ ...fixture.deps, clock });
    assert.equal(lost(await actions.create(draft)).found.length, 1);
  });

  for (const [what, stepMs] of [
    ['forward', 3 * 3_600_000],
    ['back', -3 * 3_600_000],
  ] as const) {
    for (const isFirst of [true, false]) {
      const when = isFirst ? 'in the first call' : 'after other calls';
      it(`finds exactly the ticket if the clock is set ${what} while the response is lost, ${when}`, async () => {
        fixture = await ActionsFixture.open();
        if (!isFirst) await made();
        fixture.clock.advance(2 * 60_000);
        fixture.sandbox.calls.reset();
        fixture.sandbox.faults.next({ match: post, truncate: true });
        const isSent = (): boolean => fixture.calls['POST /tickets'] === 1;
        const clock = {
          now: () => fixture.clock.now() + (isSent() ? stepMs : 0),
          after: () => ({ dispose: () => undefined }),
        };
        const actions = new TicketActions({ ...fixture.deps, clock });
        const { found } = lost(await actions.create(draft));
        assert.equal(found.length, 1);
        assert.equal(found[0]?.date, new Date(fixture.clock.now()).toISOString());
      });
    }
  }

  it('reports that the search failed', async () => {
    fixture = await ActionsFixture.open();
    fixture.sandbox.faults.next({ match: post, reset: true });
    fixture.sandbox.faults.next({ match: { method: 'GET' }, status: 403 });
    const { found, lookupFailure: unsearched } = lost(await fixture.ticketActions.create(draft));
    assert.deepEqual([found, unsearched?.code], [[], 'forbidden']);
  });

  it('searches in no other account after the user switched accounts', async () => {
    fixture = await ActionsFixture.open();
    fixture.sandbox.faults.next({ match: post, hang: true });
    const creating = fixture.ticketActions.create(draft);
    while (fixture.sandbox.faults.pending > 0) await new Promise((next) => setImmediate(next));
    await fixture.accounts.add(fixture.credential(1));
    const { why, lookupFailure: unsearched } = lost(await creating);
    assert.deepEqual([why.code, unsearched?.code], ['cancelled', 'cancelled']);
    assert.equal(fixture.calls['GET /tickets'], undefined);
    assert.equal((await fixture.log())[0]?.account, fixture.credential(0).account.id);
  });

  it('fails without a call while signed out', async () => {
    fixture = await ActionsFixture.open();
    await fixture.accounts.remove(fixture.credential(0).account);
    assert.equal((await failureFrom(fixture.ticketActions.create(draft))).code, 'not-signed-in');
    assert.equal(fixture.sandbox.calls.count, 0);
  });
});
