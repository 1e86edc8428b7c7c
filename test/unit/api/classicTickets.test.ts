import assert from 'node:assert/strict';
import { doneOf, failureOf } from '../../../src/core/domain/failure';
import type { TicketApi } from '../../../src/core/domain/connection';
import type { Ticket, TicketDraft, TicketQuery, TicketSummary } from '../../../src/core/domain/ticket';
import { classicAccount, type ClassicAccount } from './support/classicAccount';
import { failureFrom, rejectionOf } from './support/failureFrom';

const draft: TicketDraft = { message: 'It broke.', requester: { mail: 'kim@mail.test', name: 'Kim' } };

describe('classic tickets', () => {
  let account: ClassicAccount;
  let tickets: TicketApi;

  async function start(...options: Parameters<typeof classicAccount>): Promise<void> {
    account = await classicAccount(...options);
    ({ tickets } = account.connection);
  }
  async function found(query: TicketQuery): Promise<readonly TicketSummary[]> {
    const { rows } = await tickets.list(query);
    return rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket] : []));
  }
  const bodies = (): readonly string[] => account.calls.map(({ method, route }) => `${method} ${route}`);

  afterEach(() => account.dispose());

  describe('list', () => {
    it('returns the first page, newest first, and the next page number', async () => {
      await start({ tickets: 60 });
      const page = await tickets.list({});
      assert.deepEqual([page.total, page.pages, page.page, page.next], [60, 3, 1, '2']);
      assert.equal(page.rows.length, 25);
      const modified = (await found({})).map((ticket) => ticket.modified ?? '');
      assert.deepEqual(modified, modified.toSorted().reverse());
    });

    it('pages through the whole list, each ticket once', async () => {
      await start({ tickets: 60 });
      const ids: string[] = [];
      let at: string | undefined;
      do {
        const page = await tickets.list({ order: 'asc' }, at);
        for (const row of page.rows) ids.push(row.kind === 'ticket' ? row.ticket.id : row.key);
        at = page.next;
      } while (at !== undefined);
      assert.equal(new Set(ids).size, 60);
      assert.equal(account.calls.length, 3);
    });

    it('reads any page of 20,000 tickets', async () => {
      await start({ tickets: 20_000 });
      for (const at of ['1', '400', '800']) {
        const page = await tickets.list({}, at);
        assert.deepEqual([page.total, page.pages, page.rows.length], [20_000, 800, 25]);
        assert.equal(page.next, at === '800' ? undefined : String(Number(at) + 1));
        assert.ok(page.rows.every((row) => row.kind === 'ticket' && row.malformed.length === 0));
      }
    });

    it('rejects an invalid page number without a call', async () => {
      await start();
      for (const at of ['0', '-1', '1.5', 'x', '']) {
        assert.deepEqual(await failureFrom(tickets.list({}, at)), {
          code: 'invalid-input',
          reasons: [],
          field: 'page',
        });
      }
      assert.equal(account.calls.length, 0);
    });

    it('sends every filter under its name in the API', async () => {
      await start();
      const query: TicketQuery = {
        dateFrom: '2026-01-01',
        dateTo: '2026-12-31',
        assigned: true,
        order: 'asc',
        status: 'open',
        assignee: account.login,
        query: 'ação & "more"',
        requesterMail: 'kim+1@mail.test',
        group: 0,
        source: 'lc2',
        tag: 'returns',
        tagged: false,
      };
      await tickets.list(query, '2');
      assert.deepEqual(
        { ...account.sandbox.calls.recent.at(-1)?.query },
        {
          page: '2',
          date_from: '2026-01-01',
          date_to: '2026-12-31',
          assigned: '1',
          order: 'asc',
          status: 'open',
          assignee: account.login,
          query: 'ação & "more"',
          'requester[mail]': 'kim+1@mail.test',
          group: '0',
          source: 'lc2',
          tag: 'returns',
          tagged: '0',
        },
      );
    });

    it('returns only tickets that match a filter', async () => {
      await start({ tickets: 200 });
      const solved = await found({ status: 'solved' });
      assert.ok(solved.length > 0 && solved.every(({ status }) => status === 'solved'));
      const unassigned = await found({ assigned: false });
      assert.ok(unassigned.length > 0 && unassigned.every(({ assignee }) => assignee === undefined));
      const [tag = ''] = (await found({ tagged: true }))[0]?.tags ?? [];
      const tagged = await found({ tag });
      assert.ok(tagged.length > 0 && tagged.every(({ tags }) => tags?.includes(tag)));
      const mail = solved[0]?.requester?.mail ?? '';
      assert.ok((await found({ requesterMail: mail })).every(({ requester }) => requester?.mail === mail));
    });
  });

  describe('create', () => {
    it('creates a ticket that can be read again', async () => {
      await start();
      const created = await tickets.create({
        ...draft,
        subject: 'Zipper',
        assignee: { id: account.login },
        source: { type: 'chat-window', url: 'https://shop.test/cart' },
        groups: [1],
      });
      assert.equal(created.subject, 'Zipper');
      assert.deepEqual(created.requester, draft.requester);
      assert.equal(created.assignee?.id, account.login);
      assert.deepEqual(created.source, { type: 'chat-window', url: 'https://shop.test/cart' });
      assert.deepEqual(
        created.groups.map(({ id }) => id),
        [1],
      );
      assert.equal(created.events[0]?.message, 'It broke.');
      assert.deepEqual(await tickets.get(created.id), created);
      assert.deepEqual(bodies(), ['POST /tickets', 'GET /tickets/*']);
    });

    it('sets tags in a separate call', async () => {
      await start();
      const created = await tickets.create({ ...draft, tags: ['returns', 'ação'] });
      assert.deepEqual(created.tags, ['returns', 'ação']);
      assert.deepEqual(bodies(), ['POST /tickets', 'PUT /tickets/*/tags']);
      await tickets.create({ ...draft, tags: [] });
      assert.deepEqual(bodies().slice(2), ['POST /tickets']);
    });

    it('rejects with the created ticket attached if setting its tags failed', async () => {
      await start();
      account.sandbox.faults.next({ match: { method: 'PUT' }, status: 500 });
      const thrown = await rejectionOf(tickets.create({ ...draft, tags: ['returns'] }));
      assert.equal(failureOf(thrown)?.code, 'server');
      const done = doneOf(thrown)?.ticket;
      assert.ok(done);
      assert.deepEqual(await tickets.get(done.id), done);
      assert.deepEqual(done.tags, []);
    });

    it('reports the reasons of the API if it rejects a draft, and creates nothing', async () => {
      await start();
      const thrown = await rejectionOf(tickets.create({ ...draft, requester: { mail: 'nonsense' } }));
      const failure = failureOf(thrown);
      assert.ok(failure?.code === 'invalid-input');
      assert.match(failure.reasons.join(), /requester\.mail/);
      assert.equal(doneOf(thrown), undefined);
    });

    it('is never retried after a lost response', async () => {
      await start();
      account.sandbox.faults.next({ match: { method: 'POST' }, reset: true });
      assert.equal((await failureFrom(tickets.create(draft))).code, 'network');
      assert.deepEqual(bodies(), ['POST /tickets']);
    });
  });

  describe('update', () => {
    let ticket: Ticket;
    async function startWithTicket(...options: Parameters<typeof classicAccount>): Promise<void> {
      await start(...options);
      ticket = await tickets.create(draft);
      account.calls.splice(0);
    }

    it('changes the given fields only', async () => {
      await startWithTicket();
      const changed = await tickets.update(ticket.id, { status: 'pending' });
      assert.equal(changed.status, 'pending');
      assert.deepEqual(
        [changed.subject, changed.requester, changed.tags],
        [ticket.subject, ticket.requester, ticket.tags],
      );
      assert.deepEqual(bodies(), ['PUT /tickets/*']);
    });

    it('changes all fields in one call, and tags in a separate call', async () => {
      await startWithTicket();
      const changed = await tickets.update(ticket.id, {
        subject: 'New',
        requester: { mail: 'lee@mail.test', name: 'Lee' },
        assignee: { id: account.login },
        source: { type: 'mail' },
        status: 'solved',
        message: 'Check the stock.',
        private: true,
        tags: ['vip'],
      });
      const { subject, requester, assignee, source, status, tags } = changed;
      assert.deepEqual(
        [subject, requester, assignee?.id],
        ['New', { mail: 'lee@mail.test', name: 'Lee' }, account.login],
      );
      assert.deepEqual([source?.type, status, tags], ['mail', 'solved', ['vip']]);
      const note = changed.events.findLast(({ type }) => type === 'message');
      assert.deepEqual([note?.message, note?.is_private], ['Check the stock.', true]);
      assert.deepEqual(bodies(), ['PUT /tickets/*', 'PUT /tickets/*/tags']);
    });

    it('changes tags alone in one call, and only reads the ticket if there is nothing to change', async () => {
      await startWithTicket();
      assert.deepEqual((await tickets.update(ticket.id, { tags: ['a'] })).tags, ['a']);
      assert.deepEqual((await tickets.update(ticket.id, { tags: [] })).tags, []);
      assert.equal((await tickets.update(ticket.id, {})).id, ticket.id);
      assert.deepEqual(bodies(), ['PUT /tickets/*/tags', 'PUT /tickets/*/tags', 'GET /tickets/*']);
    });

    for (const updateTicket of [400, 404, 405] as const) {
      it(`names the unsupported fields and the alternatives if the account answers ${updateTicket}`, async () => {
        await startWithTicket({ updateTicket });
        const failure = await failureFrom(
          tickets.update(ticket.id, { subject: 'x', status: 'open', tags: ['a'] }),
        );
        assert.deepEqual(failure, { code: 'unsupported', field: 'subject, status', instead: 'tags' });
        assert.deepEqual((await tickets.get(ticket.id)).tags, []);
        assert.deepEqual((await tickets.update(ticket.id, { tags: ['a'] })).tags, ['a']);
      });

      it(`fails as not found if the ticket does not exist and the account answers ${updateTicket}`, async () => {
        await startWithTicket({ updateTicket });
        assert.deepEqual(await failureFrom(tickets.update('NOPE', { status: 'open' })), {
          code: 'not-found',
        });
      });
    }

    it('reports an invalid value if the rejection names a field', async () => {
      await startWithTicket();
      const failure = await failureFrom(tickets.update(ticket.id, { assignee: { id: 'nobody@shop.test' } }));
      assert.ok(failure.code === 'invalid-input');
      assert.match(failure.reasons.join(), /assignee/);
    });

    it('reports an invalid value for any rejection after the call has once succeeded', async () => {
      await startWithTicket();
      await tickets.update(ticket.id, { status: 'pending' });
      account.sandbox.faults.next({ match: { method: 'PUT' }, status: 400, body: { error: 'Not today' } });
      const failure = await failureFrom(tickets.update(ticket.id, { status: 'open' }));
      assert.deepEqual(failure, { code: 'invalid-input', reasons: ['Not today'] });
    });

    it('reads the ticket again if the response contains none', async () => {
      await startWithTicket();
      account.sandbox.faults.next({ match: { method: 'PUT' }, status: 200, body: { ok: true } });
      assert.deepEqual(await tickets.update(ticket.id, { status: 'open' }), ticket);
    });

    it('rejects with the changed ticket attached if setting its tags failed', async () => {
      await startWithTicket();
      account.sandbox.faults.next({ match: { method: 'PUT', path: /tags$/ }, status: 403, body: {} });
      const thrown = await rejectionOf(tickets.update(ticket.id, { subject: 'New', tags: ['a'] }));
      assert.deepEqual(failureOf(thrown), { code: 'forbidden', reasons: [] });
      assert.equal(doneOf(thrown)?.ticket?.subject, 'New');
    });
  });
});
