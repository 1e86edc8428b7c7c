import assert from 'node:assert/strict';
import { accountKinds } from '../../../src/core/domain/account';
import type { LiveChatConnection, Page } from '../../../src/core/domain/connection';
import { doneOf } from '../../../src/core/domain/failure';
import type { Ticket, TicketRow } from '../../../src/core/domain/ticket';
import { anyAccount, type AnyAccount } from './support/anyAccount';
import { failureFrom, rejectionOf } from './support/failureFrom';

const draft = { message: 'It broke.', requester: { mail: 'kim@mail.test', name: 'Kim' } } as const;

function idsOf(page: Page<TicketRow>): string[] {
  assert.ok(page.rows.every(({ kind }) => kind === 'ticket'));
  return ticketsOf(page).map(({ id }) => id);
}

function ticketsOf(page: Page<TicketRow>) {
  return page.rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket] : []));
}

for (const kind of accountKinds) {
  describe(`conformance: tickets of a ${kind} account`, () => {
    let account: AnyAccount;
    let connection: LiveChatConnection;
    before(async () => {
      account = await anyAccount(kind, { tickets: 120, hostile: false });
      ({ connection } = account);
    });
    after(() => account.dispose());
    afterEach(() => account.sandbox.faults.clear());

    it('list: returns every ticket once, page by page, newest first', async () => {
      const query = { status: 'open' } as const;
      const pages = [await connection.tickets.list(query)];
      for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
        pages.push(await connection.tickets.list(query, next));
      }
      const [first] = pages;
      assert.ok(first && pages.length > 1, 'one page proves nothing');
      assert.equal(first.pages, pages.length);
      assert.deepEqual(
        pages.map(({ page }) => page),
        pages.map((_, index) => index + 1),
      );
      const ids = pages.flatMap(idsOf);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(ids.length, first.total);
      const times = pages.flatMap(ticketsOf).map(({ modified }) => modified ?? '');
      assert.deepEqual(times, [...times].sort().reverse());
      for (const ticket of pages.flatMap(ticketsOf)) assert.equal(ticket.status, 'open');
    });

    it('list: returns the page with the given number, and an empty page past the end', async () => {
      const query = { order: 'asc' } as const;
      const first = await connection.tickets.list(query);
      const second = await connection.tickets.list(query, first.next);
      const byNumber = await connection.tickets.list(query, '2');
      assert.deepEqual(idsOf(byNumber), idsOf(second));
      assert.deepEqual([byNumber.page, byNumber.total], [2, first.total]);
      const beyond = await connection.tickets.list(query, '30');
      assert.deepEqual([beyond.rows, beyond.total, beyond.next], [[], first.total, undefined]);
    });

    it('list: filters by status, assignment, text, requester and day', async () => {
      const spam = await connection.tickets.list({ status: 'spam' });
      assert.ok(spam.total > 0);
      for (const ticket of ticketsOf(spam)) assert.equal(ticket.status, 'spam');
      for (const assigned of [true, false]) {
        const page = await connection.tickets.list({ assigned });
        assert.ok(page.total > 0);
        for (const ticket of ticketsOf(page)) assert.equal(ticket.assignee !== undefined, assigned);
      }
      const [sample] = ticketsOf(await connection.tickets.list({ status: 'open' }));
      const mail = sample?.requester?.mail;
      assert.ok(sample?.modified !== undefined && mail !== undefined);
      const byMail = await connection.tickets.list({ requesterMail: mail });
      assert.ok(byMail.total > 0);
      for (const { requester } of ticketsOf(byMail)) assert.equal(requester?.mail, mail);
      const dateFrom = sample.modified.slice(0, 10);
      const recent = await connection.tickets.list({ dateFrom });
      assert.ok(recent.total > 0);
      for (const { modified = '' } of ticketsOf(recent)) assert.ok(modified >= dateFrom, modified);
      const word = /\p{L}{5,}/u.exec(sample.subject ?? '')?.[0] ?? '';
      assert.ok(idsOf(await connection.tickets.list({ query: word })).length > 0);
    });

    it('list: filters by group and tag; an unknown group or tag matches nothing', async () => {
      const page = await connection.tickets.list({});
      const tickets = await Promise.all(
        idsOf(page)
          .slice(0, 12)
          .map((id) => connection.tickets.get(id)),
      );
      const grouped = tickets.find(({ groups }) => groups.length > 0);
      const tag = tickets.find(({ tags }) => tags.length > 0)?.tags[0];
      assert.ok(grouped?.groups[0] && tag !== undefined);
      const group = grouped.groups[0].id;
      const byGroup = await connection.tickets.list({ group });
      for (const id of idsOf(byGroup).slice(0, 3)) {
        const { groups } = await connection.tickets.get(id);
        assert.ok(groups.some((one) => one.id === group));
      }
      const byTag = ticketsOf(await connection.tickets.list({ tag }));
      assert.ok(byTag.length > 0);
      for (const { tags } of byTag) assert.ok(tags?.includes(tag));
      assert.deepEqual((await connection.tickets.list({ tag: 'no such tag' })).rows, []);
    });

    it('get: returns the whole ticket', async () => {
      const [row] = ticketsOf(await connection.tickets.list({ assigned: true }));
      assert.ok(row);
      const ticket = await connection.tickets.get(row.id);
      assert.deepEqual([ticket.id, ticket.subject, ticket.status], [row.id, row.subject, row.status]);
      assert.match(ticket.date ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.deepEqual(ticket.requester?.mail, row.requester?.mail);
      assert.match(ticket.assignee?.id ?? '', /@/);
      const [first] = ticket.events;
      assert.equal(first?.type, 'message');
      assert.ok(first.message);
      assert.equal(first.is_private, false);
      assert.equal(first.author?.type, 'client');
    });

    it('create: sets tags, and group and assignee where the account supports them', async () => {
      const [group] = await connection.ticketGroups.list();
      const [tag] = await connection.tags.list();
      assert.ok(group && tag);
      const ticket = await connection.tickets.create({
        ...draft,
        subject: 'Broken zipper',
        assignee: { id: account.login },
        groups: [group.id],
        tags: [tag.name],
      });
      assert.deepEqual([ticket.subject, ticket.status], ['Broken zipper', 'open']);
      assert.deepEqual(ticket.requester, { mail: 'kim@mail.test', name: 'Kim' });
      assert.equal(ticket.assignee?.id, account.login);
      assert.deepEqual(ticket.tags, [tag.name]);
      assert.deepEqual(
        ticket.groups.map(({ id }) => id),
        [group.id],
      );
      assert.equal(ticket.events.filter(({ message }) => message === 'It broke.').length, 1);
      assert.deepEqual((await connection.tickets.get(ticket.id)).subject, 'Broken zipper');
    });

    it('update: changes fields, sends messages and private notes', async () => {
      const { id } = await connection.tickets.create(draft);
      const update = (change: Parameters<typeof connection.tickets.update>[1]): Promise<Ticket> =>
        connection.tickets.update(id, change);
      assert.equal((await update({ subject: 'Other', status: 'pending' })).status, 'pending');
      const replied = await update({ message: 'We are on it.' });
      const reply = replied.events.find(({ message }) => message === 'We are on it.');
      assert.deepEqual([reply?.author?.type, reply?.is_private], ['agent', false]);
      const noted = await update({ message: 'Check the stock.', private: true });
      assert.equal(noted.events.find(({ message }) => message === 'Check the stock.')?.is_private, true);
      assert.equal((await update({ assignee: { id: account.login } })).assignee?.id, account.login);
      assert.equal((await update({ requester: { name: 'Kim Lee' } })).requester?.name, 'Kim Lee');
      const tags = (await connection.tags.list()).slice(0, 2).map(({ name }) => name);
      assert.deepEqual([...(await update({ tags })).tags].sort(), [...tags].sort());
      assert.deepEqual((await update({ tags: [] })).tags, []);
      const whole = await connection.tickets.get(id);
      assert.deepEqual([whole.subject, whole.status], ['Other', 'pending']);
    });

    it('update: moves a ticket to spam and back', async () => {
      const { id } = await connection.tickets.create(draft);
      assert.equal((await connection.tickets.update(id, { status: 'spam' })).status, 'spam');
      assert.ok(idsOf(await connection.tickets.list({ status: 'spam' })).includes(id));
      assert.equal((await connection.tickets.update(id, { status: 'open' })).status, 'open');
      assert.ok(!idsOf(await connection.tickets.list({ status: 'spam' })).includes(id));
    });

    it('get and update: fail as not found for an unknown ticket', async () => {
      const ghosts = ['NOSUCH', '0c04cb99-817a-4935-9d62-137c89a74388', '..', ''];
      for (const id of ghosts) {
        assert.equal((await failureFrom(connection.tickets.get(id))).code, 'not-found', id);
      }
      const change = connection.tickets.update('0c04cb99-817a-4935-9d62-137c89a74388', { subject: 'x' });
      assert.equal((await failureFrom(change)).code, 'not-found');
    });

    it('create: never reports success after a lost response', async () => {
      account.sandbox.faults.next({ match: { method: 'POST', path: /\/tickets$/ }, truncate: true });
      const thrown = await rejectionOf(connection.tickets.create({ ...draft, subject: 'Lost one' }));
      assert.equal(doneOf(thrown), undefined);
      assert.equal((await failureFrom(Promise.reject(thrown as Error))).code, 'server');
      const found = await connection.tickets.list({ requesterMail: draft.requester.mail, order: 'desc' });
      assert.ok(ticketsOf(found).some(({ subject }) => subject === 'Lost one'));
    });
  });
}
